import type { Finding } from '../../../protocol/finding.ts';
import { isFound } from '../found.ts';
import { personas } from '../fold/model.ts';
import { dropFindings } from './findingSteps.ts';
import type { AnswerCheck, AnswerCheckInput } from './model.ts';

/** Flows whose one source is the report that the user gave; what the code says is for another flow to find out. */
const textOnlyFlows: ReadonlySet<string> = new Set(['issue-triage']);

/**
 * In a flow that works on a text alone each finding quotes it: the brief, or the document that the brief names. One that quotes only
 * code or the web infers what nobody reported; it is excluded (rule `text-only`).
 */
export const textOnly: AnswerCheck = (state, { plan, step }) => {
  if (!textOnlyFlows.has(plan.flow.name) || step.isolated) return state;
  return dropFindings(state, 'text-only', (finding) =>
    finding.citations.some(
      (citation) =>
        isFound(citation) &&
        (citation.trust === 'provided' || (citation.path !== undefined && plan.subject.includes(citation.path))),
    )
      ? null
      : 'It quotes nothing of the report, which is the only source here.',
  );
};

/**
 * An isolated agent was given nothing of the workspace. A finding of it that cites code, or names a file of the scope that the
 * brief does not, shows that the workspace leaked in: it is excluded (rule `isolation`). All but the researcher work on
 * the text alone, so that only quotes of it count (rule `text-only`).
 */
export const isolation: AnswerCheck = (state, input) => {
  if (!input.step.isolated) return state;
  const names = leakNames(input);
  const leaked = dropFindings(renamed(state, input), 'isolation', (finding) => leak(finding, names));
  if (input.step.persona === personas.researcher) return leaked;
  return dropFindings(leaked, 'text-only', (finding) =>
    finding.citations.some((citation) => citation.trust === 'provided' && citation.status === 'verified')
      ? null
      : 'This step works on the text it was given alone, and no quote of the finding is in it.',
  );
};

function leak(finding: Finding, names: readonly string[]): string | null {
  const cited = finding.citations.find((citation) => citation.trust === 'codebase');
  if (cited !== undefined)
    return `It was raised without the workspace, yet it cites ${cited.path ?? 'code'}: context leaked in.`;
  const text = `${finding.title}\n${finding.claim}\n${finding.recommendation}`;
  const named = names.find((name) => text.includes(name));
  return named === undefined ? null : `It was raised without the workspace, yet it names ${named}: context leaked in.`;
}

/** Paths with a folder, because a bare file name says little; what the user wrote is no leak. */
function leakNames({ plan, handed }: AnswerCheckInput): string[] {
  const given = [plan.brief, plan.scope.branchContext, ...handed];
  return plan.scope.files
    .map((file) => file.path)
    .filter((path) => path.includes('/') && !given.some((text) => text.includes(path)));
}

/** Of an isolated step a citation of code is a leak first, whether or not it could be verified. */
function renamed(state: Parameters<AnswerCheck>[0], { answer, step }: AnswerCheckInput): Parameters<AnswerCheck>[0] {
  const cites = new Set(
    answer.findings.flatMap((raw, i) =>
      raw.evidence.some((item) => item.trust === 'codebase') ? [`${step.id}#${i + 1}`] : [],
    ),
  );
  return {
    ...state,
    excluded: state.excluded.map((entry) =>
      entry.rule === 'citation' && cites.has(entry.key)
        ? { ...entry, rule: 'isolation', reason: 'It was raised without the workspace, yet it cites code.' }
        : entry,
    ),
  };
}
