import type { ExtraField } from '../../protocol/definition/flowFile.ts';
import {
  type DocumentSpec,
  emptyDocumentSpec,
  type FieldSpec,
  type RecordSpec,
  type SectionSpec,
  type TextLimits,
} from '../../protocol/document.ts';
import type { FoldRules } from '../../protocol/plan.ts';
import { plural } from './bands.ts';
import { exampleId } from './exampleId.ts';

/** What the answer of a writer depends on. */
interface DocumentContext {
  readonly document: DocumentSpec | null;
  readonly rewrite: boolean;
  readonly rules: FoldRules;
}

/**
 * What a writer answers with: its sections as Markdown under fixed headings, then one json block with the records. Everything is
 * generated from the specification, so that prompt and check cannot disagree. Kept short: it stands in prompts for small models.
 */
export function documentAnswer(
  { document: spec, rewrite, rules }: DocumentContext,
  fields: readonly ExtraField[],
  notes: readonly string[],
): string {
  const document = spec ?? emptyDocumentSpec;
  const written = document.sections.filter((section) => section.from === 'writer');
  const lists = document.records;
  return [
    written.length === 0
      ? 'Write no prose: the report is made from your records.'
      : 'First the text of the document in Markdown: these headings, each on a line of its own, word for word and in this order.',
    ...written.map(sectionLine),
    ...(written.length === 0 ? [] : ['', textRules(document, rules)]),
    'Then exactly one fenced json block, and nothing after it, of this shape:',
    '```json\n' + object(memberTemplates(document, rewrite, fields)) + '\n```',
    ...(lists.length === 0 ? [] : ['Lists in "records":', ...lists.flatMap(recordLines)]),
    ...memberRules(document, rewrite),
    ...notes,
    'Form only, invented content, never repeat it:',
    '```json\n' + object(memberExamples(document, { rewrite, rules }, fields)) + '\n```',
    'Plain JSON: double quotes, no comments, no trailing commas, line breaks inside a text written as \\n.',
  ].join('\n');
}

function sectionLine(section: SectionSpec): string {
  const asked = [
    ...(section.text === undefined ? [] : [oneLine(section.text)]),
    ...limitWords(section.limits),
    ...(section.plain ? ['Plain.'] : []),
    ...(section.diagram === 'required' ? ['With at least one Mermaid flowchart, each in a fenced mermaid block.'] : []),
    ...(section.diagram === 'allowed' ? ['A Mermaid flowchart in a fenced mermaid block may help.'] : []),
    ...(section.required ? [] : ['Leave the heading out when there is nothing to say.']),
  ];
  return `## ${section.heading}${asked.length === 0 ? '' : `\n${asked.join(' ')}`}`;
}

function textRules(spec: DocumentSpec, rules: FoldRules): string {
  const others = spec.sections.filter((section) => section.from !== 'writer').map((section) => section.heading);
  const written = spec.sections.filter((section) => section.from === 'writer');
  const plain = written.filter((section) => section.plain);
  return [
    ...(plain.length > 0
      ? [
          'Plain = for readers outside the code: no paths, line numbers, names from the code or of libraries. It needs no citations; ids stand there only where its heading or your task asks for them.',
        ]
      : []),
    ...(plain.length < written.length ? [citationRule(spec, rules, plain.length > 0)] : []),
    'No placeholders such as TODO, TBD or {...}. No other headings of the first or second level.',
    ...(others.length === 0
      ? []
      : [`A program adds these sections from records and results; do not write them: ${others.join(', ')}.`]),
  ].join('\n');
}

function citationRule(spec: DocumentSpec, rules: FoldRules, somePlain: boolean): string {
  const cite = [`[${exampleId(rules)}]`, ...spec.records.slice(0, 1).map((record) => `[${record.prefix}-1]`)].join(
    ' or ',
  );
  const where = somePlain ? 'Prose that is not marked Plain' : 'Prose';
  return `${where} cites what it rests on in brackets: ${cite}, ids of handed findings or of your own records. A statement of fact without a citation is a guess; leave it out or put it into openQuestions.`;
}

