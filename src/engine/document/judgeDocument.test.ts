import assert from 'node:assert/strict';
import { agentStep, planOf, readerOf, scopeFile } from '../../../test/golden/reports/fixture.ts';
import type { Plan } from '../../protocol/plan.ts';
import { judgeAgentOutput, type JudgedAnswer, type JudgeInput, type Judgement } from '../evidence/judge.ts';
import { readDocument, saysSomething, wasTruncated } from '../evidence/judgement.ts';
import { finding, sectionOf, specOf } from '../../../test/support/documentFixture.ts';

const files = { 'src/a.ts': 'export const a = 1;\n', 'lib/outside.ts': 'x\n', 'docs/spec.md': 'As REQ-3 says.\n' };
const spec = specOf({
  sections: [{ heading: 'Context' }, { heading: 'Decision' }],
  conclusion: 'The decision.',
  records: [
    {
      name: 'options',
      title: 'Option',
      prefix: 'O',
      text: 'Options.',
      evidence: 'required',
      fields: [
        { name: 'pros', text: 'P', kind: 'list', limits: { minItems: 2 } },
        { name: 'file', text: 'F', kind: 'path', required: false },
      ],
    },
  ],
});
const plan: Plan = {
  ...planOf({ files: [scopeFile('src/a.ts', files['src/a.ts'])], brief: 'Which one?', kind: 'workspace' }),
  document: spec,
  subject: ['docs/spec.md'],
};
const option = (id: string, title: string, more: object = {}): object => ({
  id,
  title,
  evidence: ['E-001'],
  pros: ['cheap', 'known'],
  ...more,
});
const block = (value: object): string => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\``;
const base = { findings: [], checked: ['src/a.ts'], openQuestions: [], conclusion: 'Take [A1].', confidence: 'high' };
const prose = '## Context\n\nWhy [E-001], see REQ-3.\n\n```sh\nmake\n```\n\n## Decision\n\nWe take A1.\n\n';

function judge(text: string, more: Partial<JudgeInput> = {}): Promise<Judgement> {
  return judgeAgentOutput({
    text,
    shape: 'document',
    step: agentStep('writer', 'project-manager', { output: 'document', role: 'synthesizer' }),
    plan,
    reader: readerOf(files),
    allowLeads: false,
    document: { findings: [finding('E-001'), finding('E-002')], before: null, refuted: [] },
    ...more,
  });
}
async function judged(text: string, more: Partial<JudgeInput> = {}): Promise<JudgedAnswer> {
  const result = await judge(text, more);
  assert.ok(result.ok, JSON.stringify(result));
  return result;
}
const rules = (result: Judgement): string[] => result.violations.map(({ at, rule }) => `${at} ${rule}`);

