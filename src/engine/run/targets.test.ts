import assert from 'node:assert/strict';
import { agentStep, answer, codeStep, planOf } from '../../../test/golden/reports/fixture.ts';
import type { AgentOutput } from '../../protocol/events.ts';
import type { AgentStep, Plan } from '../../protocol/plan.ts';
import type { RunState, StepState } from '../../protocol/run.ts';
import { checked, codeQuote, specOf } from '../../../test/support/documentFixture.ts';
import { foldAnswers } from '../evidence/fold/runFold.ts';
import { finding } from '../../../test/golden/reports/fixture.ts';
import { answerTargets, documentInput, documentTargets } from './targets.ts';

const input = {
  conclusion: 'C',
  records: [
    { name: 'options', title: 'Option', prefix: 'O', text: 'T', challenge: true },
    { name: 'risks', title: 'Risk', prefix: 'R', text: 'T' },
  ],
};
const spec = specOf(input);
const written = (count: number, conclusion = 'Take it.'): AgentOutput['extra'] => ({
  document: checked(input, {
    conclusion,
    confidence: 'high',
    records: {
      options: Array.from({ length: count }, (_, i) => ({ title: `Option ${i}` })),
      risks: [{ title: 'Late' }],
    },
  }).document,
});
const verdict = (target: string, more: object = {}): object => ({
  key: `check#v-${target}`,
  step: 'check',
  persona: 'adversarial-validator',
  target,
  verdict: 'refuted',
  strategy: 'evidence',
  hypothesis: '',
  investigation: 'Read it.',
  citations: [codeQuote('x', { trust: 'provided' })],
  ...more,
});

const writer = agentStep('writer', 'project-manager', { output: 'document', role: 'synthesizer', inputs: ['fold'] });
const check = agentStep('check', 'adversarial-validator', {
  output: 'verdicts',
  role: 'validator',
  inputs: ['fold', 'writer'],
});
const rewrite = agentStep('rewrite', 'project-manager', {
  output: 'document',
  role: 'rewrite',
  inputs: ['writer', 'check'],
});

/** A run in which these steps have ended with these outputs. */
function runOf(outputs: Readonly<Record<string, StepState['output']>>, document: Plan['document'] = spec): RunState {
  const steps = [agentStep('angle', 'codebase-explorer'), codeStep('fold'), writer, check, rewrite];
  const plan: Plan = { ...planOf({ steps, report: 'investigate' }), document };
  const folded = foldAnswers({ ...plan, rules: 'investigate' }, [
    { step: 'angle', output: answer({ findings: [finding('angle#1', 'codebase-explorer')] }) },
  ]);
  const fold: StepState['output'] = { kind: 'code', summary: '', data: { fold: folded, folded: ['angle'] } };
  const states = steps.map((step) => [
    step.id,
    { id: step.id, output: step.id === 'fold' ? fold : (outputs[step.id] ?? null) },
  ]);
  // Only plan and outputs are read here; a whole run state would say nothing more.
  return { plan, steps: new Map(states as [string, StepState][]) } as unknown as RunState;
}
const targets = (step: AgentStep, run: RunState): string[] => answerTargets(step, run);

describe('targets', () => {
  it('of a validator are the challenged records and the conclusion of the document it was given', () => {
    assert.deepEqual(targets(check, runOf({ writer: answer({ extra: written(2) }) })), ['O-1', 'O-2', 'conclusion']);
    assert.equal(targets(check, runOf({ writer: answer({ extra: written(50) }) })).length, 41);
    assert.deepEqual(targets(check, runOf({ writer: answer({ extra: written(1, '') }) })), ['O-1']);
  });

  it('of a validator without a document are the merged findings', () => {
    assert.deepEqual(targets(check, runOf({})), ['E-001']);
    assert.deepEqual(targets(check, runOf({ writer: answer({ extra: written(2) }) }, null)), ['E-001']);
  });

  it('of a writer are all merged findings, also when no fold was handed to it', () => {
    assert.deepEqual(targets(writer, runOf({})), ['E-001']);
    assert.deepEqual(targets(rewrite, runOf({})), ['E-001']);
    assert.deepEqual(targets(agentStep('angle', 'x'), runOf({})), []);
  });

  it('give a rewrite the document and what was refuted with evidence that was found', () => {
    const verdicts = [
      verdict('O-1'),
      verdict('O-2', { citations: [] }),
      verdict('R-1', { verdict: 'partial' }),
      verdict('O-9'),
      verdict('Conclusion', { citations: [codeQuote('y')] }),
    ];
    const run = runOf({ writer: answer({ extra: written(2) }), check: answer({ extra: { verdicts } }) });
    const given = documentInput(rewrite, run);
    assert.deepEqual(given?.refuted, ['O-1', 'conclusion']);
    assert.deepEqual(
      given.before?.records['options']?.map((record) => record.id),
      ['O-1', 'O-2'],
    );
    assert.deepEqual(
      given.findings.map((known) => known.id),
      ['E-001'],
    );
    assert.deepEqual(documentInput(writer, run)?.before, null);
    assert.equal(documentInput(check, run), undefined);
  });

  it('leave out lists that are not challenged', () => {
    const { document } = checked(input, { records: { risks: [{ title: 'Late' }] } });
    assert.deepEqual(documentTargets(document, spec), []);
  });
});
