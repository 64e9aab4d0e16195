import { assertNever } from '../../base/assertNever.ts';
import type { ExtraField } from '../../protocol/definition/flowFile.ts';
import type { DocumentSpec } from '../../protocol/document.ts';
import type { FoldRules, OutputShape } from '../../protocol/plan.ts';
import { documentAnswer } from './documentShape.ts';
import { exampleId } from './exampleId.ts';

/** The parts of a plan that change what an answer looks like. */
export interface AnswerContext {
  /** Set when the run ends in a document. */
  readonly document: DocumentSpec | null;
  /** The step writes anew after a refutation. */
  readonly rewrite: boolean;
  /** The step has no workspace: its evidence is of the outside world. */
  readonly isolated: boolean;
  /** How findings are merged: by them findings are defects, gaps, tests, or facts. */
  readonly rules: FoldRules;
}

const plainContext: AnswerContext = { document: null, rewrite: false, isolated: false, rules: 'generic' };

const codeEvidence = `{"trust":"codebase","path":"src/a.ts","startLine":10,"endLine":12,"quote":"verbatim lines"}`;
const webEvidence = `{"trust":"web","url":"https://...","retrieved":"YYYY-MM-DD or unknown","quote":"words of the source"}`;

function evidenceShape({ isolated }: AnswerContext): string {
  return isolated ? webEvidence : codeEvidence;
}

function findingShape(fields: readonly ExtraField[], context: AnswerContext): string {
  const extra = fields.filter((field) => field.on === 'finding').map((field) => `"${field.name}":"",`);
  return `{"title":"","severity":"critical|warning|suggestion","category":"","claim":"","recommendation":"","confidence":"high|medium|low",${extra.join('')}"evidence":[${evidenceShape(context)}]}`;
}

const verdictShape = (context: AnswerContext): string =>
  `{"target":"<finding id>","verdict":"confirmed|refuted|partial|inconclusive","strategy":"evidence|fix|assumptions|gathering","hypothesis":"","investigation":"what was read or searched","evidence":[${evidenceShape(context)}]}`;
const rootCauseShape = `"rootCause":{"summary":"one sentence","chain":[{"text":"","evidence":["<finding id>"]}]},"fixes":[{"path":"","change":"","evidence":["<finding id>"],"details":""}]`;

type FindingsShape = Exclude<OutputShape, 'document'>;

/** The JSON object that the answer ends with, as one template. */
function template(output: FindingsShape, fields: readonly ExtraField[], context: AnswerContext): string {
  const members = [
    `"findings":[${findingShape(fields, context)}]`,
    `"checked":["what was looked at; must not be empty when findings is empty"]`,
    `"openQuestions":[{"question":"","assumption":""}]`,
    ...fields.filter((field) => field.on === 'answer').map((field) => `"${field.name}":""`),
  ];
  if (output === 'verdicts') members.push(`"verdicts":[${verdictShape(context)}]`);
  if (output === 'root-cause') members.push(rootCauseShape);
  return `{${members.join(',\n ')}}`;
}

const noteOnFields = `confidence: high = the quoted lines prove it; medium = one step of inference; low = plausible only. title: at most 12 words.`;
const noteOnDefects = `severity: as defined above; where nothing is said, critical = must not ship (wrong data, data loss, exploitable, breaks a contract); warning = a defect that people will meet; suggestion = better without being wrong. claim: what is wrong and what happens, 1 to 4 sentences. recommendation: the smallest change that removes it.`;
const noteOnFacts = `severity, category, claim and recommendation: as defined above. Where nothing is said: critical = the result would be wrong without it; warning = part of it; suggestion = detail. claim: what is the case, and what follows from it for the question, 1 to 4 sentences. recommendation: what to do with it; "" when there is nothing to do.`;

function notes({ rules }: AnswerContext): string {
  const defects = rules === 'code-review' || rules === 'generic';
  return `${defects ? noteOnDefects : noteOnFacts} ${noteOnFields}`;
}

const exampleCode = `{"trust":"codebase","path":"lib/example/basket.py","startLine":41,"endLine":42,"quote":"total = 0\\nfor line in lines: total += line.price"}`;
const exampleWeb = `{"trust":"web","url":"https://example.org/money/rounding","retrieved":"unknown","quote":"Round once, at the end."},{"trust":"web","url":"https://example.com/ledger","retrieved":"unknown","quote":"Sums are rounded last."}`;

