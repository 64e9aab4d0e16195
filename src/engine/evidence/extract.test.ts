import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extractAnswer, type Extraction } from './extract.ts';

const item = (title: string): object => ({
  title,
  severity: 'warning',
  category: 'c',
  claim: 'It breaks.',
  recommendation: 'Fix it.',
  confidence: 'high',
  evidence: [{ trust: 'codebase', path: 'src/a.ts', startLine: 1, endLine: 1, quote: 'const a = 1;' }],
});
const base = (titles: readonly string[] = ['A']): object => ({
  findings: titles.map(item),
  checked: ['src/a.ts'],
  openQuestions: [],
});
const json = (value: object): string => JSON.stringify(value, null, 2);
const fenced = (value: object): string => '```json\n' + json(value) + '\n```';

function taken(extraction: Extraction): Extract<Extraction, { ok: true }> {
  assert.ok(extraction.ok, `not readable: ${JSON.stringify(extraction.violations)}`);
  return extraction;
}
const titles = (text: string): string[] =>
  taken(extractAnswer(text, 'findings')).answer.findings.map((found) => found.title);
const rules = (extraction: Extraction): string[] => extraction.violations.map((violation) => violation.rule);

describe('extractAnswer', () => {
  it('takes the block and keeps the prose without it', () => {
    const extraction = taken(extractAnswer(`# Seen\n\nTwo files.\n\n${fenced(base())}\n`, 'findings'));
    assert.equal(extraction.markdown, '# Seen\n\nTwo files.');
    assert.deepEqual(extraction.violations, []);
    assert.deepEqual(extraction.notes, []);
    assert.equal(extraction.answer.findings[0]?.evidence[0]?.quote, 'const a = 1;');
  });

  const readable: Readonly<Record<string, string>> = {
    'a think block before': `<think>{"findings": []} hmm</think>\n${fenced(base())}`,
    'reasoning whose opening tag is missing': `Let me see {"findings":[]} maybe\n</think>\n\n${fenced(base())}`,
    'an unclosed think block around the answer': `<think>\nI look.\n${fenced(base())}`,
    'an unclosed think block after the answer': `${fenced(base())}\n<think>\nwas that right`,
    'prose after the block': `${fenced(base())}\nThat is all.`,
    'no fence': `Here it is: ${json(base())} Done.`,
    'a fence without a language': '```\n' + json(base()) + '\n```',
    'a fence that never closes': '```json\n' + json(base()),
    'a fence that closes on the last line': '```json\n' + json(base()) + '```',
    'a longer fence': '````json\n' + json(base()) + '\n````',
    'CRLF line ends': fenced(base()).replaceAll('\n', '\r\n'),
    'trailing commas': fenced(base()).replace('"c",', '"c",').replaceAll(']\n}', '],\n}').replaceAll('"\n', '",\n'),
    comments: fenced(base()).replace('{', '{ // the answer\n /* really */'),
    'single quotes': '```json\n' + json(base()).replaceAll('"', "'") + '\n```',
    'bare keys': fenced(base()).replace('"findings"', 'findings').replace('"checked"', 'checked'),
    'a raw line break inside a string': fenced(base()).replace('It breaks.', 'It\nbreaks.'),
    'an unescaped quote inside a string': fenced(base()).replace('It breaks.', 'It "breaks" here.'),
    'a bad escape inside a string': fenced(base()).replace('It breaks.', 'The regex \\d breaks.'),
    'a bare list of findings': '```json\n' + JSON.stringify([item('A')]) + '\n```',
    'an earlier code block in another language': '```ts\nconst x = { findings: 1 };\n```\n' + fenced(base()),
    'a draft before the answer': `${fenced(base(['Draft']))}\nBetter:\n${fenced(base())}`,
    'a last block that is no answer': `${fenced(base())}\n\`\`\`json\n{"note": true}\n\`\`\``,
    'prose with braces before a bare answer': `The set {a, b} is odd.\n${json(base())}`,
  };
  for (const [name, text] of Object.entries(readable)) {
    it(`reads an answer with ${name}`, () => assert.deepEqual(titles(text), ['A']));
  }

  it('keeps a quote that speaks of think tags', () => {
    const value = { ...base(), findings: [{ ...item('A'), claim: 'The text "</think> is leaked" and <think> stay.' }] };
    assert.match(taken(extractAnswer(fenced(value), 'findings')).answer.findings[0]?.claim ?? '', /<think> stay/);
  });

  it('says when two blocks were there and which counted', () => {
    const { notes } = taken(extractAnswer(`${fenced(base(['Draft']))}\n${fenced(base())}`, 'findings'));
    assert.match(notes.join(' '), /2 JSON blocks; the last/);
  });

  it('reads a truncated answer but says that parts may be missing', () => {
    const text = fenced(base(['A', 'B', 'C']));
    const extraction = taken(extractAnswer(text.slice(0, text.indexOf('"C"') + 40), 'findings'));
    assert.deepEqual(rules(extraction).slice(0, 1), ['truncated']);
    assert.deepEqual(
      extraction.answer.findings.slice(0, 2).map((found) => found.title),
      ['A', 'B'],
    );
  });

  const unreadable: Readonly<Record<string, string>> = {
    'the empty text': '',
    'only reasoning': '<think>I would say {"x": 1}</think>\n',
    'prose without a block': 'I looked at everything and it is fine. No findings.',
    'a draft inside closed reasoning and nothing after': `<think>\n${fenced(base())}\n</think>\nI could not finish.`,
    YAML: '```yaml\nfindings:\n  - title: A\n    severity: critical\n```',
    'YAML in a json fence': '```json\nfindings:\n  - title: A\n    severity: critical\nchecked: []\n```',
    'an error of the endpoint': '[API Error: 429 rate limited]',
    'an error that broke the answer off': `${fenced(base())}\n[API Error: 500 {"findings": []}]`,
    'an error before an answer': `[API Error: 503]\n${fenced(base())}`,
    'an object that is no answer': '```json\n{"result": "ok"}\n```',
    'an answer cut before its first finding': '```json\n{"findings": [',
    'an answer cut after the key': '```json\n{"findings":',
    'deep nesting': '```json\n' + '{"findings":['.repeat(5000),
    'an answer that is only brackets': '['.repeat(20_000),
  };
  for (const [name, text] of Object.entries(unreadable)) {
    it(`gives a typed failure for ${name}`, () => {
      const extraction = extractAnswer(text, 'findings');
      assert.equal(extraction.ok, false);
      assert.deepEqual(rules(extraction), ['output_unreadable']);
    });
  }

  it('refuses a text beyond the bound and a flood of findings', () => {
    assert.equal(extractAnswer('x'.repeat(4_000_001), 'findings').ok, false);
    const flood = '```json\n{"findings":[' + Array(6000).fill('{}').join(',') + ']}\n```';
    assert.deepEqual(rules(extractAnswer(flood, 'findings')), ['limit']);
  });

  it('loses no entry of a list that is too long or malformed', () => {
    const many = { ...base(Array.from({ length: 510 }, (_, i) => `F${i}`)) };
    const { answer } = taken(extractAnswer(fenced(many), 'findings'));
    assert.deepEqual([answer.findings.length, answer.rejected.length], [500, 10]);
    const odd = taken(
      extractAnswer(
        '{"findings": ["just text", {"severity": "warning"}, null], "checked": [], "openQuestions": []}',
        'findings',
      ),
    );
    assert.deepEqual([odd.answer.findings.length, odd.answer.rejected.length], [0, 3]);
    assert.deepEqual(rules(odd), ['shape', 'shape', 'shape']);
  });

  it('names each missing or unknown part as a violation', () => {
    const text = '{"findings":[{"title":"A","severity":"urgent","confidence":"HIGH"}]}';
    const extraction = taken(extractAnswer(text, 'findings'));
    assert.deepEqual(
      extraction.violations.map((violation) => [violation.at, violation.rule]),
      [
        ['findings[0].severity', 'severity'],
        ['findings[0].claim', 'missing-field'],
        ['findings[0].evidence', 'missing-evidence'],
      ],
    );
    assert.equal(extraction.answer.findings[0]?.confidence, 'high');
    assert.deepEqual(rules(taken(extractAnswer('{"verdicts": []}', 'verdicts'))), ['missing-field']);
    assert.deepEqual(rules(taken(extractAnswer('{"findings": []}', 'root-cause'))), ['missing-field', 'missing-field']);
  });

  it('brings spellings of lines, severities and unknown fields into shape', () => {
    const text = `{"findings":[{"title":"A","severity":"CRITICAL","claim":"c","confidence":"Low","recommendation":3,"exploit":"step 1",
      "evidence":{"file":"src/a.ts:10-12","quote":["a","b"]}},
      {"title":"B","severity":"Medium","claim":"c","confidence":"low","evidence":[{"path":"src/b.ts","line":"L7","quote":"x","trust":"CODEBASE"}]}],"checked":"one"}`;
    const { answer } = taken(extractAnswer(text, 'findings'));
    const [a, b] = answer.findings;
    assert.deepEqual(
      [a?.severity, a?.confidence, a?.recommendation, a?.extra],
      ['critical', 'low', '3', { exploit: 'step 1' }],
    );
    const { path, startLine, endLine, quote } = a?.evidence[0] ?? {};
    assert.deepEqual([path, startLine, endLine, quote], ['src/a.ts', 10, 12, 'a\nb']);
    assert.deepEqual([b?.severity, b?.evidence[0]?.startLine, b?.evidence[0]?.trust], ['warning', 7, 'codebase']);
    assert.deepEqual(answer.checked, ['one']);
  });

  it('accepts a lead only where leads are allowed', () => {
    const text = fenced({ ...base(), findings: [{ ...item('A'), kind: 'lead' }] });
    assert.equal(taken(extractAnswer(text, 'findings')).answer.findings[0]?.kind, 'finding');
    assert.equal(taken(extractAnswer(text, 'findings', { allowLeads: true })).answer.findings[0]?.kind, 'lead');
  });

  it('does not let special keys reach a prototype', () => {
    const text =
      '{"findings":[{"title":"A","severity":"warning","claim":"c","evidence":[],"__proto__":{"polluted":1},"constructor":{"x":1}}],"checked":[]}';
    const { answer } = taken(extractAnswer(text, 'findings'));
    assert.equal(answer.findings[0]?.extra, undefined);
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
  });

  it('bounds unknown fields in depth and size', () => {
    let deep: object = { end: 1 };
    for (let i = 0; i < 30; i++) deep = { deep };
    const text = fenced({ ...base(), findings: [{ ...item('A'), deep, long: 'x'.repeat(100_000) }] });
    const size = JSON.stringify(taken(extractAnswer(text, 'findings')).answer.findings[0]?.extra).length;
    assert.ok(size < 5_000, `${size}`);
  });

  it('never throws and never invents an empty list, whatever the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ',',
      ':',
      '\\',
      '\n',
      '```',
      '```json\n',
      '<think>',
      '</think>',
      '"findings"',
      ' a "b" c, ',
      '//',
      '/*',
      '1',
      'null',
      '[API Error',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string()), { maxLength: 80 }),
        fc.constantFrom('findings', 'verdicts', 'root-cause'),
        (pieces, shape) => {
          const text = pieces.join('');
          const extraction = extractAnswer(text, shape);
          if (!extraction.ok) assert.ok(extraction.violations.length > 0);
          else if (shape === 'findings' && extraction.answer.findings.length === 0) assert.match(text, /findings/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('loses no finding when an answer is cut anywhere', () => {
    const text = fenced(base(['A', 'B', 'C']));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (at) => {
        const extraction = extractAnswer(text.slice(0, at), 'findings');
        if (!extraction.ok) return;
        const complete = extraction.answer.findings.length === 3 && extraction.answer.checked.length === 1;
        assert.ok(complete || rules(extraction).includes('truncated'), `cut at ${at}`);
      }),
      { numRuns: 400 },
    );
  });

  it('reads hostile shapes without doing quadratic work', () => {
    // Each of these takes minutes with a backtracking reader; the runner's own time limit is the judge.
    const shapes = [
      'a "b" c, ',
      '"',
      '{"a":"',
      "{'a':'b\" ",
      '```\n',
      '```json\n',
      '{ ',
      '{"findings":[',
      '<think>\n',
      '</think>\n',
      '\\"',
      '/*',
      '"x",\n',
      '“',
    ];
    for (const shape of shapes) {
      const size = 400_000;
      extractAnswer('{"findings":["' + shape.repeat(Math.ceil(size / shape.length)), 'findings');
      extractAnswer(shape.repeat(Math.ceil(size / shape.length)), 'findings');
    }
  }).timeout(20_000);
});
