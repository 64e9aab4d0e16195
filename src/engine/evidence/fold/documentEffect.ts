import type { WrittenDocument } from '../../../protocol/document.ts';
import type { AgentOutput } from '../../../protocol/events.ts';
import type { Plan } from '../../../protocol/plan.ts';
import { changeOf, responseTo } from '../../document/consequences.ts';
import { isConclusion, type JudgedVerdict, readDocument } from '../judgement.ts';

/** The document that validators judged, and what a rewrite made of it. */
export interface Documents {
  readonly before: WrittenDocument | null;
  readonly after: WrittenDocument | null;
}

/** The documents among the answers of a run, told apart by the role of their step. */
export function documentsOf(
  plan: Pick<Plan, 'steps'>,
  answers: readonly { readonly step: string; readonly output: AgentOutput }[],
): Documents {
  const of = (rewrite: boolean): WrittenDocument | null =>
    answers
      .filter(({ step }) =>
        plan.steps.some((one) => one.id === step && one.kind === 'agent' && (one.role === 'rewrite') === rewrite),
      )
      .map(({ output }) => readDocument(output))
      .findLast((document) => document !== null) ?? null;
  return { before: of(false), after: of(true) };
}

/**
 * What became of a record or of the conclusion that a verdict speaks of, for people; null when the documents do not have it. What
 * happened is read from the two documents; only the reason is in the words of the rewrite. `stands`: the refutation counts.
 */
export function documentEffect(
  verdict: Pick<JudgedVerdict, 'target' | 'verdict'>,
  { before, after }: Documents,
  stands: boolean,
): string | null {
  const target = verdict.target.trim();
  if (before === null) return null;
  const conclusion = isConclusion(target);
  if (!conclusion && !Object.values(before.records).some((list) => list.some((record) => record.id === target)))
    return null;
  const thing = conclusion ? 'The conclusion' : 'The record';
  if (verdict.verdict === 'confirmed') return 'Confirmed.';
  if (verdict.verdict === 'refuted' && !stands)
    return `Ignored: a refutation needs counter-evidence that can be checked. ${thing} was kept.`;
  if (after === null)
    return verdict.verdict === 'refuted'
      ? `Refuted; there is no rewrite, so ${thing.toLowerCase()} still stands as it was written.`
      : `Not settled; ${thing.toLowerCase()} was kept.`;
  const reason = responseTo(target, after)
    ?.reason.trim()
    .replace(/[.\s]+$/, '');
  return `${thing} was ${changeOf(target, before, after)}${reason === undefined || reason === '' ? '.' : `: ${reason.slice(0, 600)}.`}`;
}
