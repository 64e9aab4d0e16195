import assert from 'node:assert/strict';
import { workspaceFixture } from '../../../test/golden/plans/scopeFixture.ts';
import { BooError } from '../../protocol/errors.ts';
import { type Plan, planSchema, type ScopeDocument, type ScopeFacts } from '../../protocol/plan.ts';
import { compile, type CompileOptions } from './compile.ts';
import { createLibrary } from './library.ts';

const options: CompileOptions = {
  brief: '',
  scope: workspaceFixture('small'),
  size: 'auto',
  budget: { tokens: 1000, wallMs: 1000 },
  limits: { wallMs: 1, silenceMs: 1, toolCalls: 1, tokens: 1 },
};
const names = ['reader', 'special', 'writer'];

interface Parts {
  readonly preflight?: string;
  readonly angles?: string;
  readonly bands?: string;
}

/** One flow with the gates or checks of a test; `base` always runs. */
function planOf(parts: Parts, change: Partial<CompileOptions> = {}): Plan {
  const text = `schema: boocode.flow/1
name: gated
title: T
category: C
description: D
launcher: { prompt: P }
bands: ${parts.bands ?? '{}'}
preflight: ${parts.preflight ?? '[]'}
report: { kind: generic }
spine:
  angles:
    - { id: base, persona: reader, question: Q? }
${(parts.angles ?? '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => `    - ${line.trim()}\n`)
  .join('')}  synthesizer: { persona: writer, task: T. }
`;
  const library = createLibrary([
    { fileName: 'gated.yaml', text, source: 'user' },
    ...names.map((name) => ({
      fileName: `${name}.md`,
      text: `---\nname: ${name}\ntitle: The ${name}\ndomain: d\ntier: mid\nrole: You ${name}.\n---\nBody.\n`,
      source: 'user' as const,
    })),
  ]);
  assert.deepEqual(library.problems, []);
  return planSchema.parse(compile(library.flow('gated'), library.personas, { ...options, ...change }));
}

function entry(plan: Plan, angle: string): Plan['roster'][number] {
  const found = plan.roster.find((candidate) => candidate.angle === angle);
  assert.ok(found);
  return found;
}

function documentAt(path: string, change: Partial<ScopeDocument> = {}): ScopeDocument {
  return { path, kind: 'document', lines: 10, headings: [], deadLinks: [], inboundLinks: 0, ...change };
}

function withSignal(signal: string, count: number): ScopeFacts {
  const [file] = options.scope.files;
  assert.ok(file);
  const signals = Array.from({ length: count }, (_, i) => ({ signal, path: file.path, line: i + 1, text: 'x' }));
  return { ...options.scope, signals, signalCounts: { [signal]: count } };
}

