import { isOutsideSignal } from '../../protocol/definition/signals.ts';
import type { ScopeFacts, ScopeFile, SignalHit } from '../../protocol/plan.ts';
import { compareText } from './canonical.ts';
import { fileKind } from './fileKind.ts';

/** True when the scope is a change that can be compared with what was there before. */
export function hasBase(scope: ScopeFacts): boolean {
  const compares = scope.kind === 'diff' || scope.kind === 'uncommitted';
  return compares && (scope.diff !== '' || scope.files.some((file) => file.change !== undefined));
}

/** Signal hits as the rules count them. */
export interface SignalView {
  /**
   * Hits that count: in a file of the scope that is neither a test nor a document, and, when there is a base, on a changed line
   * unless `nearby`. Signals about the brief or the workspace count as they are. By path, then line.
   */
  hits(signal: string, nearby?: boolean): readonly SignalHit[];
  /** Number of hits that count. Without a base, where lists are cut early, the number that the scan counted. */
  count(signal: string, nearby?: boolean): number;
  /** True when the scan counted more hits than it listed. */
  isCut(signal: string): boolean;
}

export function signalView(scope: ScopeFacts): SignalView {
  const files = new Map(scope.files.map((file) => [file.path, file]));
  const base = hasBase(scope);
  const bySignal = new Map<string, SignalHit[]>();
  const listed = new Map<string, number>();
  for (const hit of [...scope.signals].sort(compareHits)) {
    listed.set(hit.signal, (listed.get(hit.signal) ?? 0) + 1);
    if (!isOutsideSignal(hit.signal) && !counts(hit, files.has(hit.path))) continue;
    const own = bySignal.get(hit.signal);
    if (own === undefined) bySignal.set(hit.signal, [hit]);
    else own.push(hit);
  }
  const hits = (signal: string, nearby = false): readonly SignalHit[] => {
    const all = bySignal.get(signal) ?? [];
    return !base || nearby || isOutsideSignal(signal)
      ? all
      : all.filter((hit) => isChangedLine(files.get(hit.path), hit.line));
  };
  const count = (signal: string, nearby = false): number => {
    const seen = hits(signal, nearby).length;
    if (base || (seen === 0 && (listed.get(signal) ?? 0) > 0)) return seen;
    return Math.max(seen, scope.signalCounts[signal] ?? 0);
  };
  const isCut = (signal: string): boolean => (scope.signalCounts[signal] ?? 0) > (listed.get(signal) ?? 0);
  return { hits, count, isCut };
}

function counts(hit: SignalHit, inScope: boolean): boolean {
  const kind = fileKind(hit.path);
  return inScope && kind !== 'docs' && (kind !== 'test' || hit.signal === 'tests');
}

/** Without ranges a changed file counts as changed throughout (added, untracked, renamed). */
export function isChangedLine(file: ScopeFile | undefined, line: number): boolean {
  if (file === undefined || file.change === 'deleted') return false;
  if (file.ranges === undefined) return true;
  return file.ranges.some(([start, end]) => line >= start && line <= end);
}

export function changedLines(file: ScopeFile): number {
  if (file.ranges === undefined) return file.lines;
  return file.ranges.reduce((sum, [start, end]) => sum + Math.max(0, end - start + 1), 0);
}

export function compareHits(a: SignalHit, b: SignalHit): number {
  return (
    compareText(a.path, b.path) || a.line - b.line || compareText(a.signal, b.signal) || compareText(a.text, b.text)
  );
}

/** The same facts whatever order they were gathered in: lists that mean sets are sorted, doubles removed. */
export function normaliseScope(scope: ScopeFacts): ScopeFacts {
  const files = [...new Map(scope.files.map((file) => [file.path, file])).values()];
  const signals = [...new Map(scope.signals.map((hit) => [`${hit.path}\n${hit.line}\n${hit.signal}`, hit])).values()];
  const { profile } = scope;
  const byPath = <T extends { readonly path: string }>(entries: readonly T[]): T[] =>
    [...new Map(entries.map((entry) => [entry.path, entry])).values()].sort((a, b) => compareText(a.path, b.path));
  const sorted = (texts: readonly string[]): string[] => [...texts].sort(compareText);
  return {
    ...scope,
    files: files.sort((a, b) => compareText(a.path, b.path)),
    signals: signals.sort(compareHits),
    skipped: [...scope.skipped].sort((a, b) => compareText(a.path, b.path) || compareText(a.reason, b.reason)),
    commands: [...scope.commands].sort((a, b) => compareText(a.source, b.source) || compareText(a.name, b.name)),
    docs: { adr: sorted(scope.docs.adr), standards: sorted(scope.docs.standards), docs: sorted(scope.docs.docs) },
    documents: byPath(scope.documents),
    profile: {
      languages: [...profile.languages].sort((a, b) => b.lines - a.lines || compareText(a.name, b.name)),
      frameworks: [...profile.frameworks].sort(
        (a, b) => compareText(a.name, b.name) || compareText(a.path, b.path) || a.line - b.line,
      ),
      manifests: sorted(profile.manifests),
      lockFiles: sorted(profile.lockFiles),
      projects: sorted(profile.projects),
    },
    churn: [...scope.churn].sort((a, b) => b.commits - a.commits || compareText(a.path, b.path)),
    texts: byPath(scope.texts),
  };
}
