import type { Finding } from '../../../protocol/finding.ts';
import { isFound } from '../found.ts';
import { personas } from '../fold/model.ts';
import { dropFindings } from './findingSteps.ts';
import type { AnswerCheck, AnswerCheckInput } from './model.ts';

/**
 * In a flow that works on a text alone each finding quotes it: the brief, or the document that the brief names. One that quotes only
 * code or the web infers what nobody reported; it is excluded (rule `text-only`).
 */
export const textOnly: AnswerCheck = (state, { plan, step }) => {
  if (!plan.textOnly || step.isolated) return state;
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
  const named = leakedName(text, names);
  return named === undefined ? null : `It was raised without the workspace, yet it names ${named}: context leaked in.`;
}

/** Paths that most projects of their kind have. */
const conventional =
  /^\.github\/|^(?:(?:src|app|lib|cmd|docs?|tests?|scripts|server|client|web|api)\/)*(?:readme(?:\.\w+)?|license(?:\.\w+)?|changelog(?:\.\w+)?|contributing\.md|package(?:-lock)?\.json|[tj]sconfig\.json|dockerfile|docker-compose\.ya?ml|makefile|(?:index|main|app|mod|lib|__init__)\.\w+)$/i;

/** The path in a text that shows a leak. One name that half of all projects have shows nothing; two of them are this project's. */
export function leakedName(text: string, names: readonly string[]): string | undefined {
  const said = names.filter((name) => namesPath(text, name));
  const usual = said.filter((name) => conventional.test(name));
  return said.find((name) => !usual.includes(name)) ?? (usual.length > 1 ? usual[0] : undefined);
}

/** Does the text name this path as a whole, not as the end of a longer one? */
function namesPath(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text.slice(at + path.length, at + path.length + 2);
    if (!/[\w/@-]/.test(before) && !/^(?:[\w/-]|\.\w)/.test(after)) return true;
  }
  return false;
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