describe('gates', () => {
  interface Case {
    readonly name: string;
    readonly gate: string;
    readonly change?: Partial<CompileOptions>;
    readonly included: boolean;
    readonly reason: RegExp;
    readonly override?: RegExp;
  }
  const spec = documentAt('docs/spec.md', { kind: 'specification' });
  const bySections = documentAt('docs/thing.md', {
    headings: ['Outcome', 'Primary flow', 'Coordinations'].map((text, i) => ({ level: 2, text, line: i + 1 })),
  });
  const about = (document: ScopeDocument): Partial<CompileOptions> => ({
    scope: { ...options.scope, documents: [document] },
    brief: `Look at ${document.path}.`,
  });
  const unlessSpec = 'unless: { subject: [specification] }';
  const cases: readonly Case[] = [
    {
      name: 'unless: out where the signal is',
      gate: 'unless: { signals: [seam] }',
      change: { scope: withSignal('seam', 1) },
      included: false,
      reason: /stays out where there is a sign of seam/,
    },
    { name: 'unless: in where it is not', gate: 'unless: { signals: [seam] }', included: true, reason: /always/ },
    {
      name: 'unless needs as many hits as the gate itself',
      gate: 'unless: { signals: [seam] }, minHits: 3',
      change: { scope: withSignal('seam', 2) },
      included: true,
      reason: /always/,
    },
    {
      name: 'unless is lifted by the brief',
      gate: 'unless: { signals: [seam] }',
      change: { scope: withSignal('seam', 5), brief: 'Ask the special one too.' },
      included: true,
      reason: /named in the brief/,
      override: /aside: included because the brief names it \(stays out where/,
    },
    {
      name: 'unless subject, by kind',
      gate: unlessSpec,
      change: about(spec),
      included: false,
      reason: /subject is of kind specification/,
    },
    {
      name: 'unless subject, by its headings',
      gate: unlessSpec,
      change: about(bySections),
      included: false,
      reason: /subject is of kind specification/,
    },
    { name: 'unless subject, none named', gate: unlessSpec, included: true, reason: /always/ },
    { name: 'onlyNamed, not named', gate: 'onlyNamed: true', included: false, reason: /usually left out/ },
    {
      name: 'onlyNamed, named',
      gate: 'onlyNamed: true',
      change: { brief: 'With the special.' },
      included: true,
      reason: /named in the brief/,
      override: /usually left out at this stage/,
    },
    {
      name: 'requires documents, none',
      gate: 'requires: { documents: [runbook] }',
      included: false,
      reason: /needs a document of kind runbook/,
    },
    {
      name: 'requires documents, there',
      gate: 'requires: { documents: [runbook] }',
      change: { scope: { ...options.scope, documents: [documentAt('r.md', { kind: 'runbook' })] } },
      included: true,
      reason: /always/,
    },
    {
      name: 'oneOf, none in the team',
      gate: 'requires: { oneOf: [rare] }',
      included: false,
      reason: /needs one of rare in the team/,
    },
    {
      name: 'oneOf, one in the team',
      gate: 'requires: { oneOf: [rare, base] }',
      included: true,
      reason: /always/,
    },
    {
      name: 'oneOf relies on a step that itself lacks its own',
      gate: 'requires: { oneOf: [chained] }',
      included: false,
      reason: /needs one of chained/,
    },
  ];
  for (const { name, gate, change, included, reason, override } of cases) {
    it(name, () => {
      const angles = `{ id: aside, persona: special, question: Q?, ${gate} }
        { id: rare, persona: reader, question: Q?, signals: [crypto] }
        { id: chained, persona: reader, question: Q?, requires: { oneOf: [rare] } }`;
      const plan = planOf({ angles }, change);
      assert.equal(entry(plan, 'aside').included, included);
      assert.match(entry(plan, 'aside').reason, reason);
      assert.equal(
        plan.steps.some((step) => step.id === 'aside'),
        included,
      );
      if (override === undefined) assert.deepEqual(plan.overrides, []);
      else assert.match(plan.overrides.join('\n'), override);
    });
  }
});

describe('bands', () => {
  it('rise by a clear signal that a rule names', () => {
    const bands = `{ minHits: 2, rules: [{ band: large, signals: [seam, outbound], reason: a border }] }`;
    const band = (scope: ScopeFacts): Plan['band'] => planOf({ bands }, { scope }).band;
    assert.equal(band(withSignal('seam', 1)).value, 'small', 'one hit is doubtful');
    assert.equal(band(withSignal('auth', 9)).value, 'small');
    assert.equal(band(withSignal('outbound', 2)).value, 'large');
    assert.match(band(withSignal('outbound', 2)).reason, /^a border \(seam, outbound: 2 hits\);/);
  });

  it('count the work items of the subject', () => {
    const bands = `{ rules: [{ band: medium, workItems: 2, reason: two items }] }`;
    const items = documentAt('docs/items.md', {
      headings: ['W-1 \u2014 One', 'Notes', 'W-2 \u2014 Two'].map((text, i) => ({ level: 2, text, line: i + 1 })),
    });
    const scope = { ...options.scope, documents: [items] };
    assert.equal(planOf({ bands }, { scope }).band.value, 'small', 'the document is not the subject');
    const { band } = planOf({ bands }, { scope, brief: 'Split docs/items.md' });
    assert.equal(band.value, 'medium');
    assert.match(band.reason, /2 work items/);
  });

  it('and gates hear what the subject speaks of in its headings, not in its path', () => {
    const bands = `{ rules: [{ band: large, briefWords: [rollback], reason: it is risky }] }`;
    const angles = '{ id: aside, persona: special, question: Q?, briefWords: [rollback] }';
    const spoken = documentAt('docs/plan.md', { headings: [{ level: 2, text: 'Rollback', line: 1 }] });
    const silent = documentAt('docs/rollback.md', { headings: [{ level: 2, text: 'Steps', line: 1 }] });
    const scope = { ...options.scope, documents: [spoken, silent] };
    const plan = planOf({ bands, angles }, { scope, brief: 'Review docs/plan.md' });
    assert.match(plan.band.reason, /it is risky \(the document speaks of "rollback"\)/);
    assert.match(entry(plan, 'aside').reason, /the document speaks of "rollback"/);
    const brief = 'Review the silent document.';
    const other = planOf(
      { bands, angles },
      { scope: { ...scope, kind: 'path', files: [{ path: silent.path, lines: 1, bytes: 1, sha256: '' }] }, brief },
    );
    assert.deepEqual(
      [other.subject, other.band.value, entry(other, 'aside').included],
      [[silent.path], 'small', false],
    );
  });

  it('count projects and the headings of the subject', () => {
    const bands = `{ rules: [{ band: medium, projects: 2, reason: two projects }, { band: large, subjectItems: 3, reason: many items }] }`;
    const items = documentAt('docs/items.md', {
      headings: [1, 2, 3, 2].map((level, i) => ({ level, text: `h${i}`, line: i + 1 })),
    });
    const profile = { ...options.scope.profile, projects: ['a', 'b'] };
    const band = (scope: ScopeFacts, brief = ''): string => planOf({ bands }, { scope, brief }).band.value;
    assert.equal(band(options.scope), 'small');
    assert.equal(band({ ...options.scope, profile }), 'medium');
    const scope = { ...options.scope, profile, documents: [items] };
    assert.equal(band(scope), 'medium', 'the document is not the subject');
    assert.equal(band(scope, 'Split docs/items.md'), 'large');
  });
});

describe('focus', () => {
  const preflight = `[{ check: focus, message: Name a part. }]`;
  const file = (path: string): ScopeFacts['files'][number] => ({ path, lines: 10, bytes: 100, sha256: '' });
  const hit = (signal: string, path: string): ScopeFacts['signals'][number] => ({ signal, path, line: 1, text: 'x' });
  const scope: ScopeFacts = {
    ...options.scope,
    files: ['README.md', 'src/orders/order.ts', 'src/refunds/a.ts', 'src/refunds/deep/b.ts'].map(file),
    signals: [hit('auth', 'src/orders/order.ts'), hit('seam', 'src/refunds/a.ts'), hit('adr', 'docs/adr')],
    signalCounts: { auth: 1, seam: 1, adr: 1 },
  };
  const bands = `{ rules: [{ band: large, files: 4, reason: many files }] }`;
  const angles = `{ id: aside, persona: special, question: Q?, signals: [auth] }
    { id: border, persona: special, question: Q?, signals: [seam] }`;

  it('narrows files, size, roster and leads to what the brief names, and says so', () => {
    const plan = planOf({ preflight, bands, angles }, { scope, brief: 'Judge the structure of refunds.' });
    const paths = ['src/refunds/a.ts', 'src/refunds/deep/b.ts'];
    assert.deepEqual(
      plan.scope.files.map(({ path }) => path),
      paths,
    );
    assert.equal(plan.band.value, 'small');
    assert.deepEqual([entry(plan, 'aside').included, entry(plan, 'border').included], [false, true]);
    assert.deepEqual(plan.scope.signalCounts, { seam: 1, adr: 1 });
    assert.match(plan.scope.label, /^src\/refunds \(2 of 4 files\)/);
    assert.match(plan.scope.assumptions.join(), /the brief names src\/refunds; the run looks at 2 of 4 files/);
    const step = plan.steps.find((candidate) => candidate.id === 'base');
    assert.ok(step?.kind === 'agent');
    assert.deepEqual(step.files, paths);
  });

  it('leaves the scope as it is where the user chose it, where only documents are named, and in other flows', () => {
    const brief = 'Judge the structure of refunds.';
    const count = (parts: Parts, change: Partial<CompileOptions>): number => planOf(parts, change).scope.files.length;
    assert.equal(count({ preflight }, { scope: { ...scope, kind: 'path' }, brief }), 4);
    assert.equal(count({ preflight }, { scope, brief: 'Does README.md hold?' }), 4);
    assert.equal(count({}, { scope, brief }), 4);
  });
});

describe('gated discovery', () => {
  it('that stays out leaves nobody without preflight', () => {
    const text = `schema: boocode.flow/1
name: gated
title: T
category: C
description: D
launcher: { prompt: P }
bands: {}
report: { kind: generic }
spine:
  discovery:
    - { id: look, persona: reader, question: Q?, signals: [crypto] }
  angles:
    - { id: base, persona: reader, question: Q? }
`;
    const person = `---\nname: reader\ntitle: R\ndomain: d\ntier: mid\nrole: You.\n---\nBody.\n`;
    const library = createLibrary([
      { fileName: 'gated.yaml', text, source: 'user' },
      { fileName: 'reader.md', text: person, source: 'user' },
    ]);
    const needs = (scope: ScopeFacts): string[] | undefined =>
      compile(library.flow('gated'), library.personas, { ...options, scope })
        .steps.find((step) => step.id === 'base')
        ?.needs.map((need) => need.step);
    assert.deepEqual(needs(options.scope), ['preflight']);
    assert.deepEqual(needs(withSignal('crypto', 1)), ['preflight', 'look']);
  });
});

describe('deferral', () => {
  const need = `[{ check: need, words: [incident*, customer], reopenWhen: a customer asks, message: Nothing needs it. }]`;
  const route = `[{ check: route, words: [decision record], flow: gated, message: A record fits better. }]`;
  const focus = `[{ check: focus, message: Name a part. }]`;
  const subject = `[{ check: subject, message: Name a document. }]`;
  const documents = [documentAt('docs/plan.md'), documentAt('old/plan.md'), documentAt('docs/one.md')];
  const scope: ScopeFacts = { ...options.scope, documents };
  const inPath: ScopeFacts = { ...scope, kind: 'path' };
  const table: readonly (readonly [
    name: string,
    preflight: string,
    change: Partial<CompileOptions>,
    deferred: boolean,
  ])[] = [
    ['need: planned for some day', need, { brief: 'Some day we might need a runbook.' }, true],
    ['need: nothing says so, nor that it is for later', need, { brief: 'Write a runbook.' }, false],
    ['need: a word says so', need, { brief: 'After the incidents of May.' }, false],
    ['need: a negated word does not', need, { brief: 'There was no incident, just in case.' }, true],
    ['need: planned for some day, but a word says so', need, { brief: 'Perhaps later, after the incident.' }, false],
    ['need: lifted by the user', need, { brief: 'Just in case, write it anyway.' }, false],
    [
      'need: only noted',
      need.replace('check: need,', 'check: need, blocks: false,'),
      { brief: 'Just in case.' },
      false,
    ],
    [
      'need: other words excuse it',
      need.replace('words', 'unlessWords: [draft], words'),
      { brief: 'A draft, just in case.' },
      false,
    ],
    ['route: words point elsewhere', route, { brief: 'A decision record on queues.' }, true],
    ['route: words further on name a thing', route, { brief: 'The page of a decision record.' }, false],
    ['route: lifted', route, { brief: 'A decision record. Do it anyway!' }, false],
    ['focus: whole workspace, nothing named', focus, { brief: 'Judge the structure.' }, true],
    ['focus: a folder is named', focus, { brief: 'Judge the structure of basket.' }, false],
    ['focus: a generic folder is no part', focus, { brief: 'Judge src and lib.' }, true],
    ['focus: a path is chosen', focus, { scope: inPath, brief: 'Judge it.' }, false],
    ['focus: lifted', focus, { brief: 'All of it. Run it anyway.' }, false],
    ['subject: nothing named', subject, { brief: 'Review the plan.' }, true],
    ['subject: not lifted by words', subject, { brief: 'Review the plan. Do it anyway.' }, true],
    ['subject: named by its path', subject, { scope, brief: 'Review docs/plan.md.' }, false],
    ['subject: an ending that two documents share', subject, { scope, brief: 'Review plan.md.' }, true],
    ['subject: an ending that one has', subject, { scope, brief: 'Review ./one.md please' }, false],
    ['subject: pasted text', subject, { brief: 'word '.repeat(40) }, false],
    ['subject: not quite a text', subject, { brief: 'word '.repeat(39) }, true],
    ['subject: many characters', subject, { brief: 'Auftragsstornierung '.repeat(11) }, false],
    ['subject: a list', subject, { brief: '- a b\n- c d\n- e\n- f\n- g' }, false],
    ['subject: four items', subject, { brief: '- a b\n- c d\n- e\n- f' }, true],
    [
      'subject: a list in one line',
      subject,
      { brief: '1. Add a button. 2. Refund. 3. Tell them. 4. Mail. 5. Log.' },
      false,
    ],
    ['subject: numbers are no list', subject, { brief: 'Plan for 2024. 3. 7. 9. 11. 12.' }, true],
    [
      'subject: a text without spaces',
      subject,
      {
        brief:
          '仕様書：注文をキャンセルできるようにする。顧客は注文詳細画面でキャンセルを押す。出荷前のみ可能。返金は三日以内。管理者は理由を見る。メールで通知する。監査ログに残す。',
      },
      false,
    ],
    ['subject: a request without spaces', subject, { brief: '計画を分割してください。' }, true],
  ];
  for (const [name, preflight, change, deferred] of table) {
    it(name, () => {
      const plan = planOf({ preflight }, change);
      assert.equal(plan.deferral !== null, deferred);
      const ids = plan.steps.map((step) => step.id);
      assert.deepEqual(
        ids,
        deferred ? ['preflight', 'render'] : ['preflight', 'base', 'fold', 'synthesis', 'resolve', 'render'],
      );
    });
  }

  it('says why, what would change it and which flow fits better, and leaves everybody out', () => {
    const plan = planOf({ preflight: route }, { brief: 'A decision record, please.' });
    assert.deepEqual(plan.deferral, {
      reason: 'A record fits better.',
      reopenWhen: 'the brief asks for what this flow is for',
      instead: 'gated',
      liftable: true,
    });
    assert.equal(planOf({ preflight: need }, { brief: 'Just in case.' }).deferral?.reopenWhen, 'a customer asks');
    assert.ok(plan.roster.every((one) => !one.included && /the run was deferred: A record/.test(one.reason)));
    assert.deepEqual(plan.steps[1]?.needs, [{ step: 'preflight', required: true }]);
  });

  it('records what the user lifted', () => {
    const plan = planOf({ preflight: need }, { brief: 'Just in case. Draft it anyway.' });
    assert.match(
      plan.overrides.join('\n'),
      /need: lifted because the brief says "draft it anyway" \(Nothing needs it\.\)/,
    );
  });

  it('missing input is an error before it is a deferral', () => {
    const preflight = `[{ check: need, words: [incident], message: M }, { check: git, message: No git here. }]`;
    assert.throws(
      () => planOf({ preflight }, { scope: { ...options.scope, git: null } }),
      (error) => error instanceof BooError && error.code === 'scope_not_git' && error.message === 'No git here.',
    );
  });
});

describe('subject', () => {
  const documents = ['docs/a plan.md', 'docs/b.md', 'deep/docs/b.md', 'x/only.md'].map((path) => documentAt(path));
  const scope: ScopeFacts = { ...options.scope, documents };
  const [file] = options.scope.files;
  const scoped = (paths: readonly string[]): ScopeFacts => ({
    ...scope,
    kind: 'path',
    files: paths.map((path) => ({ path, lines: 1, bytes: 1, sha256: '' })),
  });
  const table: readonly (readonly [brief: string, scope: ScopeFacts, subject: readonly string[]])[] = [
    ['Use only.md and docs/b.md.', scope, ['x/only.md', 'docs/b.md']],
    ['Split "docs/a plan.md" now', scope, ['docs/a plan.md']],
    ['See /home/me/shop/deep/docs/b.md', scope, ['deep/docs/b.md']],
    ['See /home/me/elsewhere/deep/docs/b.md', scope, []],
    ['See C:\\work\\Shop\\deep\\docs\\b.md', scope, ['deep/docs/b.md']],
    ['See C:\\other\\docs\\b.md', scope, []],
    ['See https://example.org/other/project/blob/main/docs/b.md please', scope, []],
    ['See [the page](https://example.org/x/only.md)', scope, []],
    ['See ../docs/b.md', scope, []],
    ['See ../../elsewhere/x/only.md', scope, []],
    ['See docs/b.md.bak', scope, []],
    ['See other/docs/b.md', scope, []],
    ['See DOCS/B.md', scope, ['docs/b.md']],
    ['See ONLY.MD', scope, ['x/only.md']],
    ['See x/only', scope, ['x/only.md']],
    ['See X/Only.', scope, ['x/only.md']],
    ['See docs/b!', scope, ['docs/b.md']],
    ['See only', scope, []],
    ['See b and/or only', scope, []],
    ['See @docs/b.md:', scope, ['docs/b.md']],
    ['See [b](docs/b.md#goal)', scope, ['docs/b.md']],
    ['See ./docs/b.md, then `x/only.md`.', scope, ['docs/b.md', 'x/only.md']],
    ['Siehe docs/b.md, bitte', scope, ['docs/b.md']],
    ['Siehe größe/x/only.md', scope, []],
    ['See myonly.md', scope, []],
    ['See docs\\b.md', scope, ['docs/b.md']],
    ['See b.md', scope, []],
    ['See docs/b.mdx', scope, []],
    ['Nothing', scope, []],
    ['Nothing', scoped(['docs/b.md', 'x/only.md']), ['docs/b.md', 'x/only.md']],
    ['Nothing', scoped(['docs/b.md', 'src/a.ts']), []],
    ['Nothing', scoped(['1.md', '2.md', '3.md', '4.md']), []],
    ['First x/only.md', scoped(['docs/b.md']), ['x/only.md', 'docs/b.md']],
  ];
  for (const [brief, facts, subject] of table) {
    it(`${brief} (${facts.kind}, ${facts.files.length} files): ${subject.join(', ') || 'none'}`, () => {
      assert.deepEqual(planOf({}, { brief, scope: facts }).subject, subject);
    });
  }

  it('comes first among the files of every step, also from outside the scope, and is named in the prompt', () => {
    assert.ok(file);
    const plan = planOf(
      { angles: '{ id: code, persona: reader, question: Q?, files: { kinds: [source] } }' },
      { scope, brief: 'On x/only.md' },
    );
    for (const id of ['base', 'code', 'synthesis']) {
      const step = plan.steps.find((candidate) => candidate.id === id);
      assert.ok(step?.kind === 'agent');
      assert.equal(step.files[0], 'x/only.md');
      assert.ok(step.files.includes(file.path));
      assert.match(step.prompt, /Subject of this run: this document is what it is about/);
    }
  });
});

describe('requires.codeClaims', () => {
  const angles = '{ id: claims, persona: reader, question: Q?, requires: { codeClaims: true } }';
  const documents = [documentAt('docs/plan.md')];
  const table: readonly (readonly [text: string, included: boolean])[] = [
    ['We change src/refunds/refundService.ts first.', true],
    ['The check stands in line 14 of the service.', true],
    ['Call `lockOrder(id)` before.', true],
    ['Support pays money back within a day.', false],
    ['See docs/other.md for the rest.', false],
  ];
  for (const [text, included] of table) {
    it(`${text} -> ${included ? 'in' : 'out'}`, () => {
      const base = workspaceFixture('small');
      const scope = { ...base, documents, texts: [{ path: 'docs/plan.md', text }] };
      const plan = planOf({ angles }, { brief: 'Review docs/plan.md', scope });
      assert.equal(entry(plan, 'claims').included, included, entry(plan, 'claims').reason);
    });
  }
});
