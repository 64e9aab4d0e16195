import assert from 'node:assert/strict';
import fc from 'fast-check';
import { personas } from '../../src/engine/evidence/fold/model.ts';
import { foldAnswers, resolveAnswers, type StepAnswer } from '../../src/engine/evidence/fold/runFold.ts';
import { judgeAgentOutput } from '../../src/engine/evidence/judge.ts';
import { type FoldRules, foldRulesSchema } from '../../src/protocol/plan.ts';
import type { Finding, Severity } from '../../src/protocol/finding.ts';
import { agentStep, answer, cite, finding, readerOf } from '../golden/reports/fixture.ts';
import { outputOf, planFor, quoted, raise, type Scene, stepFor, textOf, texts, wanted } from './scene.ts';

const early = [
  agentStep('gaps', personas.gaps, { role: 'discovery' }),
  agentStep('data', personas.data),
  agentStep('fresh', personas.newcomer),
  agentStep('checklist', personas.newcomer),
  agentStep('security', personas.security),
  agentStep('tests', personas.tests),
  agentStep('edges', personas.edgeCases),
  agentStep('oncall', personas.resilience),
];
const late = [
  agentStep('risk', personas.risk, { role: 'second-wave' }),
  agentStep('design', personas.software, { role: 'second-wave' }),
  agentStep('system', personas.system, { role: 'second-wave' }),
  agentStep('swarm', personas.newcomer, { role: 'second-wave' }),
  agentStep('again', personas.gaps, { role: 'second-wave' }),
  agentStep('validate', personas.validator, { role: 'validator', output: 'verdicts' }),
];
const personaOf = new Map([...early, ...late].map((step) => [step.id, step.persona]));

const raised = (ids: readonly string[]): fc.Arbitrary<Finding[]> =>
  fc
    .array(
      fc.record({
        step: fc.constantFrom(...ids, 'ghost'),
        severity: fc.constantFrom<Severity>('critical', 'warning', 'suggestion'),
        category: fc.constantFrom('missing', 'implicit', 'YAGNI candidate', 'security'),
        title: fc.constantFrom(
          'Total ignores quantity',
          'Index missing',
          'Crash at midnight',
          'Total ignores the quantity',
        ),
        claim: fc.constantFrom(
          'It breaks.',
          'This could happen.',
          'See WARN-001, E-001 and G-001.',
          'The service is down.',
        ),
        recommendation: fc.constantFrom('Add a test.', 'Remove it.', 'Split it in case it grows.', ''),
        place: fc.constantFrom('src/a.ts', 'Dockerfile', 'lib/old.ts', null),
        line: fc.integer({ min: 1, max: 30 }),
        other: fc.boolean(),
        kind: fc.constantFrom<Finding['kind']>('finding', 'finding', 'finding', 'lead'),
        extra: fc.option(
          fc.record({
            gap: fc.constantFrom('G-001', 'G-002', 'G-099', 'all', '', 7),
            stance: fc.constantFrom(
              'confirmed',
              'contradicted',
              'withdrawn',
              'recategorised',
              'augments',
              'new_gap',
              'nonsense',
              '',
            ),
            priority: fc.constantFrom('High', 'Low', 'purple'),
            proposed: fc.constantFrom('new_gap', '', true),
            addresses: fc.constantFrom(['E-001'], 'WARN-001', []),
          }),
          { nil: undefined },
        ),
      }),
      { maxLength: 60 },
    )
    .map((items) =>
      items.map(({ step, place, line, other, extra, ...rest }, i) =>
        finding(`${step}#${i}`, personaOf.get(step) ?? 'ghost', {
          ...rest,
          citations: [
            ...(place === null ? [] : [cite(place, line, line + (i % 4))]),
            ...(other ? [cite('docs/wanted.md', 2)] : []),
          ],
          ...(extra === undefined ? {} : { extra }),
        }),
      ),
    );

function byStep(findings: readonly Finding[]): StepAnswer[] {
  return [...Map.groupBy(findings, (found) => found.step)].map(([step, own]) => ({
    step,
    output: answer({ findings: own }),
  }));
}