function limitWords(limits: TextLimits | undefined): string[] {
  if (limits === undefined) return [];
  const { words, characters, sentences, minItems, items, itemWords } = limits;
  const parts = [
    ...(words === undefined ? [] : [`at most ${plural(words, 'word')}`]),
    ...(characters === undefined ? [] : [`at most ${plural(characters, 'character')}`]),
    ...(sentences === undefined ? [] : [`at most ${plural(sentences, 'sentence')}`]),
    ...(minItems === undefined ? [] : [`at least ${plural(minItems, 'item')}`]),
    ...(items === undefined ? [] : [`at most ${plural(items, 'item')}`]),
    ...(itemWords === undefined ? [] : [`at most ${plural(itemWords, 'word')} per item`]),
  ];
  return parts.length === 0 ? [] : [`${(parts[0]?.[0] ?? '').toUpperCase()}${parts.join(', ').slice(1)}.`];
}

function recordLines(record: RecordSpec): string[] {
  const count = countText(record);
  const backed = { required: 'evidence needed', optional: 'evidence where there is any', none: 'no evidence' };
  const need = record.need ? ', each with its need' : '';
  const ids = record.max === 1 ? `own id ${record.prefix}-1` : `own ids ${record.prefix}-1, ${record.prefix}-2`;
  const head = `- ${record.name} (${record.title}; ${ids}; ${count}; ${backed[record.evidence]}${need}): ${oneLine(record.text)}`;
  return [head, ...record.fields.map((field) => `  - ${field.name}: ${fieldText(field)}`)];
}

function countText({ min, max }: RecordSpec): string {
  if (min === max) return `exactly ${max}`;
  return min === 0 ? `up to ${max}` : `${min} to ${max}`;
}

function fieldText(field: FieldSpec): string {
  const kinds: Record<FieldSpec['kind'], string> = {
    text: '',
    list: 'list of texts',
    enum: `one of ${(field.values ?? []).map((value) => `"${value}"`).join(', ')}`,
    ids: `list of ids${field.of === undefined ? '' : ` of ${field.of.join(' or ')}`}`,
    path: 'path of a file that exists',
    command: 'a command exactly as a file or the brief shows it',
    number: 'a number',
  };
  const about = [
    kinds[field.kind],
    ...limitWords(field.limits).map((text) => text.toLowerCase().replace(/\.$/, '')),
    ...(field.plain ? ['plain language, no paths or names from the code'] : []),
    ...(field.required ? [] : ['may be left out']),
  ].filter((text) => text !== '');
  return `${field.text}${about.length === 0 ? '' : ` (${about.join('; ')})`}`;
}

/** Members of the json block with their template, in order. */
function memberTemplates(spec: DocumentSpec, rewrite: boolean, fields: readonly ExtraField[]): string[] {
  const records = spec.records.map((record) => `"${record.name}":[${recordTemplate(record)}]`);
  return [
    '"findings":[]',
    '"checked":["what you read and searched"]',
    '"openQuestions":[{"question":"","assumption":""}]',
    ...fields.filter((field) => field.on === 'answer').map((field) => `"${field.name}":""`),
    ...(spec.conclusion === null ? [] : ['"conclusion":"one sentence"']),
    '"confidence":"high|medium|low"',
    ...(records.length === 0 ? [] : [`"records":{${records.join(',\n  ')}}`]),
    ...(spec.deferred ? ['"deferred":[{"item":"","why":"","reopenWhen":"","source":""}]'] : []),
    ...(rewrite ? ['"responses":[{"target":"","action":"adjusted|withdrawn|rejected","reason":""}]'] : []),
  ];
}

function recordTemplate(record: RecordSpec): string {
  return object(
    [
      `"id":"${record.prefix}-1"`,
      '"title":""',
      ...(record.evidence === 'none' ? [] : ['"evidence":["<finding id>"]']),
      ...(record.need ? ['"need":{"kind":"user|dependency|contract|regulation|incident","ref":""}'] : []),
      ...record.fields.map((field) => `"${field.name}":${fieldTemplate(field)}`),
    ],
    ',',
  );
}

