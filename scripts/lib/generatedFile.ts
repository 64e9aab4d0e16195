/** A file that is kept in the repository and made from something else in it. */
export interface GeneratedFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}
