import type { Violation } from '../../protocol/finding.ts';
import type { OutputShape } from '../../protocol/plan.ts';
import { memberKeys, parseMembers } from '../document/parseMembers.ts';
import { type Answer, type ParsedAnswer, type RawFinding, type RejectedItem, violation } from './answer.ts';
import { extraFields, type Fields, fieldsOf, pick, toLabel, toLabels, toList, toText } from './fields.ts';
import { answerLimits as limits } from './limits.ts';
import { parseEvidence } from './parseEvidence.ts';
import { parseFixes, parseRootCause, parseVerdicts } from './parseShapes.ts';
import { parseConfidence, parseSeverity } from './severity.ts';

export interface ParseOptions {
  readonly shape: OutputShape;
  /** Accept `kind: 'lead'` (offline backend); otherwise every entry is a finding. */
  readonly allowLeads: boolean;
}

const answerKeys = new Set([
  'findings',
  'checked',
  'openQuestions',
  'open_questions',
  'verdicts',
  'rootCause',
  'root_cause',
  'fixes',
]);
const documentKeys = new Set([...answerKeys, ...memberKeys]);
const findingKeys = new Set([
  'title',
  'severity',
  'category',
  'claim',
  'description',
  'recommendation',
  'confidence',
  'kind',
  'evidence',
  'citations',
]);

/** Does an object look like an answer at all? Anything else in braces is prose, code or configuration. */
export function looksLikeAnswer(value: unknown, shape: OutputShape): boolean {
  const fields = fieldsOf(value);
  if (fields === null) return false;
  if (toList(fields.get('findings')) !== null) return true;
  if (shape === 'document') return holdsDocument(fields);
  if (shape === 'verdicts') return toList(fields.get('verdicts')) !== null;
  return shape === 'root-cause' && fieldsOf(pick(fields, 'rootCause', 'root_cause')) !== null;
}

function holdsDocument(fields: Fields): boolean {
  const records = fields.get('records');
  if (fieldsOf(records) !== null || toList(records) !== null || toList(fields.get('deferred')) !== null) return true;
  return typeof fields.get('conclusion') === 'string';
}

/**
 * Brings a decoded answer into shape. Total: whatever the value is, the result says what was taken, what was not and why.
 * Lenient in spelling (letter case, line numbers as text, one text where a list belongs), strict in substance (a missing list
 * is a violation, never an empty one in silence).
 */
export function parseAnswer(value: unknown, options: ParseOptions): ParsedAnswer {
  const fields = fieldsOf(value);
  if (fields === null) return { ok: false, violations: [violation('', 'json', 'The answer is not a JSON object.')] };
  const violations: Violation[] = [];
  const notes: string[] = [];
  const list = toList(fields.get('findings'));
  // A writer raises findings only when it has seen something new.
  if (list === null && options.shape !== 'document')
    violations.push(
      violation('findings', 'missing-field', 'The list "findings" is missing. Send [] only when there is no finding.'),
    );
  const items = list ?? [];
  if (items.length > limits.flood) {
    return {
      ok: false,
      violations: [
        violation('findings', 'limit', `${items.length} findings are not an answer; send at most ${limits.findings}.`),
      ],
    };
  }
  const { findings, rejected } = parseFindings(items, options, violations, notes);
  const checked = toLabels(fields.get('checked'), limits.prose, limits.checked);
  if (checked === null) notes.push('The list "checked" was missing.');
  const verdicts = options.shape === 'verdicts' ? parseVerdicts(fields.get('verdicts'), violations) : null;
  const rootCause =
    options.shape === 'root-cause' ? parseRootCause(pick(fields, 'rootCause', 'root_cause'), violations) : null;
  const fixes = options.shape === 'root-cause' ? parseFixes(fields.get('fixes'), violations) : null;
  const document = options.shape === 'document' ? parseMembers(fields, violations) : null;
  if (options.shape === 'document' && document === null) return { ok: false, violations };
  const extra = extraFields(fields, options.shape === 'document' ? documentKeys : answerKeys);
  const answer: Answer = {
    findings,
    rejected,
    checked: checked ?? [],
    openQuestions: parseQuestions(pick(fields, 'openQuestions', 'open_questions'), notes),
    verdicts,
    rootCause,
    fixes,
    document,
    ...(extra === undefined ? {} : { extra }),
  };
  return { ok: true, answer, violations, notes };
}