function fieldTemplate(field: FieldSpec): string {
  switch (field.kind) {
    case 'list':
      return '["",""]';
    case 'ids':
      return '["<id>"]';
    case 'enum':
      return JSON.stringify((field.values ?? []).join('|'));
    case 'text':
    case 'path':
    case 'command':
    case 'number':
      return '""';
  }
}

function memberRules(spec: DocumentSpec, rewrite: boolean): string[] {
  const needed = spec.records.some((record) => record.need);
  return [
    '"findings" stays []: the findings are there already, and your records point at them. "confidence": how sure you are of the whole, and no higher than the weakest thing it rests on.',
    ...(spec.records.length === 0
      ? []
      : [
          'title: at most 12 words unless its list says otherwise; it says what the record says. Records that fit no list are left out; a list without an entry is [].',
        ]),
    ...(spec.conclusion === null
      ? []
      : [`"conclusion": ${oneLine(spec.conclusion)} If the evidence does not settle it, say exactly that.`]),
    ...(needed
      ? [
          'need: why it is needed now. kind user = the brief or a ticket asks for it; dependency = another record that is needed cannot work without it; contract = an existing path or contract breaks without it; regulation = a rule that applies today; incident = an incident, report or measurement. ref: the id or the words that show it. What has no such need does not become a record.',
        ]
      : []),
    ...(spec.deferred
      ? [
          '"deferred": what was considered and put off: the item, why, the concrete event that would reopen it, and the id or words it came from.',
        ]
      : []),
    ...(rewrite
      ? [
          '"responses": one entry for each refuted id (or "conclusion"): adjusted, withdrawn, or rejected with the evidence against the refutation.',
        ]
      : []),
  ];
}

/** The first list with one record, so that a small model sees the form filled once. */
function memberExamples(
  spec: DocumentSpec,
  { rewrite, rules }: Pick<DocumentContext, 'rewrite' | 'rules'>,
  fields: readonly ExtraField[],
): string[] {
  const id = exampleId(rules);
  const records = spec.records.map((record, i) => `"${record.name}":[${i === 0 ? recordExample(record, id) : ''}]`);
  return [
    '"findings":[]',
    '"checked":["all handed findings","lib/example/basket.py"]',
    '"openQuestions":[{"question":"Which shops round per line?","assumption":"none does"}]',
    ...fields.filter((field) => field.on === 'answer').map((field) => `"${field.name}":"as asked"`),
    ...(spec.conclusion === null ? [] : ['"conclusion":"Basket totals are rounded once, at the end."']),
    '"confidence":"medium"',
    ...(records.length === 0 ? [] : [`"records":{${records.join(',')}}`]),
    ...(spec.deferred
      ? [
          `"deferred":[{"item":"Rounding per currency","why":"one currency is sold","reopenWhen":"a second currency is sold","source":"${exampleId(rules, 4)}"}]`,
        ]
      : []),
    ...(rewrite
      ? [
          `"responses":[{"target":"conclusion","action":"adjusted","reason":"${exampleId(rules, 2)} shows a second place that rounds"}]`,
        ]
      : []),
  ];
}

function recordExample(record: RecordSpec, id: string): string {
  return object(
    [
      `"id":"${record.prefix}-1"`,
      '"title":"Round the basket total once"',
      ...(record.evidence === 'none' ? [] : [`"evidence":["${id}"]`]),
      ...(record.need ? [`"need":{"kind":"incident","ref":"${id}"}`] : []),
      ...record.fields.map((field) => `"${field.name}":${fieldExample(field, id)}`),
    ],
    ',',
  );
}

function fieldExample(field: FieldSpec, id: string): string {
  switch (field.kind) {
    case 'text':
      return '"Totals of three pieces are two cents too low."';
    case 'list':
      return '["totals match the receipt","one place to change"]';
    case 'enum':
      return JSON.stringify(field.values?.[0] ?? '');
    case 'ids':
      return field.of === undefined || field.of.includes('findings') ? `["${id}"]` : '[]';
    case 'path':
      return '"lib/example/basket.py"';
    case 'command':
      return '"make example"';
    case 'number':
      return '"3"';
  }
}

function object(members: readonly string[], join = ',\n '): string {
  return `{${members.join(join)}}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
