import type { GitRepository } from '../git/gitRepository.ts';
import { readPatch } from '../git/readPatch.ts';
import { DiffText, maxDiffChars } from './diffText.ts';

export type LineRange = readonly [number, number];

/** What the comparison with a base says about the files of a scope. */
export interface PatchFacts {
  readonly diff: DiffText;
  /** Changed lines of the new side, by path. Files without changed lines (mode only, binary) are absent. */
  readonly ranges: ReadonlyMap<string, readonly LineRange[]>;
}

/** Compares the work tree with a commit or tree; only sections of `wanted` paths are kept. */
export async function readPatchFacts(
  repository: GitRepository,
  compareWith: string,
  wanted: ReadonlySet<string>,
): Promise<PatchFacts> {
  const diff = new DiffText();
  const ranges = new Map<string, readonly LineRange[]>();
  await readPatch(repository, compareWith, maxDiffChars, (section) => {
    if (section.path === null || !wanted.has(section.path)) return;
    ranges.set(section.path, section.ranges);
    diff.add(section);
  });
  return { diff, ranges };
}

/** Ranges within a file of `lines` lines; parts beyond its end are cut off. */
export function clampRanges(ranges: readonly LineRange[], lines: number): [number, number][] {
  return ranges.flatMap(([start, end]): [number, number][] => {
    const from = Math.min(Math.max(1, start), lines);
    const to = Math.min(end, lines);
    return lines === 0 || to < from ? [] : [[from, to]];
  });
}
