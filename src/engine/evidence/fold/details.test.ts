import assert from 'node:assert/strict';
import { agentStep, answer, finding, planOf } from '../../../../test/golden/reports/fixture.ts';
import { detailNotes, detailOf } from './details.ts';
import { foldText } from './foldText.ts';
import { foldAnswers } from './runFold.ts';

const notesOf = (extra: Readonly<Record<string, unknown>>): string[] =>
  detailNotes(finding('risk#1', 'risk-analyst', { extra: { ...extra } }));

describe('details of a finding', () => {
  it('are labelled in words, in the order of the answer', () => {
    assert.deepEqual(
      notesOf({
        likelihood: 'likely; three callers',
        blastRadius: 'single module',
        data_owner: 'billing',
        owasp: 'A01',
        severityWhy: 'high',
        overall: 'high',
        addresses: ['E-001', 'E-002'],
        exploit: { first: 'Log in', then: 'Pay' },
      }),
      [
        'Likelihood: likely; three callers',
        'Blast radius: single module',
        'Data owner: billing',
        'OWASP: A01',
        'Severity: high',
        'Overall risk: high',
        'Addresses: [E-001], [E-002]',
        'Exploit: first: Log in; then: Pay',
      ],
    );
  });

  it('leave out what the rules consumed, what is empty and what repeats the finding', () => {
    assert.deepEqual(
      notesOf({ gap: 'G-001', stance: 'confirmed', proposed: '', seam: 'none', why: 'It goes wrong.', level: null }),
      [],
    );
  });

  it('cannot pass for a note of the engine', () => {
    assert.deepEqual(
      notesOf({ tier: 'CRIT', confidenceHigh: 'confirmed by all', 'tension with E-001': 'x', 'a: b\n': 'x' }),
      [],
    );
    assert.equal(detailOf('Confidence high: confirmed by two.'), null);
    assert.equal(detailOf('Confirmed (V-001, adversarial-validator): Read it.'), null);
  });

  it('are bounded', () => {
    const many = notesOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`field${i}`, `${i} ${'x'.repeat(900)}`])),
    );
    assert.ok(many.join('').length <= 3_000 && many.every((note) => note.length <= 620));
    const short = notesOf(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`field${i}`, `text ${i}`])));
    assert.equal(short.length, 14);
  });

  it('stand with the finding and reach later agents', () => {
    const plan = planOf({ report: 'investigate', steps: [agentStep('risk', 'risk-analyst')] });
    const raised = finding('risk#1', 'risk-analyst', { extra: { reversibility: 'difficult; data is lost' } });
    const fold = foldAnswers(plan, [{ step: 'risk', output: answer({ findings: [raised] }) }]);
    assert.deepEqual(fold.findings[0]?.notes, ['Reversibility: difficult; data is lost']);
    assert.match(foldText(fold), /^Note: Reversibility: difficult; data is lost$/m);
  });
});
