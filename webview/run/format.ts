import type { StepView } from '../../src/protocol/pane/runView.ts';
import { stateWords } from '../../src/protocol/pane/runView.ts';
import { formatCount, formatDuration, plural } from '../shared/time.ts';

/** An agent that said nothing for this long is said to be silent; after `stuckMs` with emphasis. */
const silentMs = 30_000;
const stuckMs = 120_000;

/** Time a step has taken so far or took, ms; null when it never began. */
export function elapsedOf(
  entry: { readonly startedAt: number | null; readonly endedAt: number | null },
  now: number,
): number | null {
  return entry.startedAt === null ? null : Math.max(0, (entry.endedAt ?? now) - entry.startedAt);
}

export function elapsedText(
  entry: { readonly startedAt: number | null; readonly endedAt: number | null },
  now: number,
): string {
  const ms = elapsedOf(entry, now);
  return ms === null ? '' : formatDuration(ms);
}

/** Leads are places that no model has judged; only the offline backend has them, and then nothing else. */
export function foundText(of: { readonly findings: number; readonly leads: number }): string {
  return of.leads > 0 ? plural(of.leads, 'lead') : plural(of.findings, 'finding');
}

/** What the second line of a rail row says: always the state in words, then the most useful fact. */
export function statusLine(step: StepView, now: number): string {
  const word = stateWords[step.state];
  switch (step.state) {
    case 'running':
      return silence(step, now)?.text ?? (step.now === '' ? word : step.now);
    case 'waiting':
      return step.waitingFor.length === 0 ? word : `${word} for ${listed(step.waitingFor)}`;
    case 'retrying': {
      const wait = step.retryAt === null ? 0 : step.retryAt - now;
      return wait > 0 ? `${word} in ${formatDuration(Math.max(1000, wait))}` : `${word}, attempt ${step.attempt + 1}`;
    }
    case 'completed':
      return step.kind === 'agent' ? `${word}, ${foundText(step)}` : word;
    case 'failed':
    case 'blocked':
    case 'skipped':
    case 'cancelled':
      return step.detail === '' ? word : `${word}: ${step.detail}`;
    case 'interrupted':
    case 'queued':
      return word;
  }
}

export interface Silence {
  readonly text: string;
  readonly stuck: boolean;
}

/** "No output for 34s" when a running agent went quiet; stuck agents are what people ask about most. */
export function silence(step: StepView, now: number): Silence | null {
  if (step.state !== 'running' || step.lastEventAt === null) return null;
  const quiet = now - step.lastEventAt;
  if (quiet < silentMs) return null;
  return { text: `No output for ${formatDuration(quiet)}`, stuck: quiet >= stuckMs };
}

/** "A", "A and B", "A, B and 3 more". */
export function listed(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length <= 1) return first;
  if (names.length === 2) return `${first} and ${second}`;
  return `${first}, ${second} and ${names.length - 2} more`;
}

export function tokenText(tokens: { readonly input: number; readonly output: number }): string {
  return tokens.input + tokens.output === 0
    ? ''
    : `${formatCount(tokens.input)} in · ${formatCount(tokens.output)} out`;
}

export function percentText(context: StepView['context']): string {
  return context === null ? '' : `${Math.round((context.used / context.size) * 100)}%`;
}
