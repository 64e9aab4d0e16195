/** The part of a unified diff that concerns one file, cut into hunks. */
export interface FileDiff {
  /** Path on the new side (old side for a deleted file), as git prints it without `b/`. */
  readonly path: string;
  readonly header: string;
  readonly hunks: readonly string[];
}

/** Splits a git diff by file and hunk. Content lines start with a space, + or -, so they can never look like a header. */
export function splitDiff(diff: string): FileDiff[] {
  if (diff === '') return [];
  return diff
    .split(/^(?=diff --git )/m)
    .filter((section) => section.startsWith('diff --git '))
    .map((section) => {
      const [header = '', ...hunks] = section.split(/^(?=@@ )/m);
      return { path: pathOf(header), header: header.trimEnd(), hunks: hunks.map((hunk) => hunk.trimEnd()) };
    });
}

function pathOf(header: string): string {
  const lines = header.split('\n');
  const named = (prefix: string): string | undefined =>
    lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  const added = named('+++ ');
  const removed = named('--- ');
  const renamed = named('rename to ');
  if (renamed !== undefined) return unquote(renamed);
  for (const side of [added, removed]) {
    if (side === undefined) continue;
    const path = unquote(side);
    if (path !== '/dev/null') return path.replace(/^[abciow]\//, '');
  }
  // Mode changes and binary files have no ---/+++ lines: "diff --git a/x b/x" with two equal halves.
  const both = lines[0]?.slice('diff --git '.length) ?? '';
  const half = both.slice(Math.ceil(both.length / 2));
  return unquote(half.trim()).replace(/^[abciow]\//, '');
}

/** Undoes git's C-style quoting of unusual paths; octal escapes are UTF-8 bytes. */
function unquote(text: string): string {
  const plain = text.replace(/\t$/, '');
  if (!plain.startsWith('"') || !plain.endsWith('"')) return plain;
  const bytes: number[] = [];
  const simple: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, '"': 34, '\\': 92 };
  for (const [token, octal, letter] of plain.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]/gsu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(simple[letter] ?? 63);
    else bytes.push(...new TextEncoder().encode(token));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

export interface DiffChoice {
  readonly text: string;
  /** Files of which nothing was left out. */
  readonly whole: readonly string[];
  readonly shown: number;
  readonly total: number;
}

/**
 * As many hunks of the `wanted` paths as fit into `maxChars`, in the order of `wanted`. Hunks are taken round-robin, the first of each file
 * before the second of any, so that no file is crowded out by a larger one; a hunk is shown whole or not at all.
 */
export function chooseHunks(diffs: readonly FileDiff[], wanted: readonly string[], maxChars: number): DiffChoice {
  const byPath = new Map(diffs.map((file) => [file.path, file]));
  const files = wanted.map((path) => byPath.get(path)).filter((file) => file !== undefined);
  const total = files.reduce((sum, file) => sum + file.hunks.length, 0);
  const taken = new Map<FileDiff, Set<number>>();
  let left = maxChars;
  const rounds = Math.max(0, ...files.map((file) => file.hunks.length));
  for (let round = 0; round < rounds; round++) {
    for (const file of files) {
      const hunk = file.hunks[round];
      if (hunk === undefined) continue;
      const own = taken.get(file);
      const cost = hunk.length + 1 + (own === undefined ? file.header.length + 80 : 0);
      if (cost > left) continue;
      left -= cost;
      if (own === undefined) taken.set(file, new Set([round]));
      else own.add(round);
    }
  }
  const parts: string[] = [];
  const whole: string[] = [];
  let shown = 0;
  for (const file of files) {
    const own = taken.get(file);
    if (own === undefined) continue;
    shown += own.size;
    if (own.size === file.hunks.length && !wasCut(file)) whole.push(file.path);
    parts.push(file.header, ...file.hunks.filter((_, i) => own.has(i)));
    if (own.size < file.hunks.length)
      parts.push(`[${file.hunks.length - own.size} more hunks of this file are not shown; open the file]`);
  }
  return { text: parts.join('\n'), whole, shown, total };
}

/** The scope marks a file whose diff it had to cut with a line that no diff can hold: content begins with a space, + or -. */
function wasCut(file: FileDiff): boolean {
  return file.hunks.some((hunk) => /^\[/m.test(hunk));
}
