import assert from 'node:assert/strict';
import { scopeFixture, workspaceFixture } from '../../../test/golden/plans/scopeFixture.ts';
import { compileShipped } from '../../../test/golden/plans/shippedLibrary.ts';
import { BooError, type ErrorCode } from '../../protocol/errors.ts';
import type { Plan, ScopeFacts } from '../../protocol/plan.ts';
import { personaMention, saidWords } from './briefText.ts';
import { fileKind, subsystem } from './fileKind.ts';

const small = scopeFixture('small');

function withFiles(scope: ScopeFacts, paths: readonly string[]): ScopeFacts {
  const [file] = scope.files;
  assert.ok(file);
  return { ...scope, files: paths.map((path) => ({ ...file, path })), signals: [], signalCounts: {} };
}

function entry(plan: Plan, angle: string): Plan['roster'][number] {
  const found = plan.roster.find((candidate) => candidate.angle === angle);
  assert.ok(found, angle);
  return found;
}

function code(act: () => unknown): ErrorCode | null {
  try {
    act();
    return null;
  } catch (error) {
    assert.ok(error instanceof BooError);
    return error.code;
  }
}

describe('bands of code-review', () => {
  const files = (count: number, area: (i: number) => string = () => 'a'): string[] =>
    Array.from({ length: count }, (_, i) => `src/${area(i)}/f${i}.ts`);
  const table: readonly (readonly [name: string, paths: readonly string[], band: string])[] = [
    ['one file', files(1), 'small'],
    ['three files tie down to small', files(3), 'small'],
    ['four files', files(4), 'medium'],
    ['two code areas', files(2, (i) => `m${i}`), 'medium'],
    ['ten files', files(10), 'medium'],
    ['eleven files', files(11), 'large'],
    ['three code areas', files(3, (i) => `m${i}`), 'large'],
    ['a migration file alone is clear', ['src/a/f.ts', 'migrations/1.sql'], 'medium'],
    ['tests and documents make no area', ['src/a/f.ts', 'test/f.test.ts', 'docs/x.md'], 'small'],
  ];
  for (const [name, paths, band] of table) {
    it(name, () => assert.equal(compileShipped('code-review', { scope: withFiles(small, paths) }).band.value, band));
  }

  it('one lone hit is doubtful, is named and does not count', () => {
    const scope = withFiles(small, ['src/a/f.ts']);
    const hit = (line: number): ScopeFacts['signals'][number] => ({
      signal: 'auth',
      path: 'src/a/f.ts',
      line,
      text: 'login()',
    });
    const one = compileShipped('code-review', { scope: { ...scope, signals: [hit(12)], signalCounts: { auth: 1 } } });
    assert.equal(one.band.value, 'small');
    assert.match(one.band.reason, /doubtful, not counted: auth \(1 hit\)/);
    const two = compileShipped('code-review', {
      scope: { ...scope, signals: [hit(12), hit(13)], signalCounts: { auth: 2 } },
    });
    assert.equal(two.band.value, 'medium');
    const unchanged = compileShipped('code-review', {
      scope: { ...scope, signals: [hit(1), hit(2)], signalCounts: { auth: 2 } },
    });
    assert.equal(unchanged.band.value, 'small', 'hits on unchanged lines are not part of the change');
  });

  it('without a base it is small, unless a full review is asked for', () => {
    const scope = workspaceFixture('large');
    assert.equal(compileShipped('code-review', { scope }).band.value, 'small');
    assert.equal(compileShipped('code-review', { scope, brief: 'Full review, please.' }).band.value, 'large');
  });

  it('the user overrides the rules, and both are told', () => {
    const chosen = compileShipped('code-review', { scope: small, size: 'large' });
    assert.deepEqual([chosen.band.value, chosen.band.chosenBy], ['large', 'user']);
    assert.match(chosen.band.reason, /instead of small/);
    assert.match(chosen.overrides.join('\n'), /size: large/);
    assert.equal(compileShipped('code-review', { scope: small, brief: 'size: medium, please' }).band.value, 'medium');
  });
});

