import type { Citation, Excluded, Finding, Violation } from '../../protocol/finding.ts';
import type { AgentStep, OutputShape, Plan } from '../../protocol/plan.ts';
import { type DocumentInput, type JudgedDocument, judgeDocument } from '../document/judgeDocument.ts';
import type { SourceReader } from '../ports/SourceReader.ts';
import { applyAnswerChecks } from './checks/answerChecks.ts';
import type { Answer, RawCitation, RawFinding, RawVerdict } from './answer.ts';
import { type CitationChecker, citationChecker, citationScope } from './citations.ts';
import { extractAnswer, type Extraction } from './extract.ts';
import { textFindings } from './fold/foldText.ts';
import { isFound } from './found.ts';
import { answerLimits } from './limits.ts';
import { type AnswerExtra, isConclusion, type JudgedAnswer, type JudgedVerdict, type Judgement } from './judgement.ts';
import { reconcile } from './reconcile.ts';
import { lessSure } from './severity.ts';
import {
  citationViolation,
  coverageViolations,
  emptyViolation,
  evidenceViolation,
  rootCauseViolations,
  verdictViolations,
} from './violations.ts';

export type { JudgedAnswer, Judgement } from './judgement.ts';

export interface JudgeInput {
  readonly text: string;
  readonly shape: OutputShape;
  readonly step: AgentStep;
  readonly plan: Plan;
  readonly reader: SourceReader;
  /** Accept leads: entries that no model has judged (offline backend). */
  readonly allowLeads: boolean;
  /** Ids that verdicts must cover and that a root cause may cite. */
  readonly targets?: readonly string[];
  /** Texts beside the brief that the agent was given (results of other steps); `provided` citations may quote them. */
  readonly handed?: readonly string[];
  /** Shape `document`: what the writer may cite, and what it rewrites. Without it only the ids of `targets` are known. */
  readonly document?: DocumentInput | undefined;
  /** The judged answer that was challenged: keys are kept, and nothing it raised is lost in silence. */
  readonly previous?: JudgedAnswer;
}

/**
 * Reads an agent's answer and checks everything that code can check. `ok: false` means that there is no readable answer
 * (rule `output_unreadable` or `json` among the violations). Otherwise findings are as they stand if nothing is repaired: those whose
 * code citations all failed, or that have none, are in `excluded`. Never throws for anything the text contains.
 */
export async function judgeAgentOutput(input: JudgeInput): Promise<Judgement> {
  const extraction = extractAnswer(input.text, input.shape, { allowLeads: input.allowLeads });
  if (!extraction.ok) return { ok: false, violations: [...extraction.violations] };
  const written = await writtenBy(input, extraction);
  if (written?.ok === false) return { ok: false, violations: [...extraction.violations, ...written.violations] };
  const checker = citationChecker(input.reader, citationScope(input.plan.scope, input.plan.brief, input.handed));
  const violations = [...extraction.violations, ...(written?.violations ?? [])];
  const { answer } = extraction;
  const findings = await checkFindings(answer, input.step, checker, violations);
  const verdicts = await checkVerdicts(answer.verdicts ?? [], input, checker, violations);
  const empty = written === null ? emptyViolation(answer) : null;
  if (empty !== null) violations.push(empty);
  const targets = input.targets ?? [];
  if (answer.verdicts !== null) violations.push(...coverageViolations(answer.verdicts, targets));
  violations.push(...rootCauseViolations(answer, targets));
  const checked = applyAnswerChecks({
    step: input.step,
    plan: input.plan,
    answer,
    findings: findings.kept,
    excluded: findings.excluded,
    findingNotes: findings.notes,
    verdicts,
    targets,
    handed: input.handed ?? [],
    repaired: input.previous !== undefined,
    allowLeads: input.allowLeads,
  });
  violations.push(...checked.violations);
  const extra = extraOf(answer, verdicts, written, [...extraction.notes, ...checked.notes], checked.findingNotes);
  const judged: JudgedAnswer = {
    ok: true,
    markdown: extraction.markdown.slice(0, answerLimits.markdown),
    findings: checked.findings,
    excluded: [...checked.excluded, ...(written?.excluded ?? [])],
    checked: answer.checked,
    openQuestions: answer.openQuestions.map((question) => ({ ...question, persona: input.step.persona })),
    violations: violations.slice(0, answerLimits.violations),
    extra,
    ...(written === null ? {} : { raw: written.raw }),
  };
  return input.previous === undefined ? judged : reconcile(input.previous, judged, input.step);
}

function extraOf(
  answer: Answer,
  verdicts: JudgedVerdict[],
  written: Extract<JudgedDocument, { ok: true }> | null,
  notes: string[],
  findingNotes: AnswerExtra['findingNotes'],
): AnswerExtra {
  return {
    ...(answer.verdicts === null ? {} : { verdicts }),
    ...(answer.rootCause === null ? {} : { rootCause: answer.rootCause }),
    ...(answer.fixes === null ? {} : { fixes: answer.fixes }),
    ...(written === null ? {} : { document: written.document }),
    notes,
    findingNotes,
    fields: answer.extra ?? {},
  };
}

