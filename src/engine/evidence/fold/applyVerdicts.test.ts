import assert from 'node:assert/strict';
import { agentStep, answer, cite, finding, planOf } from '../../../../test/golden/reports/fixture.ts';
import { specOf } from '../../../../test/support/documentFixture.ts';
import { writtenDocumentSchema } from '../../../protocol/document.ts';
import type { JudgedVerdict } from '../judgement.ts';
import { applyVerdicts, verdictTargets } from './applyVerdicts.ts';
import { foldResultSchema, type FoldResult, personas } from './model.ts';
import { foldText, textFindings } from './foldText.ts';
import { foldAnswers, resolveAnswers } from './runFold.ts';

const plan = planOf({
  band: 'large',
  steps: [
    agentStep('data', 'data-engineer'),
    agentStep('security', personas.security),
    agentStep('validate', personas.validator, { role: 'validator', output: 'verdicts' }),
  ],
});
const raised = [
  finding('data#1', 'data-engineer', { severity: 'critical', citations: [cite('src/a.ts', 10, 12)] }),
  finding('data#2', 'data-engineer', { citations: [cite('src/b.ts', 5)] }),
  finding('data#3', 'data-engineer', { severity: 'suggestion', citations: [cite('src/c.ts', 5)] }),
];
const security = finding('security#1', personas.security, {
  severity: 'warning',
  citations: [cite('src/d.ts', 1)],
  extra: { exploit: '1. call' },
});
const fold = foldAnswers(plan, [
  { step: 'data', output: answer({ findings: raised }) },
  { step: 'security', output: answer({ findings: [security] }) },
]);

let ordinal = 0;
function verdict(target: string, word: JudgedVerdict['verdict'], more: Partial<JudgedVerdict> = {}): JudgedVerdict {
  const base = {
    key: `validate#v${++ordinal}`,
    step: 'validate',
    persona: personas.validator,
    strategy: 'evidence',
    hypothesis: 'h',
  } as const;
  return { ...base, target, verdict: word, investigation: 'read src/a.ts', citations: [], ...more };
}
const found = cite('src/guard.ts', 3);
const lost = cite('src/guard.ts', 3, 3, { status: 'unverified' });
const all = (word: JudgedVerdict['verdict'], more: Partial<JudgedVerdict> = {}): JudgedVerdict[] =>
  ['CRIT-001', 'WARN-001', 'SEC-001'].map((id) => verdict(id, word, more));
const shown = (result: FoldResult, id: string): FoldResult['findings'][number] | undefined =>
  result.findings.find((entry) => entry.id === id);

