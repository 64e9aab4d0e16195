import assert from 'node:assert/strict';
import { agentStep, answer, cite, finding, planOf } from '../../../../test/golden/reports/fixture.ts';
import type { Plan } from '../../../protocol/plan.ts';
import { type FoldResult, personas } from './model.ts';
import { foldAnswers, resolveAnswers } from './runFold.ts';

const place = cite('src/a.ts', 10, 12);

function resolved(
  rules: Plan['rules'],
  late: readonly { step: string; persona: string; extra?: object }[],
): FoldResult {
  const steps = [
    agentStep('structure', personas.structure),
    agentStep('risk', personas.risk, { role: 'second-wave' }),
    agentStep('systems', personas.system, { role: 'second-wave' }),
    agentStep('reader', personas.newcomer, { role: 'validator' }),
    agentStep('order', 'information-architect', { role: 'validator' }),
    agentStep('validate', personas.validator, { role: 'validator', output: 'verdicts' }),
  ];
  const plan = { ...planOf({ report: 'document', steps }), rules };
  const first = {
    step: 'structure',
    output: answer({
      findings: [finding('structure#1', personas.structure, { citations: [place], extra: { priority: 'High' } })],
    }),
  };
  const answers = late.map(({ step, persona, extra }, i) => ({
    step,
    output: answer({
      findings: [
        finding(`${step}#1`, persona, {
          title: `Matter ${i} of ${step}`,
          citations: [place],
          ...(extra === undefined ? {} : { extra: { ...extra } }),
        }),
      ],
    }),
  }));
  return resolveAnswers(plan, foldAnswers(plan, [first]), ['structure'], [first, ...answers]);
}

describe('late findings', () => {
  it('merge only with their like: a score of a finding is not the finding', () => {
    const addresses = { addresses: ['E-001'], overall: 'high' };
    const fold = resolved('investigate', [
      { step: 'risk', persona: personas.risk, extra: addresses },
      { step: 'systems', persona: personas.system, extra: { ...addresses, seam: 'orders and payments' } },
    ]);
    assert.deepEqual(
      fold.findings.map(({ id, step, alsoRaisedBy }) => [id, step, alsoRaisedBy]),
      [
        ['E-001', 'structure', []],
        ['E-002', 'risk', []],
        ['E-003', 'systems', []],
      ],
    );
    assert.ok(fold.findings[1]?.notes.includes('Overall risk: high'));
  });

  it('merge with what is there when they say the same', () => {
    const fold = resolved('investigate', [{ step: 'validate', persona: personas.validator }]);
    assert.deepEqual(
      fold.findings.map(({ id, alsoRaisedBy }) => [id, alsoRaisedBy]),
      [['E-001', [personas.validator]]],
    );
  });

  for (const rules of ['investigate', 'code-review', 'tests', 'generic'] as const)
    it(`keep the remarks of readers on the draft apart: ${rules}`, () => {
      const fold = resolved(rules, [
        { step: 'reader', persona: personas.newcomer },
        { step: 'order', persona: 'information-architect' },
      ]);
      const remarks = fold.findings.filter(({ step }) => step === 'reader' || step === 'order');
      assert.deepEqual(
        remarks.map(({ id }) => id),
        rules === 'investigate' ? ['E-002', 'E-003'] : ['E-001', 'E-002'],
      );
      for (const { notes } of remarks) {
        assert.match(notes.join(' '), /remark on the draft/);
        assert.doesNotMatch(notes.join(' '), /Unchallenged/);
      }
      assert.deepEqual(fold.accounting, { raised: 3, body: 3, merged: 0, excluded: 0 });
    });
});