/** The document of a writer's answer; null for every other shape. */
async function writtenBy(
  input: JudgeInput,
  { answer, markdown }: Extract<Extraction, { ok: true }>,
): Promise<JudgedDocument | null> {
  if (answer.document === null) return null;
  const stubs = (input.targets ?? []).map((id) => ({
    id,
    title: '',
    category: '',
    claim: '',
    kind: 'finding' as const,
    citations: [],
  }));
  const {
    document = { findings: stubs, before: null, refuted: [] },
    previous,
    plan,
    step,
    reader,
    handed = [],
  } = input;
  return judgeDocument({
    ...document,
    markdown,
    members: answer.document,
    plan,
    step,
    reader,
    handed,
    previous: previous?.raw === undefined ? null : { raw: previous.raw, violations: previous.violations },
  });
}

interface CheckedFindings {
  readonly kept: Finding[];
  readonly excluded: Excluded[];
  readonly notes: { key: string; notes: string[] }[];
}

async function checkFindings(
  answer: Answer,
  step: AgentStep,
  checker: CitationChecker,
  violations: Violation[],
): Promise<CheckedFindings> {
  const result: CheckedFindings = { kept: [], excluded: [], notes: [] };
  let ordinal = 0;
  for (const raw of answer.findings) {
    const key = `${step.id}#${++ordinal}`;
    const citations = await checkCitations(raw.evidence, checker, violations);
    const missing = evidenceViolation(raw, violations);
    if (missing !== null) violations.push(missing);
    const reason = exclusion(raw.evidence, citations);
    if (reason !== null) result.excluded.push({ key, title: raw.title, persona: step.persona, ...reason });
    else {
      const { finding, notes } = settle(raw, citations, key, step);
      result.kept.push(finding);
      if (notes.length > 0) result.notes.push({ key, notes });
    }
  }
  for (const item of answer.rejected) {
    result.excluded.push({
      key: `${step.id}#${++ordinal}`,
      title: item.title,
      persona: step.persona,
      reason: item.reason,
      rule: item.rule,
    });
  }
  return result;
}

async function checkCitations(
  evidence: readonly RawCitation[],
  checker: CitationChecker,
  violations: Violation[],
): Promise<Citation[]> {
  const citations: Citation[] = [];
  for (const raw of evidence) {
    const citation = await checker.check(raw);
    citations.push(citation);
    if (citation.status !== 'unverified') continue;
    const broken = citationViolation(raw, citation, raw.trust === 'codebase' ? await checker.hint(raw) : '');
    if (broken !== null) violations.push(broken);
  }
  return citations;
}

function exclusion(
  evidence: readonly RawCitation[],
  citations: readonly Citation[],
): { reason: string; rule: string } | null {
  if (evidence.length === 0) return { rule: 'no-evidence', reason: 'It cites nothing.' };
  const code = citations.filter((citation) => citation.trust === 'codebase');
  const bad = citations.filter((citation) => citation.status === 'unverified');
  const lost = code.length > 0 ? !code.some(isFound) : bad.length === citations.length;
  if (!lost) return null;
  const [first] = bad;
  const place =
    first?.path === undefined ? '' : `${first.path}${first.startLine === undefined ? '' : `:${first.startLine}`}: `;
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more)` : '';
  return { rule: 'citation', reason: `No citation could be verified. ${place}${first?.note ?? ''}${more}` };
}

/** A finding that stays, with what the check changed about it. */
function settle(
  raw: RawFinding,
  citations: Citation[],
  key: string,
  step: AgentStep,
): { finding: Finding; notes: string[] } {
  const notes: string[] = [];
  let { confidence } = raw;
  const bad = citations.filter((citation) => citation.status === 'unverified').length;
  if (bad > 0) {
    confidence = lessSure(confidence);
    notes.push(`${bad} of ${citations.length} citations could not be verified; confidence lowered.`);
  }
  if (citations.every((citation) => citation.trust === 'web')) {
    confidence = 'low';
    notes.push('Only web sources back this; they cannot carry a finding alone.');
  }
  if (raw.severity === null) notes.push('The answer named no known severity; taken as suggestion.');
  const finding: Finding = {
    key,
    persona: step.persona,
    step: step.id,
    title: raw.title,
    severity: raw.severity ?? 'suggestion',
    category: raw.category,
    claim: raw.claim,
    recommendation: raw.recommendation,
    confidence,
    citations,
    kind: raw.kind,
    ...(raw.extra === undefined ? {} : { extra: raw.extra }),
  };
  return { finding, notes };
}

async function checkVerdicts(
  raws: readonly RawVerdict[],
  { step, plan, handed }: Pick<JudgeInput, 'step' | 'plan' | 'handed'>,
  checker: CitationChecker,
  violations: Violation[],
): Promise<JudgedVerdict[]> {
  const verdicts: JudgedVerdict[] = [];
  const onTexts = textFindings(handed ?? []);
  for (const raw of raws) {
    const citations = await checkCitations(raw.evidence, checker, violations);
    // What a document says may be refuted by the texts that it was written from.
    const texts = plan.textOnly || isOfDocument(raw.target, plan) || onTexts.has(raw.target);
    violations.push(...verdictViolations(raw, citations, texts));
    const { target, verdict, strategy, hypothesis, investigation } = raw;
    const key = `${step.id}#v${verdicts.length + 1}`;
    verdicts.push({
      key,
      step: step.id,
      persona: step.persona,
      target,
      verdict,
      strategy,
      hypothesis,
      investigation,
      citations,
      ...(texts ? { texts } : {}),
    });
  }
  return verdicts;
}

/** Does a verdict speak of a record or the conclusion of a document rather than of a finding? */
function isOfDocument(target: string, { document }: Plan): boolean {
  if (document === null) return false;
  const prefix = target.trim().replace(/-\d+$/, '');
  return isConclusion(target) || document.records.some((list) => list.prefix === prefix);
}
