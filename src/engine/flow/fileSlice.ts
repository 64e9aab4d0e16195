import picomatch from 'picomatch';
import type { FileSlice } from '../../protocol/definition/flowFile.ts';
import type { ScopeFacts, ScopeFile } from '../../protocol/plan.ts';
import { fileKind } from './fileKind.ts';
import type { SignalView } from './scopeSignals.ts';

/** The files of the scope that a step is asked to look at, in scope order. Deleted files stay: their absence can break others. */
export function sliceFiles(
  scope: ScopeFacts,
  slice: FileSlice | undefined,
  signals: readonly string[],
  view: SignalView,
): ScopeFile[] {
  if (slice === undefined) return [...scope.files];
  const matches =
    slice.globs === undefined || slice.globs.length === 0
      ? (): boolean => true
      : // Extended globs are off: a stranger's pattern could make the matcher run for minutes.
        picomatch(slice.globs, { dot: true, noextglob: true, windows: false });
  const withHits = new Set(signals.flatMap((signal) => view.hits(signal, true).map((hit) => hit.path)));
  // The scan keeps only the best hits of a frequent signal; then a file without a listed hit may still have one.
  const cut = signals.some((signal) => view.isCut(signal));
  return scope.files.filter((file) => {
    const kind = fileKind(file.path);
    if (slice.plus?.includes(kind) === true) return true;
    if (slice.withSignals === true)
      return matches(file.path) && (withHits.has(file.path) || (cut && slice.kinds?.includes(kind) === true));
    return (slice.kinds === undefined || slice.kinds.includes(kind)) && matches(file.path);
  });
}

/** For people, after "no": "source file with one of its signals". */
export function describeSlice(slice: FileSlice | undefined): string {
  const kinds = slice?.kinds === undefined ? 'file' : `${slice.kinds.join(' or ')} file`;
  const globs = slice?.globs === undefined ? '' : ` matching ${slice.globs.join(' or ')}`;
  return `${slice?.withSignals === true ? 'file with one of its signals' : kinds}${globs}`;
}
