import type { Plan } from '../../protocol/plan.ts';
import type { ReportSection } from '../../protocol/report.ts';
import { inlineMarkdown, plainMarkdown } from './markdownText.ts';

/** What a run says that preflight stopped: why, what would reopen it, what fits better, and how to have it all the same. */
export function deferralSections(plan: Plan, deferral: NonNullable<Plan['deferral']>): ReportSection[] {
  const parts = [
    plainMarkdown(deferral.reason),
    ...(deferral.reopenWhen === '' ? [] : [`**Worth doing when:** ${inlineMarkdown(deferral.reopenWhen)}`]),
    ...(deferral.instead === null ? [] : [`**Fits better:** the flow \`${deferral.instead.replace(/[^\w-]/g, '')}\`.`]),
    !deferral.liftable
      ? 'No agent was asked and nothing was written.'
      : 'No agent was asked and nothing was written. To have it all the same, say so in the brief, for example "write it anyway"; the report then records that you did.',
  ];
  const brief = plainMarkdown(plan.brief);
  return [
    { heading: 'Deferred', markdown: parts.join('\n\n'), place: 'lead' },
    ...(brief === '' ? [] : [{ heading: 'What was asked', markdown: brief, place: 'body' } as const]),
  ];
}
