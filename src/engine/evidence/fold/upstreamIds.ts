import type { Finding } from '../../../protocol/finding.ts';
import type { AgentStep } from '../../../protocol/plan.ts';
import { excludedAs, mapItems } from './items.ts';
import { type FoldRule, personas } from './model.ts';

const consumers: ReadonlySet<string> = new Set([personas.risk, personas.software, personas.system]);
/** Ids as a report gives them, and nothing that merely looks like one (CVE numbers, ISO standards). */
const idPattern = /\b(?:CRIT|WARN|SUGG|SEC|YAGNI|LEAD|E|G|TP)-\d{3,}\b/g;

/**
 * Risk and architecture score and remedy what others found. In the second wave, or as synthesizer, a finding of theirs stands on
 * merged ones; as an angle of the first wave (decision records) they work from the brief.
 */
export function needsUpstream(step: Pick<AgentStep, 'persona' | 'role'>): boolean {
  return consumers.has(step.persona) && (step.role === 'second-wave' || step.role === 'synthesizer');
}

/** Ids that a finding names: in the field `addresses` or `gap`, or anywhere in its text. In order, each once. */
export function namedIds(finding: Pick<Finding, 'extra' | 'title' | 'claim' | 'recommendation'>): string[] {
  const listed = finding.extra?.['addresses'];
  const given: unknown[] = Array.isArray(listed) ? listed : [listed];
  const text = [
    ...given.filter((item) => typeof item === 'string'),
    ...[finding.extra?.['gap']].filter((item) => typeof item === 'string'),
    finding.title,
    finding.claim,
    finding.recommendation,
  ].join('\n');
  return [...new Set(text.match(idPattern) ?? [])];
}

/** Excludes findings of consumers that name no merged finding that is there (rule `upstream`). */
export const upstreamOnly: FoldRule = (state, { input, known }) => {
  const roles = new Map(input.steps.map((step) => [step.id, step]));
  return mapItems(state, (item) => {
    const step = roles.get(item.finding.step);
    if (step === undefined || !needsUpstream(step) || item.section === 'lead') return item;
    const ids = namedIds(item.finding);
    if (ids.some((id) => known.has(id))) return item;
    const said = ids.length === 0 ? 'It names none' : `${ids.slice(0, 3).join(', ')} is none of them`;
    return excludedAs(item, 'upstream', `It must address findings that were handed over. ${said}.`);
  });
};
