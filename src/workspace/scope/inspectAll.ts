import type { ScopeFile } from '../../protocol/plan.ts';
import { orderedMap } from '../orderedMap.ts';
import { formatBytes } from '../reader/openInside.ts';
import type { SignalScanner } from '../signals/scanSignals.ts';
import type { Candidate } from './candidates.ts';
import { inspectFile } from './inspectFile.ts';
import { clampRanges, type LineRange, type PatchFacts } from './patchFacts.ts';
import type { ScopeLimits, ScopeRequest } from './scopeRequest.ts';
import type { SkipLog } from './skipLog.ts';

/** Files read at once; with the size limit of one file this bounds memory. */
const readWidth = 24;

export interface InspectContext {
  readonly root: string;
  readonly request: ScopeRequest;
  readonly limits: ScopeLimits;
  readonly patch: PatchFacts | null;
  readonly skips: SkipLog;
  readonly scanner: SignalScanner;
  readonly signal: AbortSignal;
}

/** Reads the candidates in path order; what cannot be looked at goes to `skips`, the rest is scanned and returned. */
export async function inspectAll(candidates: readonly Candidate[], context: InspectContext): Promise<ScopeFile[]> {
  const { root, limits, skips } = context;
  const files: ScopeFile[] = [];
  let totalBytes = 0;
  const inspect = (candidate: Candidate): ReturnType<typeof inspectFile> =>
    inspectFile(root, candidate, limits.maxFileBytes);
  await orderedMap(candidates, readWidth, context.signal, inspect, (result, candidate) => {
    if (!result.ok) {
      skips.add(candidate.path, result.kind, result.detail);
      return;
    }
    if (totalBytes + result.file.bytes > limits.maxTotalBytes) {
      skips.add(candidate.path, 'overLimit', `over the total size limit of ${formatBytes(limits.maxTotalBytes)}`);
      return;
    }
    totalBytes += result.file.bytes;
    const file = withRanges(result.file, candidate, context);
    if (candidate.whole) context.patch?.diff.addWhole(file.path, result.lines);
    context.scanner.add(file, result.lines);
    files.push(file);
  });
  return files;
}

function withRanges(file: ScopeFile, candidate: Candidate, context: InspectContext): ScopeFile {
  const ranges = rangesOf(file, candidate, context);
  return ranges === null ? file : { ...file, ranges: clampRanges(ranges, file.lines) };
}

function rangesOf(
  file: ScopeFile,
  candidate: Candidate,
  { request, patch }: InspectContext,
): readonly LineRange[] | null {
  if (request.kind === 'selection') return [[request.startLine, request.endLine]];
  if (patch === null) return null;
  return candidate.whole ? [[1, file.lines]] : (patch.ranges.get(file.path) ?? []);
}
