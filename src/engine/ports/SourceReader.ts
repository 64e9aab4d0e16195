/** A file as the citation check sees it. `lines` has no terminators; CRLF and a BOM are already taken off. */
export type SourceFile =
  | { readonly ok: true; readonly path: string; readonly lines: readonly string[]; readonly sha256: string }
  | { readonly ok: false; readonly path: string; readonly reason: string };

/** Reads workspace files for checks. Never leaves the workspace, never follows a link out of it, bounds sizes. */
export interface SourceReader {
  /** `path` is workspace-relative with `/`; anything else is answered with `ok: false`. */
  read(path: string): Promise<SourceFile>;
}