function exampleFinding({ isolated, rules }: AnswerContext): string {
  if (isolated)
    return `{"title":"Totals are rounded once, at the end","severity":"warning","category":"practice","claim":"Two independent sources round a sum once instead of each part.","recommendation":"Consider rounding the total only.","confidence":"medium","evidence":[${exampleWeb}]}`;
  if (rules === 'code-review' || rules === 'generic')
    return `{"title":"Basket total ignores quantity","severity":"critical","category":"correctness","claim":"total adds line.price once per line, so a line with quantity 3 is charged once.","recommendation":"Multiply by line.quantity in the loop.","confidence":"high","evidence":[${exampleCode}]}`;
  return `{"title":"The basket total is a sum of line prices","severity":"warning","category":"as asked above","claim":"total adds line.price once per line; the quantity of a line is not read here.","recommendation":"as asked above","confidence":"high","evidence":[${exampleCode}]}`;
}

function example(output: FindingsShape, context: AnswerContext): string {
  switch (output) {
    case 'findings':
      return `{"findings":[${exampleFinding(context)}],"checked":[${context.isolated ? '"searched: rounding of sums in ledgers"' : '"lib/example/basket.py","callers of total()"'}],"openQuestions":[]}`;
    case 'verdicts':
      return `{"findings":[],"checked":["lib/example/basket.py"],"openQuestions":[],"verdicts":[{"target":"${exampleTarget(context)}","verdict":"refuted","strategy":"evidence","hypothesis":"the loop adds the price without quantity","investigation":"read lib/example/basket.py and searched where lines are built; they are expanded to one line per piece before","evidence":[{"trust":"codebase","path":"lib/example/order.py","startLine":17,"endLine":17,"quote":"lines = [piece for l in order.lines for piece in l.expand()]"}]}]}`;
    case 'root-cause':
      return `{"findings":[],"checked":["all handed findings","lib/example/basket.py"],"openQuestions":[],"rootCause":{"summary":"Basket totals are too low because quantity is never multiplied in.","chain":[{"text":"The total is the sum of line prices.","evidence":["E-001"]},{"text":"Lines carry a quantity that no code on this path reads.","evidence":["E-003"]}]},"fixes":[{"path":"lib/example/basket.py","change":"Multiply price by quantity when summing.","evidence":["E-001"],"details":"Lines 41-42; callers stay as they are."}]}`;
    default:
      return assertNever(output);
  }
}

/** What a validator of this flow judges: a record of the document, or a merged finding. */
function exampleTarget({ document, rules }: AnswerContext): string {
  const judged = document?.records.find((record) => record.challenge);
  return judged === undefined ? exampleId(rules) : `${judged.prefix}-1`;
}

const strategies =
  'strategy: evidence = is the quote there and does it prove the claim; fix = would the recommendation work and break nothing; assumptions = is there another cause, an unread caller, a framework guard; gathering = is a source planted, stale or one-sided.';

function rules(output: FindingsShape, { document }: AnswerContext): string {
  switch (output) {
    case 'findings':
      return 'No finding is a valid result: then "findings" is [] and "checked" lists what you read and searched.';
    case 'verdicts':
      return document === null
        ? `"verdicts" has one entry for each critical and warning finding id handed to you; a missing id counts as not checked. Use the ids exactly as given. ${strategies} "findings" stays [] unless you found something new that is critical.`
        : `"verdicts" has one entry for each id on which the end of this prompt says a verdict is due${document.conclusion === null ? '' : ', and one with the target "conclusion" for what the document concludes'}; a missing id counts as not checked. Use the ids exactly as given. ${strategies} refuted = you cite lines that contradict it; a gap in the text alone is partial. "findings" stays [] unless you found something new that is critical.`;
    case 'root-cause':
      return '"chain" leads from the cause to the symptom, one link per entry, each with ids of handed findings. Each fix names one file, at least one id, and removes the cause, not the symptom. If the evidence does not settle the cause, say exactly that in "summary", leave "fixes" [] and put what would settle it into openQuestions. "findings" stays [] unless the handed ones miss something you can quote.';
    default:
      return assertNever(output);
  }
}

/** The section that says what to answer with: template, meaning of the fields, one example, the rules of this shape. */
export function answerSection(
  output: OutputShape,
  fields: readonly ExtraField[],
  context: AnswerContext = plainContext,
): string {
  const extra = fields.map((field) => `${field.name} (${field.required ? 'required' : 'when known'}): ${field.text}`);
  if (output === 'document') return documentAnswer(context, fields, extra);
  return [
    'First at most 15 lines of Markdown for people: what you looked at and what matters most. Then exactly one fenced json block, and nothing after it. The block has this shape:',
    '```json\n' + template(output, fields, context) + '\n```',
    ...(output === 'findings' ? [notes(context)] : []),
    ...extra,
    rules(output, context),
    'Form only, invented content, never repeat it:',
    '```json\n' + example(output, context) + '\n```',
    'Plain JSON: double quotes, no comments, no trailing commas, line breaks inside a quote written as \\n.',
  ].join('\n');
}
