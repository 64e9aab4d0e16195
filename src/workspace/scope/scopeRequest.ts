/** What the user asked to look at. */
export type ScopeRequest =
  | { readonly kind: 'workspace' }
  /** Globs, folders or files, relative to the workspace; a leading `!` takes matches out again. */
  | { readonly kind: 'path'; readonly globs: readonly string[] }
  /** Lines are 1-based and inclusive. */
  | { readonly kind: 'selection'; readonly path: string; readonly startLine: number; readonly endLine: number }
  | { readonly kind: 'uncommitted' }
  /** Commits of the current branch since it left `base` (default: the default branch). */
  | { readonly kind: 'diff'; readonly base?: string };

export interface ScopeOptions {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Default 5,000. */
  readonly maxFiles?: number;
  /** Default 1 MiB. */
  readonly maxFileBytes?: number;
  /** Default 64 MiB. Files beyond it, in path order, are skipped. */
  readonly maxTotalBytes?: number;
  /** The brief: feeds the symptom signals, and names the part and the documents that are meant. */
  readonly briefSymptoms?: string;
}

export interface ScopeLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

export function limitsOf(options: ScopeOptions): ScopeLimits {
  return {
    maxFiles: options.maxFiles ?? 5000,
    maxFileBytes: options.maxFileBytes ?? 1024 * 1024,
    maxTotalBytes: options.maxTotalBytes ?? 64 * 1024 * 1024,
  };
}
