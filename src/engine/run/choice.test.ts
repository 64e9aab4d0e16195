import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeCodeStep, makeRun, makeStep } from '../../../test/support/runFixture.ts';
import type { AgentOutput } from '../../protocol/events.ts';
import type { Finding, Severity } from '../../protocol/finding.ts';
import type { Band, CodeStep } from '../../protocol/plan.ts';
import type { FoldResult } from '../evidence/fold/model.ts';
import { choiceOf, decideSize, decideTrigger, decisionOf } from './choice.ts';
import { decide } from './decide.ts';

type Sizing = NonNullable<CodeStep['sizing']>;

let count = 0;
function finding(extra: Record<string, unknown> = {}, severity: Severity = 'warning'): Finding {
  count += 1;
  return {
    key: `map#${count}`,
    persona: 'p',
    step: 'map',
    title: `t${count}`,
    severity,
    category: 'c',
    claim: 'x',
    recommendation: '',
    confidence: 'medium',
    citations: [],
    kind: 'finding',
    extra,
  };
}

const inDomains = (...domains: string[]): Finding[] => domains.map((domain) => finding({ domain }));

const rules: Sizing['rules'] = [
  { band: 'medium', reason: 'several', findings: 4 },
  { band: 'large', reason: 'many', findings: 11 },
  { band: 'large', reason: 'wide', findings: 2, domains: 3 },
];
const candidates: Sizing['candidates'] = [
  { step: 'safety', minBand: 'medium', domains: ['security', 'auth'] },
  { step: 'data', minBand: 'medium', domains: ['data'] },
  { step: 'shape', minBand: 'large', domains: [] },
];
const sizing = (change: Partial<Sizing> = {}): Sizing => ({ rules, candidates, caps: null, chosen: null, ...change });

function runs(choice: ReturnType<typeof decideSize>): string[] {
  return choice.decisions.filter((decision) => decision.run).map((decision) => decision.step);
}

describe('size after discovery', () => {
  const table: readonly (readonly [found: Finding[], band: Band, team: readonly string[]])[] = [
    [[], 'small', []],
    [inDomains('security', 'security', 'security'), 'small', []],
    [inDomains('security', 'x', 'x', 'x'), 'medium', ['safety']],
    [inDomains('Data / Security', 'data', 'data', 'data'), 'medium', ['safety', 'data']],
    [inDomains('data', 'ui', 'docs'), 'large', ['data', 'shape']],
    [Array.from({ length: 11 }, () => finding()), 'large', ['shape']],
    [[finding({ domain: ['auth', 'data'] }), finding({ domain: 'ui' })], 'large', ['safety', 'data', 'shape']],
    [[finding({ domain: 7 }), finding({ domain: '' }), finding(), finding()], 'medium', []],
  ];
  for (const [found, band, team] of table) {
    it(`${found.length} findings: ${band}, ${team.join(', ') || 'nobody more'}`, () => {
      const choice = decideSize(sizing(), 'small', found);
      assert.deepEqual([choice.band, runs(choice)], [band, team]);
      for (const decision of choice.decisions) assert.notEqual(decision.reason, '');
    });
  }

  describe('the field of a finding, in words of its own', () => {
    const fields: Sizing['candidates'] = ['security', 'ux', 'data', 'docs', 'other'].map((domain) => ({
      step: domain,
      minBand: 'small',
      domains: [domain],
    }));
    const cases: readonly (readonly [value: unknown, team: readonly string[], domains: number])[] = [
      ['Security.', ['security'], 1],
      ['security and privacy', ['security'], 1],
      ['UX/UI', ['ux'], 1],
      ['ui', ['ux'], 1],
      ['**Security**', ['security'], 1],
      ['security-related', ['security'], 1],
      ['Database', ['data'], 1],
      ['Documentation', ['docs'], 1],
      ['Data / Security', ['security', 'data'], 2],
      ['data, ux & docs', ['ux', 'data', 'docs'], 3],
      ['none', [], 0],
      ['None.', [], 0],
      ['n/a', [], 0],
      ['N / A', [], 0],
      ['unknown', [], 0],
      ['-', [], 0],
      ['other', ['other'], 0],
      ['Other.', ['other'], 0],
      ['billing', [], 1],
      ['luxury', [], 1],
      ['another field', [], 1],
      [['security', 'none'], ['security'], 1],
      [7, [], 0],
    ];
    for (const [value, team, domains] of cases) {
      it(`${JSON.stringify(value)}: ${team.join(', ') || 'nobody'}, ${domains} counted`, () => {
        const choice = decideSize(sizing({ candidates: fields }), 'small', [finding({ domain: value })]);
        assert.deepEqual(runs(choice), team);
        assert.match(choice.reason, new RegExp(`in ${domains} domains?\\b`));
      });
    }
  });

  it('keeps the user’s size and says what the rules would have taken', () => {
    const choice = decideSize(sizing({ chosen: 'large' }), 'large', inDomains('security'));
    assert.equal(choice.band, 'large');
    assert.match(choice.reason, /^chosen by the user \(rules: no sign of more; 1 finding of discovery in 1 domain/);
    assert.deepEqual(runs(choice), ['safety', 'shape']);
    const smaller = decideSize(sizing({ chosen: 'small' }), 'small', inDomains('a', 'b', 'c', 'd'));
    assert.match(smaller.reason, /^chosen by the user instead of large/);
    assert.deepEqual(runs(smaller), []);
  });

  it('a cap keeps those with the most findings, earlier ones first, and says whom it left out', () => {
    const found = inDomains('security', 'data', 'data', 'data', 'ui');
    const caps = { small: 1, medium: 1, large: 2 };
    const choice = decideSize(sizing({ caps }), 'small', found);
    assert.deepEqual(runs(choice), ['data', 'shape']);
    assert.match(
      choice.decisions[0]?.reason ?? '',
      /left out by the cap of 2 specialists at large, although 1 finding about security/,
    );
    const tie = decideSize(sizing({ caps, rules: rules.slice(0, 1) }), 'small', inDomains('data', 'auth', 'x', 'x'));
    assert.deepEqual(runs(tie), ['safety']);
  });

  it('never runs more than the cap, nor anybody whose band or domain is not there', () => {
    const domain = fc.constantFrom('security', 'auth', 'data', 'ui', '');
    const cap = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(fc.array(domain, { maxLength: 20 }), cap, (domains, most) => {
        const caps = { small: most, medium: most, large: most };
        const choice = decideSize(sizing({ caps }), 'small', inDomains(...domains));
        const team = runs(choice);
        assert.ok(team.length <= most);
        assert.equal(choice.decisions.length, candidates.length);
        if (choice.band === 'small') assert.deepEqual(team, []);
        if (team.includes('data')) assert.ok(domains.includes('data'));
      }),
    );
  });
});

