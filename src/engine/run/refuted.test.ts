import assert from 'node:assert/strict';
import { makeRun, makeStep } from '../../../test/support/runFixture.ts';
import { documentSpecSchema, type DocumentSpec, writtenDocumentSchema } from '../../protocol/document.ts';
import type { AgentOutput } from '../../protocol/events.ts';
import type { Citation, Trust } from '../../protocol/finding.ts';
import { stepOf } from '../../protocol/run.ts';
import { handedText } from './handedText.ts';
import { refutedBy } from './refuted.ts';

const record = (id: string): object => ({
  id,
  title: `Title of ${id}`,
  evidence: ['E-001'],
  need: null,
  fields: {},
  notes: [],
});
const document = writtenDocumentSchema.parse({
  conclusion: 'Take the first.',
  confidence: 'high',
  sections: [{ heading: 'Context', markdown: 'It is so [E-001].' }],
  records: { options: ['O-1', 'O-2', 'O-3', 'O-4'].map(record), notes: [record('N-1')] },
  deferred: [],
  responses: [],
  notes: [],
  failures: [],
});

function specOf(conclusion: string | null): DocumentSpec {
  const list = { min: 0, max: 9, fields: [], evidence: 'optional', need: false, text: 'x' };
  return documentSpecSchema.parse({
    sections: [{ heading: 'Context' }, { heading: 'Options', from: 'records', records: 'options' }],
    records: [
      { ...list, name: 'options', title: 'Option', prefix: 'O', challenge: true },
      { ...list, name: 'notes', title: 'Note', prefix: 'N', challenge: false },
    ],
    checks: [],
    conclusion,
    deferred: false,
    draft: null,
    notice: '',
  });
}

function outputOf(extra: Record<string, unknown>, markdown = ''): AgentOutput {
  return {
    kind: 'agent',
    markdown,
    findings: [],
    excluded: [],
    checked: ['x'],
    openQuestions: [],
    violations: [],
    challengeRounds: 0,
    opened: [],
    usage: null,
    model: null,
    judged: true,
    extra,
  };
}

function verdict(
  target: string,
  word: string,
  status: Citation['status'] = 'verified',
  trust: Trust = 'codebase',
): object {
  return {
    key: `judge#v-${target}`,
    step: 'judge',
    persona: 'p',
    target,
    verdict: word,
    strategy: 'evidence',
    hypothesis: '',
    investigation: '',
    citations: [{ trust, path: 'src/a.ts', startLine: 1, endLine: 1, quote: 'x', status }],
  };
}

function refuted(conclusion: string | null, verdicts: readonly object[]): boolean {
  const steps = [makeStep('write', { output: 'document' }), makeStep('judge', { output: 'verdicts' })];
  const run = makeRun(steps, [
    { id: 'write', state: 'completed', output: outputOf({ document }) },
    { id: 'judge', state: 'completed', output: outputOf({ verdicts }) },
  ]);
  const plan = { ...run.plan, report: 'document' as const, document: specOf(conclusion) };
  return refutedBy(stepOf(run, 'judge'), { ...run, plan });
}

describe('a refuted document', () => {
  const table: readonly (readonly [
    name: string,
    conclusion: string | null,
    verdicts: readonly object[],
    expected: boolean,
  ])[] = [
    ['the conclusion', 'c', [verdict('conclusion', 'refuted')], true],
    [
      'the conclusion, by a text that was handed over',
      'c',
      [verdict('conclusion', 'refuted', 'verified', 'provided')],
      true,
    ],
    ['the conclusion, by nothing that was found', 'c', [verdict('conclusion', 'refuted', 'unverified')], false],
    ['the conclusion, only in part', 'c', [verdict('conclusion', 'partial')], false],
    ['one of four judged records', 'c', [verdict('O-1', 'refuted')], true],
    ['a judged record, by a text that was handed over', 'c', [verdict('O-1', 'refuted', 'verified', 'provided')], true],
    ['a judged record, by nothing that was found', 'c', [verdict('O-1', 'refuted', 'unverified')], false],
    ['a finding that a judged record cites', 'c', [verdict('E-001', 'refuted')], true],
    ['two of four judged records', 'c', [verdict('O-1', 'refuted'), verdict('O-3', 'refuted')], true],
    ['a record that is not judged', 'c', [verdict('N-1', 'refuted')], false],
    ['without a conclusion: one judged record', null, [verdict('O-2', 'refuted')], true],
    ['without a conclusion: a record that is not judged', null, [verdict('N-1', 'refuted')], false],
    ['nothing', 'c', [], false],
  ];
  for (const [name, conclusion, verdicts, expected] of table) {
    it(`${name}: ${expected ? 'is written anew' : 'stays'}`, () =>
      assert.equal(refuted(conclusion, verdicts), expected));
  }
});

describe('what is handed over of a document', () => {
  it('is its text with the ids that verdicts name', () => {
    const text = handedText(outputOf({ document }, 'as the model wrote it'), specOf('c'));
    for (const part of ['It is so [E-001].', 'O-1', 'Title of O-4', 'Take the first.'])
      assert.ok(text.includes(part), part);
    assert.ok(!text.includes('as the model wrote it'));
  });
  it('is the Markdown where there is no document', () => {
    assert.equal(handedText(outputOf({}, 'plain'), specOf('c')), 'plain');
    assert.equal(handedText(outputOf({ document }, 'plain'), null), 'plain');
  });
});
