/** One thing wrong in a flow or persona file, said so that its author can correct it. Line and column are 1-based. */
export interface FlowProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Name of the rule broken: yaml, alias, size, unknown-key, missing-key, value, persona-unknown, cycle, clash, ... */
  readonly rule: string;
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}

/** `file:line:column message Write instead: fix`, the form that editors and terminals link. */
export function formatProblem(problem: FlowProblem): string {
  return `${problem.file}:${problem.line}:${problem.column} ${problem.message} ${problem.fix} [${problem.rule}]`;
}

/**
 * The candidate closest to `word`, or null when none is close (more than a third of the letters would have to change).
 * Ties go to the first in code-unit order, so the answer does not depend on the order of `candidates`.
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of [...candidates].sort()) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === null || distance < best.distance)) best = { candidate, distance };
  }
  return best === null ? null : best.candidate;
}

/** Fix sentence for a word that is not one of `candidates`. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const close = nearest(word, candidates);
  if (close !== null) return `Did you mean "${close}"?`;
  if (candidates.length === 0) return 'Remove it.';
  const sorted = [...candidates].sort();
  const shown = sorted.slice(0, 24);
  const more = sorted.length > shown.length ? `, and ${sorted.length - shown.length} more` : '';
  return `Use one of: ${shown.join(', ')}${more}.`;
}

/** Optimal string alignment distance: insert, delete, replace, swap of neighbours cost 1 each. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
