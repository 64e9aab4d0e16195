import { choicesOf, type DocumentContext, stepRole } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { shortened, tableMarkdown } from '../sectionText.ts';
import { gapsOf, names } from './gapData.ts';

/** Who challenged the gaps, how the size was decided, what they confirmed and contradicted, and what they added. */
export function gapSwarm(context: DocumentContext): string {
  return [composition(context), votes(context), contradictions(context), additions(context)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function composition(context: DocumentContext): string {
  const choices = choicesOf(context, 'size');
  const decided = new Map(
    [...choices, ...choicesOf(context, 'trigger')].flatMap((choice) =>
      choice.decisions.map((decision) => [decision.step, decision] as const),
    ),
  );
  const rows = context.plan.steps.flatMap((step) => {
    if (step.kind !== 'agent' || (step.role !== 'second-wave' && !decided.has(step.id))) return [];
    const output = context.input.steps.find((candidate) => candidate.id === step.id)?.output;
    const state = partOf(output?.kind);
    const reason = decided.get(step.id)?.reason ?? (output?.kind === 'skipped' ? output.reason : '');
    return [[step.persona, step.title, state, reason]];
  });
  const size = choices
    .filter((choice) => choice.band !== null)
    .map((choice) => `Size after the discovery: **${choice.band ?? ''}**: ${inlineMarkdown(choice.reason)}`);
  return [...size, tableMarkdown(['Persona', 'Asked', 'Took part', 'Why'], rows)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function partOf(kind: string | undefined): string {
  if (kind === 'agent') return 'took part';
  return kind === 'skipped' ? 'not needed' : 'gave no answer';
}

function votes(context: DocumentContext): string {
  const rows = gapsOf(context).map((gap) => [
    gap.finding.id,
    names(gap.confirmed),
    names(gap.contradicted),
    names(gap.open),
    `${gap.confidence}: ${gap.why}`,
  ]);
  const table = tableMarkdown(['Gap', 'Confirmed by', 'Contradicted by', 'Undecided', 'Confidence'], rows);
  return table === '' ? '' : `### Confirmations\n\n${table}`;
}

function contradictions(context: DocumentContext): string {
  const lines = gapsOf(context).flatMap((gap) =>
    gap.contradicted.map(
      (row) =>
        `- [${gap.finding.id}] ${inlineMarkdown(`${row.persona}: ${shortened(row.investigation || row.hypothesis, 500)} ${row.effect}`)}`,
    ),
  );
  return lines.length === 0 ? '' : ['### Contradictions', '', ...lines].join('\n');
}

function additions(context: DocumentContext): string {
  const lines = gapsOf(context).flatMap(({ finding }) =>
    stepRole(context, finding.step) === 'second-wave'
      ? [`- [${finding.id}] ${inlineMarkdown(`${finding.title} (${finding.persona})`)}`]
      : [],
  );
  return lines.length === 0 ? '' : ['### Added by the second wave', '', ...lines].join('\n');
}