function outputOf(findings: Finding[], verdicts: readonly object[] = []): AgentOutput {
  return {
    kind: 'agent',
    markdown: '',
    findings,
    excluded: [],
    checked: [],
    openQuestions: [],
    violations: [],
    challengeRounds: 0,
    opened: [],
    usage: null,
    model: null,
    judged: true,
    extra: verdicts.length === 0 ? {} : { verdicts },
  };
}

function foldOf(number: number, critical = 0): FoldResult {
  const findings = Array.from({ length: number }, (_, i): FoldResult['findings'][number] => ({
    id: `G-${String(i + 1).padStart(3, '0')}`,
    kind: 'finding',
    title: 't',
    severity: i < critical ? 'critical' : 'warning',
    category: 'Missing',
    persona: 'p',
    step: 'map',
    claim: '',
    recommendation: '',
    confidence: 'medium',
    citations: [],
    alsoRaisedBy: [],
    notes: [],
  }));
  const accounting = { raised: number, body: number, merged: 0, excluded: 0 };
  const rest = { excluded: [], placement: [], crossReferences: [], notes: [], accounting, validation: [] };
  return { kind: 'gaps', findings, ...rest };
}

describe('triggers', () => {
  const wave = makeStep('doubt', { role: 'second-wave', needs: [{ step: 'fold', required: true }] });
  const required = { step: 'fold', required: true };
  const pass = (test: 'new-gaps' | 'open-majors'): CodeStep =>
    makeCodeStep('check', 'trigger', {
      needs: [required, { step: 'size', required: true }, { step: 'doubt', required: false }],
      trigger: { test, steps: ['again'] },
    });
  const verdict = (target: string, word: string): object => ({
    key: `doubt#v-${target}-${word}`,
    step: 'doubt',
    persona: 'p',
    target,
    verdict: word,
    strategy: 'evidence',
    hypothesis: '',
    investigation: '',
    citations: [],
  });
  const proposed = (value: unknown): Finding => finding({ proposed: value });
  const against = (gap: string): Finding => finding({ gap, stance: 'contradicted' });

  const table: readonly (readonly [
    name: string,
    test: 'new-gaps' | 'open-majors',
    output: AgentOutput | null,
    fold: FoldResult,
    holds: boolean,
  ])[] = [
    ['two new gaps', 'new-gaps', outputOf([proposed('new_gap'), proposed(true)]), foldOf(10), false],
    [
      'three new gaps',
      'new-gaps',
      outputOf([proposed('new_gap'), proposed(true), proposed('new_gap')]),
      foldOf(10),
      true,
    ],
    ['one of ten contradicted', 'new-gaps', outputOf([against('G-001')]), foldOf(10), false],
    ['two of ten contradicted', 'new-gaps', outputOf([against('G-001'), against('G-002')]), foldOf(10), true],
    ['the same gap contradicted twice', 'new-gaps', outputOf([against('G-001'), against('G-001')]), foldOf(10), false],
    [
      'refuted by verdicts',
      'new-gaps',
      outputOf([], [verdict('G-001', 'refuted'), verdict('G-002', 'refuted')]),
      foldOf(10),
      true,
    ],
    ['confirmed by verdicts', 'new-gaps', outputOf([], [verdict('G-001', 'confirmed')]), foldOf(2), false],
    ['nothing to contradict', 'new-gaps', outputOf([against('G-001')]), foldOf(0), false],
    ['no second wave came back', 'new-gaps', null, foldOf(4), false],
    ['two warnings of the wave', 'open-majors', outputOf([finding(), finding()]), foldOf(9, 3), false],
    ['one critical of the wave', 'open-majors', outputOf([finding({}, 'critical')]), foldOf(0), true],
    ['three of the wave', 'open-majors', outputOf([finding(), finding(), finding()]), foldOf(0), true],
  ];
  for (const [name, test, output, fold, holds] of table) {
    it(`${test}: ${name}: ${holds ? 'goes on' : 'stops'}`, () => {
      const step = pass(test);
      const state = output === null ? 'failed' : 'completed';
      const run = makeRun([wave, step], [{ id: 'doubt', state, output }]);
      const choice = decideTrigger(step, run, fold);
      assert.deepEqual(
        choice.decisions.map((decision) => [decision.step, decision.run]),
        [['again', holds]],
      );
      assert.notEqual(choice.reason, '');
    });
  }

  it('before a second wave, open-majors looks at what was merged', () => {
    const step = makeCodeStep('check', 'trigger', {
      needs: [required],
      trigger: { test: 'open-majors', steps: ['doubt'] },
    });
    const run = makeRun([wave, step], []);
    const goesOn = (fold: FoldResult): boolean | undefined => decideTrigger(step, run, fold).decisions[0]?.run;
    assert.deepEqual([goesOn(foldOf(2)), goesOn(foldOf(3)), goesOn(foldOf(1, 1))], [false, true, true]);
  });

  it('passes on what the size has ruled out', () => {
    const size = makeCodeStep('size', 'size');
    const step = pass('open-majors');
    const data = {
      band: 'small',
      reason: 'r',
      decisions: [{ step: 'again', run: false, reason: 'runs from large on' }],
    };
    const run = makeRun(
      [size, wave, step],
      [
        { id: 'size', state: 'completed', output: { kind: 'code', summary: '', data } },
        { id: 'doubt', state: 'completed', output: outputOf([finding({}, 'critical')]) },
      ],
    );
    assert.deepEqual(decideTrigger(step, run, foldOf(0)).decisions, data.decisions);
  });
});

