/** One thing that a fingerprint covers. */
export interface FingerprintEntry {
  /** `listing`: a folder compared by the names, sizes, modes and times in it. `ref`: a git reference. */
  readonly kind: 'file' | 'link' | 'special' | 'listing' | 'ref';
  /** Permission bits, octal; empty where they mean nothing. */
  readonly mode: string;
  /** SHA-256 of the content (hex), the target of a link, the id of a reference, or `stat:` for what is compared by times only. */
  readonly hash: string;
  /** Identity, size and times, for skipping a second read in the same run; not part of the digest. */
  readonly stamp: string;
  /** Time of the last change of content or attributes, ms since the epoch. */
  readonly changedMs: number;
}

export type FingerprintEntries = Map<string, FingerprintEntry>;

export function plainEntry(kind: FingerprintEntry['kind'], hash: string, mode = ''): FingerprintEntry {
  return { kind, mode, hash, stamp: '', changedMs: 0 };
}
