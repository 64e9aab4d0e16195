import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scopeFixture, workspaceFixture } from '../../../test/golden/plans/scopeFixture.ts';
import { compileShipped, shippedTexts } from '../../../test/golden/plans/shippedLibrary.ts';
import { planSchema } from '../../protocol/plan.ts';
import { canonicalJson } from './canonical.ts';
import { compile } from './compile.ts';
import { findCycle, waves } from './graph.ts';
import { sha256Hex } from './hash.ts';
import { createLibrary } from './library.ts';
import { signalView } from './scopeSignals.ts';

const options = {
  brief: '',
  size: 'auto' as const,
  budget: { tokens: 2_000_000, wallMs: 3_600_000 },
  limits: { wallMs: 600_000, silenceMs: 120_000, toolCalls: 60, tokens: 200_000 },
};

describe('compile', () => {
  it('gives the same bytes twice, whatever the order of files, hits and definitions', () => {
    const scope = scopeFixture('large');
    const first = canonicalJson(compileShipped('code-review', { scope }));
    const shuffled = fc.sample(
      fc.tuple(
        fc.shuffledSubarray(scope.files, { minLength: scope.files.length }),
        fc.shuffledSubarray(scope.signals, { minLength: scope.signals.length }),
        fc.constant(null).chain(() => {
          const texts = shippedTexts();
          return fc.shuffledSubarray(texts, { minLength: texts.length });
        }),
      ),
      { numRuns: 10, seed: 7 },
    );
    for (const [files, signals, texts] of shuffled) {
      const library = createLibrary(texts);
      const counts = Object.fromEntries(Object.entries(scope.signalCounts).reverse());
      const plan = compile(library.flow('code-review'), library.personas, {
        ...options,
        scope: { ...scope, files, signals, signalCounts: counts },
      });
      assert.equal(canonicalJson(plan), first);
    }
  });

  it('hashes everything but the hash itself', () => {
    const { planHash, ...body } = compileShipped('code-review', { scope: scopeFixture('small') });
    assert.equal(planHash, sha256Hex(canonicalJson(body)));
    const hashes = [
      compileShipped('code-review', { scope: scopeFixture('small'), brief: 'x' }),
      compileShipped('code-review', { scope: scopeFixture('small'), size: 'large' }),
      compileShipped('code-review', { scope: scopeFixture('medium') }),
      compileShipped('code-review', { scope: scopeFixture('small'), limits: { ...options.limits, tokens: 1 } }),
    ].map((plan) => plan.planHash);
    assert.equal(new Set([planHash, ...hashes]).size, 5);
  });

  it('a changed persona text changes the flow hash', () => {
    const texts = shippedTexts();
    const edited = texts.map((text) =>
      text.fileName === 'agents/test-engineer.md' ? { ...text, text: `${text.text}\nMore.\n` } : text,
    );
    const [before, after] = [texts, edited].map((all) => {
      const library = createLibrary(all);
      return compile(library.flow('code-review'), library.personas, { ...options, scope: scopeFixture('small') }).flow
        .sha256;
    });
    assert.notEqual(after, before);
  });

  it('wires required and optional needs, and orders waves by the longest path', () => {
    const plan = planSchema.parse(
      compileShipped('investigate', { scope: workspaceFixture('large'), brief: 'Sometimes data is lost.' }),
    );
    const needs = Object.fromEntries(
      plan.steps.map((step) => [step.id, step.needs.map((need) => need.step + (need.required ? '!' : '?'))]),
    );
    assert.deepEqual(needs['error-path'], ['preflight!']);
    assert.deepEqual(needs['fold'], [
      'preflight!',
      'error-path?',
      'data-flow?',
      'recent-changes?',
      'concurrency?',
      'behaviour?',
      'data?',
    ]);
    assert.deepEqual(needs['root-cause'], ['fold!']);
    assert.deepEqual(needs['validate'], ['fold!', 'root-cause!']);
    assert.deepEqual(needs['rewrite'], ['fold!', 'root-cause!', 'validate?']);
    assert.deepEqual(needs['resolve'], ['fold!', 'root-cause?', 'validate?', 'rewrite?']);
    assert.deepEqual(needs['render'], ['resolve!']);
    assert.deepEqual(plan.steps.find((step) => step.id === 'rewrite')?.when, { test: 'refuted', step: 'validate' });
    for (const step of plan.steps) {
      const below = step.needs.map((need) => plan.steps.find((other) => other.id === need.step)?.wave ?? Number.NaN);
      assert.equal(step.wave, Math.max(-1, ...below) + 1, step.id);
      if (step.kind === 'agent')
        for (const input of step.inputs) assert.ok(step.needs.some((need) => need.step === input));
    }
    assert.match(plan.overrides.join('\n'), /root-cause: the rule "no fixes" is lifted/);
  });

  it('handles a hundred thousand files in one pass and lists only what fits', () => {
    const scope = workspaceFixture('small');
    const [file] = scope.files;
    assert.ok(file);
    const files = Array.from({ length: 100_000 }, (_, i) => ({ ...file, path: `src/area${i % 50}/file${i}.ts` }));
    const plan = compileShipped('code-review', { scope: { ...scope, files, signals: [], signalCounts: {} } });
    const reader = plan.steps.find((step) => step.id === 'junior-developer');
    assert.ok(reader?.kind === 'agent');
    assert.ok(reader.promptTokens <= 24_000);
    assert.match(reader.trimmed.join(), /file list: \d+ of 100000 files shown/);
    assert.ok(reader.prompt.includes(`The first ${reader.files.length} of 100000 files`));
  }).timeout(60_000);
});