describe('steps that wait for a choice', () => {
  const size = makeCodeStep('size', 'size');
  const step = makeStep('safety', {
    needs: [{ step: 'size', required: true }],
    when: { test: 'chosen', step: 'size' },
  });
  const decided = (data: unknown): ReturnType<typeof makeRun> =>
    makeRun([size, step], [{ id: 'size', state: 'completed', output: { kind: 'code', summary: '', data } }]);
  const choice = (run: boolean): object => ({
    band: 'medium',
    reason: 'several',
    decisions: [{ step: 'safety', run, reason: 'because' }],
  });
  const never = (): boolean => false;

  it('run when it says so, and are skipped with its reason when not', () => {
    assert.deepEqual(decide(step, decided(choice(true)), never), { do: 'start', missing: [] });
    assert.deepEqual(decide(step, decided(choice(false)), never), { do: 'skip', reason: 'not needed: because' });
  });

  it('are skipped when nothing readable was decided about them', () => {
    for (const data of [null, { band: null, reason: '', decisions: [] }, 'x']) {
      const run = decided(data);
      assert.deepEqual(decide(step, run, never), { do: 'skip', reason: 'not needed: size decided nothing about it' });
      assert.equal(decisionOf(run.steps.get('size'), 'safety'), undefined);
    }
    assert.equal(choiceOf(undefined), undefined);
  });
});
