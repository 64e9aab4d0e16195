import type { FoldInput } from './model.ts';
import { needsUpstream } from './upstreamIds.ts';

/**
 * Findings are merged within their lane only. What scores or remedies findings of others cites the same lines as those, and yet says
 * something else: each of these personas has a lane of its own, all others share one.
 */
export function laneOf(step: string, steps: FoldInput['steps']): string {
  const known = steps.find((candidate) => candidate.id === step);
  return known !== undefined && needsUpstream(known) ? known.persona : '';
}
