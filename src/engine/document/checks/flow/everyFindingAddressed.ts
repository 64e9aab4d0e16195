import { violation } from '../../../evidence/answer.ts';
import { idsIn, textOf } from '../../citations.ts';
import type { Check, Draft } from '../../draft.ts';
import { documentLimits as limits } from '../../documentLimits.ts';

/** Words by which a heading or a passage says that nothing is done about what it names. */
const leftAlone = [
  /\bno (?:change|action|edit|need|work|item|fix)\w*/i,
  /\b(?:left|leav\w+|kept|stay\w*|remain\w*) (?:it |them |this |these )?(?:alone|as|out|open|unchanged|untouched)\b/i,
  /\bnot (?:addressed|changed|cured|covered|part|needed|worth|planned|taken|included|in scope)\b/i,
  /\b(?:unchanged|out of scope|nothing (?:to do|changes|has to|needs)|changes? nothing|deferred|accepted|set aside)\b/i,
];

function leavesAlone(text: string): boolean {
  return leftAlone.some((words) => words.test(text));
}

/**
 * Every critical or warning finding that was handed over is named by a record, or listed as left alone: in Deferred, or in a passage (or
 * under a heading) that says so. Citing it elsewhere is not enough; suggestions and leads may be passed over. Action: reprompt, then
 * a note with those that are not.
 */
export const everyFindingAddressed: Check = (draft, { findings }) => {
  const addressed = addressedIn(draft);
  const missing = findings
    .filter(({ kind, severity, id }) => kind === 'finding' && severity !== 'suggestion' && !addressed.has(id))
    .map((finding) => finding.id);
  if (missing.length === 0) return {};
  const named = missing.slice(0, limits.named * 3).join(', ');
  const more = missing.length > limits.named * 3 ? ` and ${missing.length - limits.named * 3} more` : '';
  return {
    violations: [
      violation(
        '',
        'unaddressed',
        `No record answers ${named}${more}. Name each in the evidence of a record, or list it as left alone with the reason.`,
      ),
    ],
    notes: [`Findings that no record answers and that are not listed as left alone: ${named}${more}.`],
  };
};

function addressedIn(draft: Draft): ReadonlySet<string> {
  const records = draft.lists.flatMap((list) => list.records);
  const passages = draft.sections.flatMap(({ heading, markdown }) =>
    leavesAlone(heading) ? [markdown] : markdown.split(/\n\s*\n|\n(?=\s*[-*+] )/).filter(leavesAlone),
  );
  const texts = [
    ...records.flatMap((record) => [textOf(record), record.need?.ref ?? '', ...record.evidence]),
    ...draft.deferred.flatMap((item) => [item.item, item.why, item.reopenWhen, item.source]),
    ...draft.responses.flatMap((response) => [response.target, response.reason]),
    ...passages,
  ];
  return idsIn(texts.join('\n'));
}
