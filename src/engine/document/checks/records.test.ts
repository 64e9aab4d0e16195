import assert from 'node:assert/strict';
import type { z } from 'zod';
import type { recordSpecSchema, fieldSpecSchema } from '../../../protocol/document.ts';
import { checked, codeQuote, finding } from '../../../../test/support/documentFixture.ts';

type List = z.input<typeof recordSpecSchema>;
type Field = z.input<typeof fieldSpecSchema>;

/** One list "items" with prefix D. */
const list = (more: Partial<List> = {}): List => ({
  name: 'items',
  title: 'Item',
  prefix: 'D',
  text: 'Items.',
  ...more,
});
const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  text: `Say ${name}.`,
  required: false,
  ...more,
});
const items = (...records: readonly object[]): object => ({ confidence: 'high', records: { items: records } });

describe('checks on records', () => {
  describe('fields', () => {
    const fields = [
      field('state', { kind: 'enum', values: ['open', 'in work', 'done'] }),
      field('pros', { kind: 'list' }),
      field('why', { required: true }),
      field('count', { kind: 'number' }),
      field('run', { kind: 'command' }),
    ];
    const run = (record: object): ReturnType<typeof checked> =>
      checked({ records: [list({ fields })] }, items({ title: 'A', why: 'W', ...record }));

    for (const [given, expected] of [
      ['Done', 'done'],
      ['in work (since May)', 'in work'],
      ['IN-WORK', 'in work'],
    ] as const)
      it(`reads "${given}" as ${expected}`, () => {
        const { records, rules } = run({ state: given });
        assert.deepEqual([records[0]?.fields['state'], rules], [expected, []]);
      });

    it('asks for an allowed word and keeps what was written with a note', () => {
      const { records, violations } = run({ state: 'perhaps' });
      assert.deepEqual([violations[0]?.at, violations[0]?.rule], ['records.items[0].state', 'enum']);
      assert.equal(records[0]?.fields['state'], 'perhaps');
      assert.match(records[0]?.notes.join(), /"perhaps" is not allowed for "state"; use open, in work, done/);
    });

    it('brings texts and lists into the shape of the field', () => {
      const { records } = run({ pros: '- cheap\n2. known\n', why: ['a', 'b'], run: '```sh\nnpm test\n```' });
      assert.deepEqual(records[0]?.fields['pros'], ['cheap', 'known']);
      assert.equal(records[0]?.fields['why'], '- a\n- b');
      assert.equal(records[0]?.fields['run'], 'npm test');
    });

    it('asks for a required field and notes its absence, keeps an unknown one as a note', () => {
      const { records, violations } = run({ why: ' ', mood: 'good', count: 'many' });
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['records.items[0].why missing-field', 'records.items[0].count number'],
      );
      assert.deepEqual(records[0]?.notes, [
        '"Why" was not given.',
        '"many" is not a number for "count".',
        'Also given, "mood": good',
      ]);
    });

    it('takes no ids as none, except where some are required', () => {
      const ids = (name: string, required: boolean): Field => field(name, { kind: 'ids', required });
      const { records, violations } = checked(
        {
          records: [list({ dependsOn: 'after', fields: [ids('after', true), ids('cures', true), ids('uses', false)] })],
        },
        items({ title: 'A', cures: [], uses: [] }),
      );
      assert.deepEqual(records[0]?.fields, { after: [], uses: [] });
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['records.items[0].cures missing-field'],
      );
    });

    it('knows a field under its label or another spelling', () => {
      const { records } = checked(
        { records: [list({ fields: [field('bestWhen', { label: 'Best when' }), field('ownerTeam')] })] },
        items({ title: 'A', 'Best when': 'x', owner_team: 'y' }),
      );
      assert.deepEqual(records[0]?.fields, { bestWhen: 'x', ownerTeam: 'y' });
    });
  });

  describe('evidence', () => {
    it('strips ids that lead nowhere, spells the others like the finding, and asks', () => {
      const { records, violations } = checked(
        { records: [list()] },
        items({ title: 'A', evidence: ['e1', 'E-099', '[E-002]', 'E-001'] }),
      );
      assert.deepEqual(records[0]?.evidence, ['E-001', 'E-002']);
      assert.match(records[0]?.notes.join(), /taken out: E-099/);
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['records.items[0].evidence unknown-id'],
      );
    });

    it('excludes a record without evidence where it is required, and asks for it', () => {
      const { records, excluded, violations } = checked(
        { records: [list({ evidence: 'required' })] },
        items({ title: 'A', evidence: ['E-001'] }, { title: 'B', evidence: ['E-077'] }, { title: 'C' }),
      );
      assert.deepEqual(
        records.map((record) => [record.id, record.title]),
        [['D-1', 'A']],
      );
      assert.deepEqual(
        excluded.map(({ key, title, rule }) => [key, title, rule]),
        [
          ['writer#r2', 'B', 'upstream'],
          ['writer#r3', 'C', 'upstream'],
        ],
      );
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['records.items[1].evidence unknown-id', 'records.items[2].evidence missing-evidence'],
      );
    });

    it('asks nobody for evidence when there is no finding', () => {
      const { rules, excluded } = checked({ records: [list({ evidence: 'required' })] }, items({ title: 'A' }), '', {
        findings: [],
      });
      assert.deepEqual([rules, excluded.length], [[], 1]);
    });

    it('keeps none where the list has none', () => {
      const { records, rules } = checked(
        { records: [list({ evidence: 'none' })] },
        items({ title: 'A', evidence: ['E-099'] }),
      );
      assert.deepEqual([records[0]?.evidence, rules], [[], []]);
    });
  });

  describe('need (YAGNI gate 1)', () => {
    const spec = { records: [list({ need: true })], deferred: true };
    const needed = { kind: 'user', ref: 'the brief asks for it' };

    for (const [name, need] of [
      ['none', undefined],
      ['an unknown kind', { kind: 'taste', ref: 'I like it' }],
      ['no reference', { kind: 'incident', ref: 'n/a' }],
    ] as const)
      it(`puts off a record with ${name}`, () => {
        const { records, document, excluded } = checked(
          spec,
          items({ title: 'A', need: needed }, { title: 'B', need, evidence: ['E-002'] }),
        );
        assert.deepEqual(
          records.map((record) => [record.id, record.title, record.need]),
          [['D-1', 'A', needed]],
        );
        assert.equal(document.deferred[0]?.item, 'B');
        assert.match(document.deferred[0]?.source, /E-002/);
        assert.deepEqual(excluded, []);
      });

    it('counts a need that is another record only when that one is needed', () => {
      const on = (ref: string): object => ({ kind: 'dependency', ref });
      const { records, document } = checked(
        spec,
        items(
          { id: 'a1', title: 'A', need: needed },
          { id: 'a2', title: 'B', need: on('a1') },
          { id: 'a3', title: 'C', need: on('a4') },
          { id: 'a4', title: 'D', need: on('a3') },
          { id: 'a5', title: 'E', need: on('a6') },
          { id: 'a6', title: 'F' },
          { id: 'a7', title: 'G', need: on('the login page of the shop') },
        ),
      );
      assert.deepEqual(
        records.map((record) => record.title),
        ['A', 'B', 'G'],
      );
      assert.deepEqual(
        document.deferred.map((item) => item.item),
        ['C', 'D', 'E', 'F'],
      );
    });

    it('asks when no record at all names a need', () => {
      const { rules, document } = checked(spec, items({ title: 'A' }, { title: 'B' }));
      assert.deepEqual(
        rules.filter((rule) => rule === 'need'),
        ['need'],
      );
      assert.equal(document.deferred.length, 2);
    });

    it('marks speculation unless a user, a contract, a rule or an incident needs it', () => {
      const { records } = checked(
        spec,
        items(
          { id: 'x1', title: 'Cache for future flexibility', need: { kind: 'user', ref: 'asked in the brief' } },
          { id: 'x2', title: 'Queue, in case it grows', need: { kind: 'dependency', ref: 'x1' } },
          { title: 'Store eventually consistent totals', need: { kind: 'dependency', ref: 'x1' } },
        ),
      );
      assert.deepEqual(
        records.map((record) => record.notes.some((note) => note.startsWith('YAGNI candidate'))),
        [false, true, false],
      );
    });
  });

  describe('counts', () => {
    it('fails below the minimum and excludes beyond the maximum', () => {
      const few = checked({ records: [list({ min: 2 })] }, items({ title: 'A' }));
      assert.deepEqual([few.rules, few.document.failures], [['too-few'], ['Item: at least 2 were needed, 1 stands.']]);
      assert.equal(few.document.confidence, 'medium');
      const many = checked({ records: [list({ max: 1 })] }, items({ title: 'A' }, { title: 'B' }));
      assert.deepEqual(
        [many.rules, many.excluded.map(({ key, rule }) => [key, rule])],
        [['limit'], [['writer#r2', 'cap']]],
      );
    });
  });

  describe('ids', () => {
    const two = {
      sections: [{ heading: 'Text' }],
      records: [
        list({ fields: [field('uses', { kind: 'ids', of: ['notes', 'findings'] }), field('body')] }),
        list({ name: 'notes', title: 'Note', prefix: 'T', fields: [field('about')] }),
      ],
    };
    const answer = {
      records: {
        items: [
          {
            id: 'D10',
            title: 'Ten',
            uses: ['N1', 'E-001', 'N9', 'D1'],
            body: 'Replaces D1 and D10; see `D1` and [D1, D10].',
          },
          { id: 'D1', title: 'One', uses: [] },
        ],
        notes: [{ id: 'N1', title: 'Note', about: 'For [D1].' }],
      },
    };

    it('are given by code, and the ids of the writer are rewritten once each', () => {
      const { document } = checked(
        two,
        answer,
        '## Text\nD1 before D10, [D10] and [N1]; S3, D100 and a/D1 stay.\n\n```\nD1\n```',
      );
      assert.deepEqual(
        document.records['items']?.map((record) => [record.id, record.title]),
        [
          ['D-1', 'Ten'],
          ['D-2', 'One'],
        ],
      );
      assert.equal(
        document.sections[0]?.markdown,
        'D-2 before D-1, [D-1] and [T-1]; S3, D100 and a/D1 stay.\n\n```\nD1\n```',
      );
      assert.equal(document.records['items']?.[0]?.fields['body'], 'Replaces D-2 and D-1; see `D1` and [D-2, D-1].');
      assert.equal(document.records['notes']?.[0]?.fields['about'], 'For [D-2].');
    });

    it('in fields lead to lists that the field allows; others are asked for and stripped', () => {
      const { document, violations } = checked(two, answer, '## Text\nText.');
      assert.deepEqual(document.records['items']?.[0]?.fields['uses'], ['T-1', 'E-001']);
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['records.items[0].uses unknown-id', 'records.items[0].uses wrong-list'],
      );
      assert.equal(document.records['items'][0].notes.filter((note) => note.includes('taken out')).length, 2);
    });

    it('are seen from both ends', () => {
      const { document } = checked(two, answer, '## Text\nText.');
      assert.deepEqual(document.records['notes']?.[0]?.notes, ['Named by D-1.']);
      const back = checked(
        {
          records: [
            list({ fields: [field('uses', { kind: 'ids', of: ['notes'] })] }),
            list({ name: 'notes', prefix: 'T', fields: [field('by', { kind: 'ids', of: ['items'] })] }),
          ],
        },
        {
          records: {
            items: [
              { id: 'a', title: 'A', uses: ['n'] },
              { id: 'b', title: 'B', uses: ['n'] },
            ],
            notes: [{ id: 'n', title: 'N', by: ['b'] }],
          },
        },
      );
      assert.deepEqual(back.document.records['notes']?.[0]?.fields['by'], ['D-2', 'D-1']);
    });

    it('of a record that left become its title', () => {
      const { document, records } = checked(
        { sections: [{ heading: 'Text' }], records: [list({ need: true, fields: [field('uses', { kind: 'ids' })] })] },
        items(
          { id: 'D1', title: 'Cache' },
          { id: 'D2', title: 'Login', need: { kind: 'user', ref: 'the brief' }, uses: ['D1'] },
        ),
        '## Text\nFirst [D2], then [D1].',
      );
      assert.equal(document.sections[0]?.markdown, 'First [D-1], then "Cache" (put off).');
      assert.deepEqual(records[0]?.fields['uses'], []);
      assert.match(records[0].notes.join(), /"Cache", named in "uses", was put off/);
    });

    it('that two records share are asked for', () => {
      const { rules } = checked({ records: [list()] }, items({ id: 'x', title: 'A' }, { id: 'x', title: 'B' }));
      assert.deepEqual(rules, ['duplicate-id']);
    });

    it('may be positions or titles when the writer gave none', () => {
      const { records } = checked(
        { records: [list({ fields: [field('after', { kind: 'ids' })] })] },
        items({ title: 'Alpha' }, { title: 'Beta', after: ['D-1'] }, { title: 'Gamma', after: ['beta'] }),
      );
      assert.deepEqual(
        records.map((record) => record.fields['after']),
        [undefined, ['D-1'], ['D-2']],
      );
    });

    it('stay those of the document that is rewritten', () => {
      const first = checked(
        { records: [list({ fields: [field('body')] })] },
        items({ title: 'A' }, { title: 'B' }, { title: 'C', body: 'old' }),
      );
      const next = checked(
        { records: [list({ fields: [field('body')] })] },
        items({ id: 'D-9', title: 'New' }, { id: 'D-3', title: 'C', body: 'new' }, { id: 'D-1', title: 'A, sharper' }),
        '',
        { before: first.document, refuted: [] },
      );
      assert.deepEqual(
        next.records.map((record) => [record.id, record.title]),
        [
          ['D-4', 'New'],
          ['D-3', 'C'],
          ['D-1', 'A, sharper'],
        ],
      );
    });
  });

  describe('order', () => {
    const dependsOn = list({ dependsOn: 'after', fields: [field('after', { kind: 'ids', of: ['items'] })] });

    it('puts dependencies first and keeps the rest in place', () => {
      const { records, document, rules } = checked(
        { records: [dependsOn] },
        items({ id: 'a', title: 'A', after: ['c'] }, { id: 'b', title: 'B', after: [] }, { id: 'c', title: 'C' }),
      );
      assert.deepEqual(
        records.map((record) => [record.id, record.title, record.fields['after']]),
        [
          ['D-1', 'B', []],
          ['D-2', 'C', []],
          ['D-3', 'A', ['D-2']],
        ],
      );
      assert.deepEqual(rules, []);
      assert.match(document.notes.join(), /order of its dependencies/);
    });

    it('asks about a circle, cuts the edge that closes it and says so', () => {
      const { records, rules } = checked(
        { records: [dependsOn] },
        items(
          { id: 'a', title: 'A', after: ['b'] },
          { id: 'b', title: 'B', after: ['c'] },
          { id: 'c', title: 'C', after: ['a', 'c'] },
        ),
      );
      assert.deepEqual(rules, ['cycle']);
      assert.deepEqual(
        records.map((record) => [record.title, record.fields['after']]),
        [
          ['C', []],
          ['B', ['D-1']],
          ['A', ['D-2']],
        ],
      );
      assert.match(records[0]?.notes.join() ?? '', /named itself.*closed a circle/s);
    });

    it('follows the words of an enum field', () => {
      const { records } = checked(
        {
          records: [
            list({ orderBy: 'weight', fields: [field('weight', { kind: 'enum', values: ['major', 'minor'] })] }),
          ],
        },
        items(
          { title: 'A', weight: 'minor' },
          { title: 'B' },
          { title: 'C', weight: 'major' },
          { title: 'D', weight: 'minor' },
        ),
      );
      assert.deepEqual(
        records.map((record) => `${record.id} ${record.title}`),
        ['D-1 C', 'D-2 A', 'D-3 D', 'D-4 B'],
      );
    });
  });

  it('force a value by the words of a record', () => {
    const spec = list({
      forced: { field: 'weight', to: 'major', words: ['auth', 'race*', 'edge case'] },
      fields: [field('weight', { kind: 'enum', values: ['major', 'minor'] }), field('text')],
    });
    const { records } = checked(
      { records: [spec] },
      items(
        { title: 'Auth header', weight: 'minor' },
        { title: 'B', text: 'Two races.', weight: 'minor' },
        { title: 'The author', weight: 'minor' },
        { title: 'C', text: 'An edge\ncase.' },
      ),
    );
    assert.deepEqual(
      records.map((record) => record.fields['weight']),
      ['major', 'major', 'minor', 'major'],
    );
    assert.match(records[1]?.notes.join() ?? '', /"major" because it speaks of "race\*"/);
  });

  it('fall with the assumption that they lean on, through chains', () => {
    const spec = list({
      cascade: { field: 'state', when: 'refuted', to: 'invalidated', through: 'on' },
      fields: [
        field('state', { kind: 'enum', values: ['verified', 'refuted', 'invalidated'] }),
        field('on', { kind: 'ids', of: ['items'] }),
      ],
    });
    const { records } = checked(
      { records: [spec] },
      items(
        { id: 'a', title: 'A', state: 'refuted' },
        { id: 'b', title: 'B', state: 'verified', on: ['a'] },
        { id: 'c', title: 'C', state: 'verified', on: ['b'] },
        { id: 'd', title: 'D', state: 'verified' },
      ),
    );
    assert.deepEqual(
      records.map((record) => record.fields['state']),
      ['refuted', 'invalidated', 'invalidated', 'verified'],
    );
    assert.match(records[1]?.notes.join() ?? '', /leans on "A"/);
  });

  it('name paths that exist; others are asked for and marked', () => {
    const { records, violations } = checked(
      { records: [list({ fields: [field('file', { kind: 'path' })] })] },
      items(
        { title: 'A', file: './src/a.ts:12' },
        { title: 'B', file: 'src/deep/' },
        { title: 'C', file: 'lib/b.ts' },
        { title: 'D', file: 'src/**/*.ts' },
        { title: 'E', file: 'deep/b.ts' },
      ),
    );
    assert.deepEqual(
      records.map((record) => record.fields['file']),
      ['src/a.ts:12', 'src/deep/', 'lib/b.ts (not found)', 'src/**/*.ts', 'deep/b.ts (not found)'],
    );
    assert.deepEqual(
      violations.map(({ at, rule }) => `${at} ${rule}`),
      ['records.items[2].file path', 'records.items[4].file path'],
    );
    assert.match(violations[1]?.message ?? '', /Perhaps src\/deep\/b.ts is meant/);
  });

  it('mark commands that nothing shows', () => {
    const mark = '# (unverified: not found in the repository)';
    const { records } = checked(
      { records: [list({ fields: [field('run', { kind: 'command' })] })] },
      items(
        { title: 'A', run: '$ npm run lint\nmake all\n# a comment' },
        { title: 'B', run: 'kubectl get pods' },
        { title: 'C', run: 'make' },
        { title: 'D', run: 'psql -l' },
      ),
      '',
      {
        scope: {
          profile: { languages: [], frameworks: [], manifests: [], lockFiles: [], projects: [] },
          commands: [{ name: 'lint', command: 'eslint .', source: 'package.json' }],
        },
        findings: [
          finding('E-001', { citations: [codeQuote('run: make all'), codeQuote('psql -l', { status: 'unverified' })] }),
        ],
        handed: ['They call `kubectl get pods` first.'],
      },
    );
    assert.deepEqual(
      records.map((record) => record.fields['run']),
      ['$ npm run lint\nmake all\n# a comment', 'kubectl get pods', `${mark}\nmake`, `${mark}\npsql -l`],
    );
  });
});
