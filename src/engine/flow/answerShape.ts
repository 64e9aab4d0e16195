import { assertNever } from '../../base/assertNever.ts';
import type { ExtraField } from '../../protocol/definition/flowFile.ts';
import type { DocumentSpec } from '../../protocol/document.ts';
import type { OutputShape } from '../../protocol/plan.ts';
import { documentAnswer } from './documentShape.ts';

/** The parts of a plan that change what an answer looks like. */
export interface AnswerContext {
  /** Set when the run ends in a document. */
  readonly document: DocumentSpec | null;
  /** The step writes anew after a refutation. */
  readonly rewrite: boolean;
}

const evidence = `{"trust":"codebase","path":"src/a.ts","startLine":10,"endLine":12,"quote":"verbatim lines"}`;

function findingShape(fields: readonly ExtraField[]): string {
  const extra = fields.filter((field) => field.on === 'finding').map((field) => `"${field.name}":"",`);
  return `{"title":"","severity":"critical|warning|suggestion","category":"","claim":"","recommendation":"","confidence":"high|medium|low",${extra.join('')}"evidence":[${evidence}]}`;
}

const verdictShape = `{"target":"<finding id>","verdict":"confirmed|refuted|partial|inconclusive","strategy":"evidence|fix|assumptions|gathering","hypothesis":"","investigation":"what was read or searched","evidence":[${evidence}]}`;
const rootCauseShape = `"rootCause":{"summary":"one sentence","chain":[{"text":"","evidence":["<finding id>"]}]},"fixes":[{"path":"","change":"","evidence":["<finding id>"],"details":""}]`;

type FindingsShape = Exclude<OutputShape, 'document'>;

/** The JSON object that the answer ends with, as one template. */
function template(output: FindingsShape, fields: readonly ExtraField[]): string {
  const members = [
    `"findings":[${findingShape(fields)}]`,
    `"checked":["what was looked at; must not be empty when findings is empty"]`,
    `"openQuestions":[{"question":"","assumption":""}]`,
    ...fields.filter((field) => field.on === 'answer').map((field) => `"${field.name}":""`),
  ];
  if (output === 'verdicts') members.push(`"verdicts":[${verdictShape}]`);
  if (output === 'root-cause') members.push(rootCauseShape);
  return `{${members.join(',\n ')}}`;
}

const noteOnFields = `severity: as defined above; where nothing is said, critical = must not ship (wrong data, data loss, exploitable, breaks a contract); warning = a defect that people will meet; suggestion = better without being wrong. confidence: high = the quoted lines prove it; medium = one step of inference; low = plausible only. title: at most 12 words. claim: what is wrong and what happens, 1 to 4 sentences. recommendation: the smallest change that removes it.`;

const exampleEvidence = `{"trust":"codebase","path":"lib/example/basket.py","startLine":41,"endLine":42,"quote":"total = 0\\nfor line in lines: total += line.price"}`;

function example(output: FindingsShape): string {
  switch (output) {
    case 'findings':
      return `{"findings":[{"title":"Basket total ignores quantity","severity":"critical","category":"correctness","claim":"total adds line.price once per line, so a line with quantity 3 is charged once.","recommendation":"Multiply by line.quantity in the loop.","confidence":"high","evidence":[${exampleEvidence}]}],"checked":["lib/example/basket.py","callers of total()"],"openQuestions":[]}`;
    case 'verdicts':
      return `{"findings":[],"checked":["lib/example/basket.py"],"openQuestions":[],"verdicts":[{"target":"CRIT-001","verdict":"refuted","strategy":"evidence","hypothesis":"the loop adds the price without quantity","investigation":"read lib/example/basket.py and searched where lines are built; they are expanded to one line per piece before","evidence":[{"trust":"codebase","path":"lib/example/order.py","startLine":17,"endLine":17,"quote":"lines = [piece for l in order.lines for piece in l.expand()]"}]}]}`;
    case 'root-cause':
      return `{"findings":[],"checked":["all handed findings","lib/example/basket.py"],"openQuestions":[],"rootCause":{"summary":"Basket totals are too low because quantity is never multiplied in.","chain":[{"text":"The total is the sum of line prices.","evidence":["E-001"]},{"text":"Lines carry a quantity that no code on this path reads.","evidence":["E-003"]}]},"fixes":[{"path":"lib/example/basket.py","change":"Multiply price by quantity when summing.","evidence":["E-001"],"details":"Lines 41-42; callers stay as they are."}]}`;
    default:
      return assertNever(output);
  }
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
  context: AnswerContext = { document: null, rewrite: false },
): string {
  const extra = fields.map((field) => `${field.name} (${field.required ? 'required' : 'when known'}): ${field.text}`);
  if (output === 'document') return documentAnswer(context.document, context.rewrite, fields, extra);
  return [
    'First at most 15 lines of Markdown for people: what you looked at and what matters most. Then exactly one fenced json block, and nothing after it. The block has this shape:',
    '```json\n' + template(output, fields) + '\n```',
    noteOnFields,
    ...extra,
    rules(output, context),
    'Form only, invented content, never repeat it:',
    '```json\n' + example(output) + '\n```',
    'Plain JSON: double quotes, no comments, no trailing commas, line breaks inside a quote written as \\n.',
  ].join('\n');
}
