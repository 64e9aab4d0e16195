import type { ReportSection } from '../../protocol/report.ts';
import type { FoldResult } from '../evidence/fold/model.ts';
import { readExtra } from '../evidence/judgement.ts';
import { inlineMarkdown } from './markdownText.ts';
import type { BuildInput } from './model.ts';
import { placeText, shortened, tableMarkdown } from './sectionText.ts';

const maxChecked = 40;
const place = 'appendix';

/** Sections that every report may have, after those of its flow: validation, what was checked, how the engine decided. */
export function commonSections(input: BuildInput, fold: FoldResult): ReportSection[] {
  return [...validationSection(input, fold), ...checkedSection(input), ...methodSection(input, fold)];
}

function validationSection(input: BuildInput, fold: FoldResult): ReportSection[] {
  const planned = input.plan.steps.some((step) => step.kind === 'agent' && step.output === 'verdicts');
  if (!planned && fold.validation.length === 0) return [];
  const heading = 'Validation';
  if (fold.validation.length === 0)
    return [{ place, heading, markdown: 'No validator gave a verdict; nothing below was challenged.' }];
  const rows = fold.validation.map((row) => [
    row.id,
    row.target,
    row.verdict,
    row.strategy,
    shortened(row.investigation || row.hypothesis, 400),
    row.citations.map((citation) => `${placeText(citation)} (${citation.status})`).join(', '),
    row.effect,
  ]);
  return [
    {
      place,
      heading,
      markdown: tableMarkdown(['Id', 'On', 'Verdict', 'Strategy', 'What was done', 'Evidence', 'Effect'], rows),
    },
  ];
}

/** Negative results are results: what each agent says it read and searched. */
function checkedSection(input: BuildInput): ReportSection[] {
  const lines = input.steps.flatMap(({ id, output }) => {
    // Without a model nobody checked anything: the offline backend only names what its scan went over.
    if (output?.kind !== 'agent' || !output.judged || output.checked.length === 0) return [];
    const title = input.plan.steps.find((step) => step.id === id)?.title ?? id;
    const shown = output.checked.slice(0, maxChecked).map((entry) => shortened(entry, 300));
    const more = output.checked.length > shown.length ? `; and ${output.checked.length - shown.length} more` : '';
    return [`- **${inlineMarkdown(title)}**: ${inlineMarkdown(shown.join('; '))}${more}`];
  });
  return lines.length === 0 ? [] : [{ place, heading: 'What the agents say they checked', markdown: lines.join('\n') }];
}

/** Notes of the rules on the whole set, assumptions, overrides, and what remained wrong in the answers. */
function methodSection(input: BuildInput, fold: FoldResult): ReportSection[] {
  const { plan } = input;
  const answers = input.steps.flatMap(({ id, output }) => {
    if (output?.kind !== 'agent') return [];
    const notes = readExtra(output).notes.filter(
      (note) => !/^The list "(?:checked|openQuestions)" was missing\.$/.test(note),
    );
    const left = output.violations.length;
    const remained =
      left === 0
        ? []
        : [
            `${left} ${left === 1 ? 'objection' : 'objections'} remained${output.challengeRounds > 0 ? ' after the challenge' : ''}.`,
          ];
    return [...notes, ...remained].map((note) => `${id}: ${note}`);
  });
  const lines = [
    ...fold.notes,
    ...plan.scope.assumptions.map((assumption) => `Assumption: ${assumption}`),
    ...plan.overrides.map((override) => `Override: ${override}`),
    ...answers,
  ];
  const heading = 'Notes of the engine';
  return lines.length === 0
    ? []
    : [{ place, heading, markdown: lines.map((line) => `- ${inlineMarkdown(shortened(line, 600))}`).join('\n') }];
}
