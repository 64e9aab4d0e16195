import { assertNever } from '../../base/assertNever.ts';
import { describeError } from '../errors.ts';
import type { RunEvent, StepOutput } from '../events.ts';
import type { Finding } from '../finding.ts';
import { itemBounds, type ItemOf } from './item.ts';

export type EndEvent = Extract<
  RunEvent,
  { type: 'step.completed' | 'step.failed' | 'step.blocked' | 'step.cancelled' }
>;
type EndFields = Omit<ItemOf<'end'>, 'id' | 'startedAt' | 'endedAt' | 'kind'>;

interface Totals {
  readonly attemptStartedAt: number | null;
  readonly toolCalls: number;
  readonly tokens: number;
}

/** What the last row of a step says. */
export function endRow(totals: Totals, event: EndEvent): EndFields {
  const numbers = {
    durationMs: totals.attemptStartedAt === null ? null : Math.max(0, event.at - totals.attemptStartedAt),
    toolCalls: totals.toolCalls,
    tokens: totals.tokens,
    findings: event.type === 'step.completed' ? findingCount(event.output) : 0,
  };
  const says = (state: EndFields['state'], text: string): EndFields => ({
    state,
    text: text.slice(0, itemBounds.messageChars),
    ...numbers,
  });
  switch (event.type) {
    case 'step.completed':
      if (event.output.kind === 'skipped') return says('skipped', event.output.reason);
      return says('completed', event.output.kind === 'code' ? event.output.summary : '');
    case 'step.failed':
      return says('failed', describeError(event.error));
    case 'step.blocked':
      return says('blocked', describeError(event.error));
    case 'step.cancelled':
      return says('cancelled', event.message);
    default:
      return assertNever(event);
  }
}

/** Findings that a step raised; leads, which no model has judged, are counted apart. */
export function findingCount(output: StepOutput, kind: Finding['kind'] = 'finding'): number {
  return output.kind === 'agent' ? output.findings.filter((finding) => finding.kind === kind).length : 0;
}