function parseFindings(
  items: readonly unknown[],
  options: ParseOptions,
  violations: Violation[],
  notes: string[],
): { findings: RawFinding[]; rejected: RejectedItem[] } {
  const findings: RawFinding[] = [];
  const rejected: RejectedItem[] = [];
  items.forEach((item, i) => {
    const at = `findings[${i}]`;
    const fields = fieldsOf(item);
    const title = fields === null ? toLabel(item, limits.title) : titleOf(fields);
    if (i >= limits.findings) {
      rejected.push({
        title: title || at,
        reason: `The answer had more than ${limits.findings} findings.`,
        rule: 'limit',
      });
    } else if (fields === null || title === '') {
      const reason =
        fields === null ? 'It is not an object with the fields of a finding.' : 'It has neither a title nor a claim.';
      violations.push(violation(at, 'shape', reason));
      rejected.push({ title: title || at, reason, rule: 'shape' });
    } else {
      findings.push(parseFinding(fields, title, at, options, violations, notes));
    }
  });
  if (items.length > limits.findings) {
    violations.push(
      violation('findings', 'limit', `Send at most ${limits.findings} findings; you sent ${items.length}.`),
    );
  }
  return { findings, rejected };
}

function titleOf(fields: Fields): string {
  const firstLine = toLabel(pick(fields, 'title', 'claim', 'description'), limits.title).split('\n')[0] ?? '';
  return firstLine.trim();
}

function parseFinding(
  fields: Fields,
  title: string,
  at: string,
  options: ParseOptions,
  violations: Violation[],
  notes: string[],
): RawFinding {
  const severityText = toLabel(fields.get('severity'), limits.short);
  const severity = parseSeverity(severityText);
  if (severity === null) {
    const said = severityText === '' ? 'The severity is missing' : `"${severityText}" is not a severity`;
    violations.push(violation(`${at}.severity`, 'severity', `${said}; use critical, warning or suggestion.`));
  }
  const claim = toText(pick(fields, 'claim', 'description'), limits.prose);
  if (claim.trim() === '')
    violations.push(
      violation(`${at}.claim`, 'missing-field', 'The claim is missing: say what is wrong and what happens.'),
    );
  const recommendation = toText(fields.get('recommendation'), limits.prose);
  const confidence = parseConfidence(toLabel(fields.get('confidence'), limits.short));
  if (confidence === null) notes.push(`${at}: no known confidence was given; taken as low.`);
  const lead = options.allowLeads && fields.get('kind') === 'lead';
  const extra = extraFields(fields, findingKeys);
  return {
    at,
    title,
    severity,
    category: toLabel(fields.get('category'), limits.short) || 'general',
    claim: claim.trim() === '' ? title : claim,
    recommendation,
    confidence: confidence ?? 'low',
    kind: lead ? 'lead' : 'finding',
    evidence: parseEvidence(pick(fields, 'evidence', 'citations'), `${at}.evidence`, violations),
    ...(extra === undefined ? {} : { extra }),
  };
}

function parseQuestions(value: unknown, notes: string[]): Answer['openQuestions'] {
  const list = toList(value);
  if (list === null) {
    notes.push('The list "openQuestions" was missing.');
    return [];
  }
  return list.slice(0, limits.openQuestions).flatMap((item) => {
    const fields = fieldsOf(item);
    const question = fields === null ? toLabel(item, limits.prose) : toLabel(fields.get('question'), limits.prose);
    return question === ''
      ? []
      : [{ question, assumption: fields === null ? '' : toLabel(fields.get('assumption'), limits.prose) }];
  });
}