describe('applyVerdicts', () => {
  it('asks for criticals, warnings and security, not for suggestions', () => {
    assert.deepEqual(verdictTargets(fold), ['CRIT-001', 'WARN-001', 'SEC-001']);
  });

  it('withdraws what was refuted with counter-evidence, and keeps the ids of the rest', () => {
    const result = applyVerdicts(fold, [
      verdict('CRIT-001', 'refuted', { citations: [found] }),
      verdict('WARN-001', 'confirmed', { citations: [found] }),
    ]);
    assert.deepEqual(
      result.findings.map((entry) => entry.id),
      ['WARN-001', 'SUGG-001', 'SEC-001'],
    );
    assert.deepEqual(
      result.excluded.map((entry) => [entry.key, entry.title, entry.rule]),
      [['data#1', 'CRIT-001 Title of data#1', 'refuted']],
    );
    assert.match(result.excluded[0]?.reason ?? '', /V-001 with src\/guard.ts:3: read src\/a.ts/);
    assert.deepEqual(
      result.placement.filter((entry) => entry.key === 'data#1'),
      [{ key: 'data#1', place: 'excluded', to: 'refuted' }],
    );
    assert.deepEqual(result.accounting, { raised: 4, body: 3, merged: 0, excluded: 1 });
    foldResultSchema.parse(result);
  });

  it('ignores a refutation without counter-evidence, and says so', () => {
    const result = applyVerdicts(fold, [verdict('CRIT-001', 'refuted', { citations: [lost] })]);
    assert.equal(shown(result, 'CRIT-001')?.confidence, 'medium');
    assert.match(
      shown(result, 'CRIT-001')?.notes.join(' ') ?? '',
      /Refuted without counter-evidence, so it stays \(V-001/,
    );
    assert.match(result.validation[0]?.effect ?? '', /needs counter-evidence/);
  });

  it('caps what was not fully confirmed and leaves what was', () => {
    const result = applyVerdicts(fold, [
      verdict('CRIT-001', 'confirmed', { citations: [found] }),
      verdict('WARN-001', 'partial'),
    ]);
    assert.deepEqual(
      [
        shown(result, 'CRIT-001')?.confidence,
        shown(result, 'WARN-001')?.confidence,
        shown(result, 'SEC-001')?.confidence,
      ],
      ['high', 'medium', 'medium'],
    );
    assert.match(shown(result, 'SEC-001')?.notes.join(' ') ?? '', /Unchallenged/);
    assert.doesNotMatch(shown(result, 'SUGG-001')?.notes.join(' ') ?? '', /Unchallenged/);
    assert.equal(shown(result, 'SUGG-001')?.confidence, 'high');
  });

  it('never changes a severity', () => {
    const result = applyVerdicts(fold, all('confirmed', { citations: [found] }));
    assert.deepEqual(
      result.findings.map((entry) => entry.severity),
      fold.findings.map((entry) => entry.severity),
    );
  });

  it('warns of confirmation bias when all is confirmed and nothing new is cited', () => {
    const same = all('confirmed', { citations: [cite('src/a.ts', 11)] });
    const biased = applyVerdicts(fold, same.slice(0, 1));
    assert.match(biased.notes.join(' '), /confirmation bias/);
    assert.equal(shown(biased, 'CRIT-001')?.confidence, 'medium');
    const fresh = applyVerdicts(fold, all('confirmed', { citations: [found] }));
    assert.doesNotMatch(fresh.notes.join(' '), /bias/);
    assert.equal(shown(fresh, 'CRIT-001')?.confidence, 'high');
  });

  it('takes no notice of a verdict that did not look, or that names nothing', () => {
    const result = applyVerdicts(fold, [
      verdict('CRIT-001', 'confirmed', { investigation: ' ' }),
      verdict('CRIT-044', 'refuted', { citations: [found] }),
    ]);
    assert.deepEqual(
      result.validation.map((row) => row.effect),
      ['Ignored: it does not say what was read.', 'Ignored: no finding has this id.'],
    );
    assert.match(shown(result, 'CRIT-001')?.notes.join(' ') ?? '', /Unchallenged/);
    assert.equal(result.findings.length, 4);
  });

  it('lets security fall only with its exploit, and its cross-reference with it', () => {
    const vague = applyVerdicts(fold, [
      verdict('SEC-001', 'refuted', { citations: [found], investigation: 'looks fine' }),
    ]);
    assert.ok(shown(vague, 'SEC-001'));
    assert.match(vague.validation[0]?.effect ?? '', /only|exploit/);
    const exact = applyVerdicts(fold, [
      verdict('SEC-001', 'refuted', { citations: [found], investigation: 'Step 1 of the exploit cannot happen.' }),
    ]);
    assert.equal(shown(exact, 'SEC-001'), undefined);
    assert.deepEqual(exact.crossReferences, []);
  });
});

describe('resolveAnswers', () => {
  const done = ['data', 'security'];
  const validator = (more: Parameters<typeof answer>[0]): { step: string; output: ReturnType<typeof answer> }[] => [
    { step: 'validate', output: answer(more) },
  ];

  it('adds what later steps raised: merged into what is there, or numbered on', () => {
    const again = finding('validate#1', personas.validator, { citations: [cite('src/b.ts', 5)] });
    const fresh = finding('validate#2', personas.validator, {
      severity: 'critical',
      title: 'Same pattern elsewhere',
      citations: [cite('src/z.ts', 9)],
    });
    const result = resolveAnswers(
      plan,
      fold,
      done,
      validator({
        findings: [again, fresh],
        excluded: [{ key: 'validate#3', title: 'x', persona: personas.validator, reason: 'r', rule: 'citation' }],
      }),
    );
    assert.deepEqual(result.placement.slice(-3), [
      { key: 'validate#2', place: 'body', to: 'CRIT-003' },
      { key: 'validate#3', place: 'excluded', to: 'citation' },
      { key: 'validate#1', place: 'merged', to: 'data#2' },
    ]);
    assert.deepEqual(
      result.findings.map((entry) => entry.id),
      ['CRIT-001', 'CRIT-003', 'WARN-001', 'SUGG-001', 'SEC-001'],
    );
    assert.deepEqual(shown(result, 'WARN-001')?.alsoRaisedBy, [personas.validator]);
    assert.deepEqual(result.accounting, { raised: 7, body: 5, merged: 1, excluded: 1 });
  });

  it('marks everything unchallenged when the validator left no answer', () => {
    const result = resolveAnswers(plan, fold, done, []);
    assert.match(shown(result, 'CRIT-001')?.notes.join(' ') ?? '', /Unchallenged/);
  });

  it('changes nothing when it is applied again', () => {
    const once = resolveAnswers(plan, fold, done, validator({ extra: { verdicts: [verdict('CRIT-001', 'partial')] } }));
    assert.deepEqual(resolveAnswers(plan, once, [...done, 'validate'], []), once);
    const silent = resolveAnswers(plan, fold, done, []);
    assert.deepEqual(resolveAnswers(plan, silent, done, []), silent);
  });

  it('does not speak of challenges in a plan without validator', () => {
    const unchecked = planOf({ steps: plan.steps.slice(0, 2) });
    assert.deepEqual(resolveAnswers(unchecked, fold, done, []), fold);
  });

  it('reads the verdicts out of the stored answer', () => {
    const result = resolveAnswers(
      plan,
      fold,
      done,
      validator({ extra: { verdicts: [verdict('CRIT-001', 'refuted', { citations: [found] })] } }),
    );
    assert.equal(shown(result, 'CRIT-001'), undefined);
  });
});

describe('verdicts on a document', () => {
  const spec = specOf({ conclusion: 'C', records: [{ name: 'options', title: 'Option', prefix: 'O', text: 'T' }] });
  const documentOf = (conclusion: string, titles: Readonly<Record<string, string>>, responses: object[] = []): object =>
    writtenDocumentSchema.parse({
      conclusion,
      confidence: 'high',
      sections: [],
      records: {
        options: Object.entries(titles).map(([id, title]) => ({
          id,
          title,
          evidence: [],
          need: null,
          fields: {},
          notes: [],
        })),
      },
      deferred: [],
      responses,
      notes: [],
      failures: [],
    });
  const withWriters = {
    ...planOf({
      steps: [
        ...plan.steps,
        agentStep('write', 'project-manager', { role: 'synthesizer', output: 'document' }),
        agentStep('rewrite', 'project-manager', { role: 'rewrite', output: 'document' }),
      ],
    }),
    document: spec,
  };
  const first = documentOf('Take the table.', { 'O-1': 'Table', 'O-2': 'Queue', 'O-3': 'Nothing' });
  const second = documentOf('Take the queue.', { 'O-1': 'Table', 'O-2': 'A managed queue' }, [
    { target: 'O-1', action: 'rejected', reason: 'The quoted line is of a test.' },
    { target: 'O-2', action: 'withdrawn', reason: 'It costs less when it is managed' },
    { target: 'O-3', action: 'withdrawn', reason: 'Nobody can wait.' },
  ]);
  const against: Partial<JudgedVerdict> = { citations: [found], texts: true };
  const effects = (rewrite: object | null, verdicts: JudgedVerdict[]): string[] =>
    resolveAnswers(
      withWriters,
      fold,
      ['data', 'security'],
      [
        { step: 'write', output: answer({ extra: { document: first } }) },
        { step: 'validate', output: answer({ extra: { verdicts } }) },
        ...(rewrite === null ? [] : [{ step: 'rewrite', output: answer({ extra: { document: rewrite } }) }]),
      ],
    ).validation.map((row) => row.effect);

  it('say what really became of the record, whatever the rewrite calls it', () => {
    assert.deepEqual(
      effects(second, [
        verdict('O-1', 'refuted', against),
        verdict('O-2', 'refuted', against),
        verdict('O-3', 'refuted', against),
        verdict('conclusion', 'refuted', against),
        verdict('O-1', 'confirmed'),
        verdict('O-9', 'confirmed'),
      ]),
      [
        'The record was kept: The quoted line is of a test.',
        'The record was adjusted: It costs less when it is managed.',
        'The record was withdrawn: Nobody can wait.',
        'The conclusion was adjusted.',
        'Confirmed.',
        'Ignored: no finding has this id.',
      ],
    );
  });

  it('say that it still stands when nothing was rewritten, and ignore what proves nothing', () => {
    assert.deepEqual(
      effects(null, [
        verdict('O-1', 'refuted', against),
        verdict('O-2', 'refuted', { citations: [lost] }),
        verdict('conclusion', 'partial'),
        verdict('O-3', 'confirmed', { investigation: 'looks right' }),
      ]),
      [
        'Refuted; there is no rewrite, so the record still stands as it was written.',
        'Ignored: a refutation needs counter-evidence that can be checked. The record was kept.',
        'Not settled; the conclusion was kept.',
        'Ignored: it does not say what was read.',
      ],
    );
  });
});

describe('foldText', () => {
  it('tells which findings stand on texts alone', () => {
    const said = finding('data#1', 'data-engineer', {
      citations: [{ trust: 'provided', quote: 'It is slow.', status: 'verified' }],
    });
    const folded = foldAnswers(plan, [{ step: 'data', output: answer({ findings: [said, ...raised.slice(1)] }) }]);
    const [id] = folded.findings.filter((entry) => entry.citations[0]?.trust === 'provided').map((entry) => entry.id);
    assert.deepEqual([...textFindings([foldText(folded)])], [id]);
    const quote = verdict(id ?? '', 'refuted', {
      citations: [{ trust: 'provided', quote: 'Fast.', status: 'verified' }],
    });
    assert.equal(shown(applyVerdicts(folded, [quote]), id ?? ''), undefined);
    const other = verdict('WARN-001', 'refuted', { citations: quote.citations });
    assert.match(applyVerdicts(folded, [other]).validation[0]?.effect ?? '', /^Ignored: a refutation needs/);
  });

  it('hands ids, claims and the quotes that were found to the next agent', () => {
    const text = foldText(fold);
    assert.match(
      text,
      /^CRIT-001 \[critical, confidence high, correctness\] Title of data#1\nRaised by: data-engineer\nClaim: It goes wrong\./,
    );
    assert.match(text, /Evidence src\/a.ts:10-12:\nline 10/);
  });
});