describe('placement', () => {
  for (const rules of foldRulesSchema.options) {
    it(`${rules}: every raw finding ends in exactly one place, early or late, once resolved or twice`, () => {
      fc.assert(
        fc.property(raised(early.map(({ id }) => id)), raised(late.map(({ id }) => id)), (first, second) => {
          const plan = planFor({ plan: { rules, subject: ['docs/wanted.md'] } }, [...early, ...late]);
          const unique = second.map((found, i) => ({ ...found, key: `${found.step}#late${i}` }));
          const answers = byStep(first);
          const fold = foldAnswers(plan, answers);
          assertPlaced(fold, first);
          const all = [
            ...answers,
            ...byStep(unique).filter(({ step }) => !answers.some((other) => other.step === step)),
          ];
          const known = unique.filter((found) => !answers.some((other) => other.step === found.step));
          const resolved = resolveAnswers(
            plan,
            fold,
            answers.map(({ step }) => step),
            all,
          );
          assertPlaced(resolved, [...first, ...known]);
          const again = resolveAnswers(
            plan,
            resolved,
            all.map(({ step }) => step),
            all,
          );
          assert.deepEqual(again.placement, resolved.placement);
          assert.deepEqual(
            again.findings.map(({ id, confidence }) => [id, confidence]),
            resolved.findings.map(({ id, confidence }) => [id, confidence]),
          );
        }),
        { numRuns: 60 },
      );
    });
  }

  const anyEvidence = fc.array(
    fc.constantFrom<unknown>(
      quoted,
      wanted,
      { ...quoted, quote: 'invented(line);' },
      { trust: 'web', url: 'https://example.org/a', quote: 'x' },
      { trust: 'provided', quote: 'Rows of other users show up' },
      'prose',
      null,
    ),
    { maxLength: 3 },
  );
  const anyEntry = fc.oneof(
    fc
      .record({
        title: fc.constantFrom('Rows leak', 'Not an issue: rows', 'Crash', ''),
        claim: fc.constantFrom('Bad.', 'On reflection, this is fine.', 'apps/shop/main.ts does it.', ''),
        severity: fc.constantFrom('critical', 'High', 'purple', null),
        category: fc.constantFrom('missing', 'implicit', 'x'),
        evidence: anyEvidence,
      })
      .map((item) => raise(item)),
    fc.constantFrom<unknown>(null, 7, 'text', [], {}),
  );
  const anyStep = fc.constantFrom<Pick<Scene, 'persona' | 'step'>>(
    { persona: personas.data, step: {} },
    { persona: personas.researcher, step: { isolated: true } },
    { persona: personas.newcomer, step: { isolated: true, cover: ['Rows'] } },
    { persona: personas.risk, step: { role: 'second-wave' } },
    { persona: personas.gaps, step: {} },
  );

  it('every entry of an answer ends in exactly one place, before and after a challenge', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEntry, { maxLength: 8 }),
        fc.array(anyEntry, { maxLength: 8 }),
        anyStep,
        fc.constantFrom<FoldRules>(...foldRulesSchema.options),
        async (before, after, scene, rules) => {
          const step = stepFor(scene);
          const plan = planFor({ plan: { rules } }, [step]);
          const base = { shape: step.output, step, plan, reader: readerOf(texts), allowLeads: false };
          const first = await judgeAgentOutput({ ...base, text: textOf({ findings: before }) });
          assert.ok(first.ok);
          assert.equal(first.findings.length + first.excluded.length, before.length);
          const next = await judgeAgentOutput({ ...base, text: textOf({ findings: after }), previous: first });
          assert.ok(next.ok);
          const keys = [...next.findings, ...next.excluded].map((entry) => entry.key);
          assert.equal(new Set(keys).size, keys.length);
          for (const entry of [...first.findings, ...first.excluded])
            assert.ok(keys.includes(entry.key), `${entry.key} is lost`);
          const fold = foldAnswers(plan, [{ step: step.id, output: outputOf(next) }]);
          assert.deepEqual(fold.placement.map((entry) => entry.key).sort(), [...keys].sort());
        },
      ),
      { numRuns: 150 },
    );
  });
});

function assertPlaced(fold: ReturnType<typeof foldAnswers>, findings: readonly Finding[]): void {
  assert.deepEqual(fold.placement.map((entry) => entry.key).sort(), findings.map((found) => found.key).sort());
  const { raised: all, body, merged, excluded } = fold.accounting;
  assert.equal(all, body + merged + excluded);
  assert.equal(body, fold.findings.length);
  assert.equal(excluded, fold.excluded.length);
  const ids = fold.findings.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const entry of fold.placement) if (entry.place === 'body') assert.ok(ids.includes(entry.to), entry.to);
}