describe('graphs', () => {
  const need = (...steps: string[]): { step: string; required: boolean }[] =>
    steps.map((step) => ({ step, required: true }));
  it('finds no cycle in a diamond and waves of its longest path', () => {
    const diamond = [
      { id: 'd', needs: need('b', 'c') },
      { id: 'c', needs: need('a') },
      { id: 'b', needs: need('c') },
      { id: 'a', needs: [] },
    ];
    assert.equal(findCycle(diamond), null);
    assert.deepEqual(Object.fromEntries(waves(diamond)), { a: 0, c: 1, b: 2, d: 3 });
  });
  it('names a real cycle for every graph that has one', () => {
    const graph = fc
      .integer({ min: 1, max: 8 })
      .chain((n) =>
        fc.array(fc.array(fc.integer({ min: 0, max: n - 1 }), { maxLength: 3 }), { minLength: n, maxLength: n }),
      );
    fc.assert(
      fc.property(graph, (edges) => {
        const steps = edges.map((targets, i) => ({
          id: `s${i}`,
          needs: need(...new Set(targets.map((t) => `s${t}`))),
        }));
        const cycle = findCycle(steps);
        if (cycle === null) {
          assert.equal(waves(steps).size, steps.length);
          return;
        }
        assert.equal(cycle[0], cycle.at(-1));
        for (let i = 0; i + 1 < cycle.length; i++) {
          assert.ok(steps.find((step) => step.id === cycle[i])?.needs.some((target) => target.step === cycle[i + 1]));
        }
      }),
    );
  });
});

describe('canonicalJson', () => {
  it('is JSON, sorted, and refuses what JSON cannot carry', () => {
    assert.equal(
      canonicalJson({ b: [1, null, 'ä"\n'], a: { z: true, y: undefined } }),
      '{"a":{"z":true},"b":[1,null,"ä\\"\\n"]}',
    );
    for (const bad of [Number.NaN, Infinity, 1n, (): void => {}, undefined])
      assert.throws(() => canonicalJson(bad), TypeError);
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value))),
      ),
    );
  });
});

describe('signals', () => {
  it('count in a diff only on changed lines, unless nearby, and never in tests', () => {
    const view = signalView(scopeFixture('medium'));
    assert.equal(view.count('concurrency'), 0);
    assert.deepEqual(
      view.hits('concurrency', true).map((hit) => `${hit.path}:${hit.line}`),
      ['src/orders/client.ts:70'],
    );
  });
  it('fall back to the counts of the scan where the list was cut', () => {
    const scope = workspaceFixture('small');
    assert.equal(signalView({ ...scope, signals: [], signalCounts: { data: 900 } }).count('data'), 900);
  });
});