describe('roster', () => {
  it('a larger band does not bring in a persona whose signal is absent', () => {
    const plan = compileShipped('code-review', { scope: small, size: 'large' });
    assert.equal(entry(plan, 'concurrency').included, false);
    assert.match(entry(plan, 'concurrency').reason, /no clear sign of concurrency/);
  });

  it('the brief calls a persona in and out', () => {
    const scope = scopeFixture('medium');
    const asked = compileShipped('code-review', {
      scope,
      brief: 'Include the on-call engineer, and the test engineer. Skip the Fresh reader. No concurrency analyst.',
    });
    assert.equal(entry(asked, 'resilience').reason, 'named in the brief');
    assert.deepEqual(
      [entry(asked, 'concurrency').included, entry(asked, 'concurrency').reason],
      [false, 'the brief asks to leave it out'],
    );
    assert.match(asked.overrides.join('\n'), /concurrency: left out/);
    assert.equal(
      asked.steps.some((step) => step.id === 'concurrency'),
      false,
    );
    const fold = asked.steps.find((step) => step.id === 'fold');
    assert.equal(
      fold?.needs.some((need) => need.step === 'concurrency'),
      false,
      'a left-out angle is not waited for',
    );
  });

  it('shows the first three hits of the signal that decided', () => {
    const { hits } = entry(compileShipped('code-review', { scope: scopeFixture('large') }), 'structure');
    assert.equal(hits.length, 3);
    assert.deepEqual(
      hits.map((hit) => hit.path),
      ['src/reports/alpha.ts', 'src/reports/beta.ts', 'src/reports/delta.ts'],
    );
  });

  it('document angles need document folders', () => {
    const plan = compileShipped('code-review', { scope: { ...small, docs: { adr: [], standards: [], docs: [] } } });
    assert.match(entry(plan, 'doc-compliance').reason, /needs a folder with adr or standards or docs/);
    assert.match(entry(plan, 'doc-freshness').reason, /needs a folder with docs/);
  });

  it('gives each specialist its slice of files', () => {
    const plan = compileShipped('code-review', { scope: scopeFixture('large') });
    const filesOf = (id: string): readonly string[] => {
      const step = plan.steps.find((candidate) => candidate.id === id);
      return step?.kind === 'agent' ? step.files : [];
    };
    assert.deepEqual(filesOf('data'), ['migrations/0007_orders.sql']);
    assert.deepEqual(filesOf('delivery'), ['.github/workflows/deploy.yml']);
    assert.deepEqual(filesOf('concurrency'), ['src/orders/client.ts']);
    assert.equal(filesOf('junior-developer').length, 14);
  });

  it('widens a slice by signals when the scan did not list every hit', () => {
    const scope = scopeFixture('large');
    const plan = compileShipped('code-review', {
      scope: { ...scope, signalCounts: { ...scope.signalCounts, concurrency: 500 } },
    });
    const step = plan.steps.find((candidate) => candidate.id === 'concurrency');
    assert.ok(step?.kind === 'agent');
    assert.equal(step.files[0], 'src/orders/client.ts', 'a listed hit comes first');
    assert.equal(step.files.length, 9, 'all source files');
  });

  it('leaves recent-changes out without git, and keeps investigate within its cap', () => {
    const scope = { ...workspaceFixture('large'), git: null };
    const plan = compileShipped('investigate', { scope, brief: 'Sometimes rows are lost.', size: 'small' });
    assert.match(entry(plan, 'recent-changes').reason, /git/);
    const angles = plan.steps.filter((step) => step.kind === 'agent' && step.role === 'angle').map((step) => step.id);
    assert.deepEqual(angles, ['error-path', 'data-flow']);
    assert.match(entry(plan, 'concurrency').reason, /left out by the cap of 2 angles at small/);
  });

  it('symptom signals of the scan count although they lie in no file', () => {
    const scope = workspaceFixture('small');
    const symptom = { signal: 'symptom-intermittent', path: '(brief)', line: 1, text: 'now and then' };
    const plan = compileShipped('investigate', {
      scope: { ...scope, signals: [symptom], signalCounts: { 'symptom-intermittent': 1 } },
      brief: 'It breaks now and then.',
    });
    assert.equal(entry(plan, 'concurrency').included, true);
  });
});