describe('judgeAgentOutput for a document', () => {
  it('keeps the checked document, whose prose keeps its own fences', async () => {
    const result = await judged(
      prose + block({ ...base, records: { options: [option('A1', 'Keep', { file: 'lib/outside.ts' })] } }),
    );
    assert.deepEqual(rules(result), []);
    const document = readDocument(result);
    assert.ok(document !== null);
    assert.equal(document.conclusion, 'Take [O-1].');
    assert.equal(sectionOf(document, 'Context'), 'Why [E-001], see REQ-3.\n\n```sh\nmake\n```');
    assert.equal(sectionOf(document, 'Decision'), 'We take O-1.');
    assert.equal(document.records['options']?.[0]?.fields['file'], 'lib/outside.ts');
    assert.equal(saysSomething({ ...result, findings: [], excluded: [], checked: [] }), true);
  });

  it('takes the last json block that is an answer', async () => {
    const example = '```json\n{"records": 3, "name": "x"}\n```\n';
    const result = await judged(
      `## Context\nExample:\n${example}\n## Decision\nA.\n\n${block({ ...base, records: { options: [option('A1', 'Keep')] } })}`,
    );
    assert.equal(readDocument(result)?.records['options']?.length, 1);
    assert.match(sectionOf(readDocument(result) ?? assert.fail(), 'Context') ?? '', /"name": "x"/);
  });

  it('excludes records under keys of their own', async () => {
    const result = await judged(
      prose +
        block({ ...base, records: { options: [option('A1', 'Keep'), option('A2', 'Drop', { evidence: [] }), 'odd'] } }),
    );
    assert.deepEqual(
      result.excluded.map(({ key, rule, persona }) => [key, rule, persona]),
      [
        ['writer#r3', 'shape', 'project-manager'],
        ['writer#r2', 'upstream', 'project-manager'],
      ],
    );
    assert.deepEqual(rules(result), ['records.options[2] shape', 'records.options[1].evidence missing-evidence']);
  });

  it('refuses an answer without section and record, and asks for a lost block', async () => {
    const empty = await judge(block(base));
    assert.deepEqual([empty.ok, rules(empty)], [false, [' output_unreadable']]);
    const bare = await judged(`${prose}That is all.`);
    assert.deepEqual(rules(bare), [' truncated']);
    assert.equal(wasTruncated(bare), true);
    const broken = await judged(`${prose}\`\`\`json\n{"findings": [}{]: nothing readable ${'x'.repeat(3_000)}`);
    assert.equal(sectionOf(readDocument(broken) ?? assert.fail(), 'Decision'), 'We take A1.');
    assert.equal((await judge('No block, no headings.')).ok, false);
  });

  it('knows ids of targets when the findings themselves are not given', async () => {
    const result = await judged(prose + block({ ...base, records: { options: [option('A1', 'Keep')] } }), {
      document: undefined,
      targets: ['E-001'],
    });
    assert.deepEqual([rules(result), readDocument(result)?.records['options']?.[0]?.evidence], [[], ['E-001']]);
  });

  describe('after a challenge', () => {
    const first =
      prose +
      block({
        ...base,
        records: {
          options: [
            option('A1', 'Keep'),
            option('A2', 'Replace', { pros: ['new'] }),
            option('A3', 'Wait', { evidence: ['E-099'] }),
          ],
        },
      });

    it('joins what was repaired with what was not repeated', async () => {
      const previous = await judged(first);
      assert.deepEqual(rules(previous), ['records.options[2].evidence unknown-id', 'records.options[1].pros limit']);
      const repaired = await judged(
        block({
          ...base,
          records: { options: [option('A2', 'Replace'), option('A3', 'Wait', { evidence: ['E-002'] })] },
        }),
        { previous },
      );
      const document = readDocument(repaired);
      assert.deepEqual(
        document?.records['options']?.map((record) => `${record.id} ${record.title}`),
        ['O-1 Keep', 'O-2 Replace', 'O-3 Wait'],
      );
      assert.equal(sectionOf(document, 'Decision'), 'We take O-1.');
      assert.deepEqual([rules(repaired), repaired.excluded], [[], []]);
      assert.match(document.notes.join('\n'), /"Keep" was not repeated.*\n"Context" was not repeated/);
    });

    it('excludes what was questioned and is gone, and notes what is still broken', async () => {
      const previous = await judged(first);
      const repaired = await judged(
        block({ ...base, records: { options: [option('A2', 'Replace', { pros: ['new'] })] } }),
        { previous },
      );
      assert.deepEqual(
        repaired.excluded.map(({ key, rule }) => [key, rule]),
        [['writer#r3', 'withdrawn']],
      );
      const record = readDocument(repaired)?.records['options']?.find((candidate) => candidate.title === 'Replace');
      assert.match(record?.notes.join() ?? '', /at least 2 are needed/);
    });

    it('keeps the keys of findings beside the document', async () => {
      const found = {
        title: 'New',
        severity: 'warning',
        claim: 'C.',
        evidence: [{ trust: 'codebase', path: 'src/a.ts', startLine: 1, quote: 'export const a = 1;' }],
      };
      const previous = await judged(
        prose + block({ ...base, findings: [found], records: { options: [option('A1', 'Keep'), 'odd'] } }),
      );
      const repaired = await judged(block({ ...base, records: { options: [option('A1', 'Keep')] } }), { previous });
      assert.deepEqual(
        repaired.findings.map((entry) => entry.key),
        ['writer#1'],
      );
      assert.deepEqual(
        repaired.excluded.map((entry) => entry.key),
        ['writer#r2'],
      );
    });

    it('is not undone by a repair that says nothing', async () => {
      const previous = await judged(first);
      const again = await judge(block({ findings: [], checked: ['x'] }), { previous });
      assert.equal(again.ok, false);
    });
  });
});