describe('preflight', () => {
  it('refuses what cannot be run, with its own code', () => {
    assert.equal(
      code(() => compileShipped('investigate', { scope: small, brief: '  \n' })),
      'brief_missing',
    );
    assert.equal(
      code(() => compileShipped('code-review', { scope: { ...small, files: [] } })),
      'scope_empty',
    );
    assert.equal(
      code(() => compileShipped('code-review', { scope: small, brief: 'x'.repeat(100_001) })),
      'config_invalid',
    );
    assert.equal(
      code(() => compileShipped('code-review', { scope: small, contextTokens: 1000 })),
      'config_invalid',
    );
  });
  it('notes a better flow without refusing', () => {
    const plan = compileShipped('investigate', { scope: small, brief: 'Please review my changes.' });
    assert.match(plan.scope.assumptions.join('\n'), /code-review fits that better/);
  });
});

describe('words of a brief', () => {
  const table: readonly (readonly [brief: string, word: string, said: boolean])[] = [
    ['It is intermittent.', 'intermittent*', true],
    ['Intermittently slow', 'intermittent*', true],
    ['not intermittent', 'intermittent*', false],
    ['Do not skip the deadlock', 'deadlock', true],
    ['racecar', 'race', false],
    ['two races', 'race', true],
    ['trace', 'race', false],
    ['non-blocking', 'blocking', false],
    ['It never fails. Stale data.', 'stale data', true],
  ];
  for (const [brief, word, said] of table) {
    it(`${JSON.stringify(brief)} ${said ? 'says' : 'does not say'} ${word}`, () =>
      assert.equal(saidWords(brief, [word]).length === 1, said));
  }
  it('the last mention of a persona wins', () => {
    const who = { name: 'test-engineer', title: 'Test Engineer' };
    assert.equal(personaMention('use the Test Engineer', who), 'in');
    assert.equal(personaMention('without the test-engineer', who), 'out');
    assert.equal(personaMention('no test engineer. Well, include a test engineer after all', who), 'in');
    assert.equal(personaMention('engineer the tests', who), null);
  });
});

describe('file kinds', () => {
  const table: readonly (readonly [path: string, kind: string])[] = [
    ['src/a.ts', 'source'],
    ['src/a.test.ts', 'test'],
    ['pkg/a_test.go', 'test'],
    ['tests/helpers/x.py', 'test'],
    ['src/latest/contest.ts', 'source'],
    ['Dockerfile', 'infra'],
    ['docker/web.Dockerfile', 'infra'],
    ['.github/workflows/ci.yml', 'infra'],
    ['main.tf', 'infra'],
    ['db/schema.rb', 'data'],
    ['db/migrations/001_add.py', 'data'],
    ['package.json', 'manifest'],
    ['requirements-dev.txt', 'manifest'],
    ['README.md', 'docs'],
    ['tsconfig.json', 'config'],
    ['.env.local', 'config'],
    ['logo.png', 'other'],
  ];
  for (const [path, kind] of table) it(`${path} is ${kind}`, () => assert.equal(fileKind(path), kind));
  it('code areas look through container folders', () => {
    assert.deepEqual(['a.ts', 'src/a.ts', 'src/auth/a.ts', 'packages/core/src/a.ts', 'tools/x/a.ts'].map(subsystem), [
      '.',
      'src',
      'src/auth',
      'packages/core',
      'tools',
    ]);
  });
});
