import assert from 'node:assert/strict';
import type { z } from 'zod';
import type { documentCheckSchema, RecordSpec } from '../../protocol/document.ts';
import { contextOf, finding, rawOf, specOf } from '../../../test/support/documentFixture.ts';
import { checkDocument } from './checkDocument.ts';
import { parseMembers } from './parseMembers.ts';
import { fieldsOf } from '../evidence/fields.ts';
import { mergeRaw } from './mergeRaw.ts';

interface Case {
  readonly name: string;
  readonly first: object;
  readonly second: object;
  readonly lists?: Partial<RecordSpec>;
  readonly checks?: readonly z.input<typeof documentCheckSchema>[];
  /** Titles by list, then what was put off, then what was excluded with its rule. */
  readonly expected: readonly [items: string, notes: string, deferred: string, excluded: string];
}

const user = { kind: 'user', ref: 'the brief asks for it' };
const off = (item: string, reopenWhen = 'the first customer asks for it'): object => ({ item, why: 'w', reopenWhen });
const item = (id: string, title: string, more: object = {}): object => ({ id, title, evidence: ['E-001'], ...more });

/** Both answers of one challenge, the second judged together with what the first was asked about. */
function play({ first, second, lists = {}, checks = [] }: Case): Case['expected'] {
  const spec = specOf({
    deferred: true,
    checks,
    records: [
      { name: 'items', title: 'Item', prefix: 'W', text: 'T', challenge: true, ...lists },
      { name: 'notes', title: 'Note', prefix: 'N', text: 'T' },
    ],
  });
  const context = contextOf(spec, { findings: ['E-001', 'E-002', 'E-003'].map((id) => finding(id)) });
  const before = rawOf(spec, { records: { items: [], notes: [] }, ...first }, '');
  const { raw } = mergeRaw(before, rawOf(spec, second), checkDocument(before, context).violations);
  const { document, excluded } = checkDocument(raw, context);
  const titles = (list: string): string => (document.records[list] ?? []).map(({ title }) => title).join(', ');
  return [
    titles('items'),
    titles('notes'),
    document.deferred.map((entry) => entry.item).join(', '),
    excluded.map(({ title, rule }) => `${title} ${rule}`).join(', '),
  ];
}

const cases: readonly Case[] = [
  {
    name: 'recommendations that were joined do not come back',
    checks: ['recommendation-inflation'],
    first: {
      records: { items: ['1', '2', '3'].map((n) => item(`W-${n}`, `Fix part ${n}`, { evidence: [`E-00${n}`] })) },
    },
    second: { records: { items: [item('W-1', 'Join the parts')] } },
    expected: ['Join the parts', '', '', 'Fix part 2 withdrawn, Fix part 3 withdrawn'],
  },
  {
    name: 'a list that was questioned and not sent again stays',
    checks: ['recommendation-inflation'],
    first: {
      records: { items: ['1', '2', '3'].map((n) => item(`W-${n}`, `Fix part ${n}`, { evidence: [`E-00${n}`] })) },
    },
    second: { records: { notes: [item('N-1', 'By the way')] } },
    expected: ['Fix part 1, Fix part 2, Fix part 3', 'By the way', '', ''],
  },
  {
    name: 'what joins a list that was too short replaces nothing',
    lists: { min: 2 },
    first: { records: { items: [item('W-1', 'First step')] } },
    second: { records: { items: [item('W-2', 'Second step')] } },
    expected: ['First step, Second step', '', '', ''],
  },
  {
    name: 'a list that was too short and is sent again counts as it is',
    lists: { min: 3 },
    first: { records: { items: [item('W-1', 'First step'), item('W-2', 'Vague step')] } },
    second: { records: { items: [item('W-1', 'First step'), item('W-3', 'Third step'), item('W-4', 'Fourth step')] } },
    expected: ['First step, Third step, Fourth step', '', '', 'Vague step withdrawn'],
  },
  {
    name: 'a record that nobody questioned stays when it is not repeated',
    first: { records: { items: [item('W-1', 'First step'), item('W-2', 'Second step')] } },
    second: { records: { items: [item('W-1', 'First step')] } },
    expected: ['First step, Second step', '', '', ''],
  },
  {
    name: 'a text that became a record is no longer excluded',
    first: { records: { items: [item('W-1', 'First step'), 'Second step: do it well'] } },
    second: { records: { items: [item('W-1', 'First step'), item('W-2', 'Second step')] } },
    expected: ['First step, Second step', '', '', ''],
  },
  {
    name: 'a text that was not repaired stays excluded',
    first: { records: { items: [item('W-1', 'First step'), 'Second step'] } },
    second: { records: { items: [item('W-1', 'First step'), item('W-2', 'Another step')] } },
    expected: ['First step, Another step', '', '', 'Second step shape'],
  },
  {
    name: 'a record of an unknown list that found its list is no longer excluded, by title',
    first: { records: { items: [item('W-1', 'First step')], tasks: [item('W-2', 'Second step')] } },
    second: { records: { items: [item('W-1', 'First step'), item('W-2', 'Second step')] } },
    expected: ['First step, Second step', '', '', ''],
  },
  {
    name: 'and by its id',
    first: { records: { items: [item('W-1', 'First step')], tasks: [item('W-2', 'Second step')] } },
    second: { records: { items: [item('W-1', 'First step'), item('W-2', 'Step the second')] } },
    expected: ['First step, Step the second', '', '', ''],
  },
  {
    name: 'a record that moved to another list leaves the old one',
    first: { records: { items: [item('W-1', 'First step'), item('W-2', 'A remark')] } },
    second: { records: { items: [item('W-1', 'First step')], notes: [item('N-1', 'A remark')] } },
    expected: ['First step', 'A remark', '', ''],
  },
  {
    name: 'the same title in two lists is two records',
    first: { records: { items: [item('W-1', 'Use one queue')], notes: [item('N-1', 'Use one queue')] } },
    second: { records: { notes: [item('N-1', 'Use one queue')] } },
    expected: ['Use one queue', 'Use one queue', '', ''],
  },
  {
    name: 'a record that was put off as asked stands in Deferred once',
    lists: { need: true },
    first: { records: { items: [item('W-1', 'Cache the totals'), item('W-2', 'Audit column')] } },
    second: { records: { items: [item('W-1', 'Cache the totals', { need: user })] }, deferred: [off('Audit column')] },
    expected: ['Cache the totals', '', 'Audit column', ''],
  },
  {
    name: 'a record without need that is also listed as put off stands there once',
    lists: { need: true },
    first: { records: { items: [item('W-1', 'Cache the totals', { need: user })] } },
    second: {
      records: { items: [item('W-1', 'Cache the totals', { need: user }), item('W-2', 'Audit column')] },
      deferred: [off('Audit column')],
    },
    expected: ['Cache the totals', '', 'Audit column', ''],
  },
  {
    name: 'a record that nobody questioned does not leave for an item with a longer name',
    first: { records: { items: [item('W-1', 'First step'), item('W-2', 'Audit column')] } },
    second: { records: { items: [item('W-1', 'First step')] }, deferred: [off('Audit column for exports')] },
    expected: ['First step, Audit column', '', 'Audit column for exports', ''],
  },
  {
    name: 'an item whose trigger was repaired replaces the bad one, also with more words',
    first: {
      records: { items: [item('W-1', 'First step')] },
      deferred: [off('Audit log', 'later'), off('Second log')],
    },
    second: { deferred: [off('Audit log for admins')], records: { items: [item('W-1', 'First step')] } },
    expected: ['First step', '', 'Audit log for admins, Second log', ''],
  },
  {
    name: 'an item that was fine stays next to one with a longer name',
    first: { records: { items: [item('W-1', 'First step')] }, deferred: [off('Audit log')] },
    second: { deferred: [off('Audit log for admins')], records: { items: [item('W-1', 'First step')] } },
    expected: ['First step', '', 'Audit log for admins, Audit log', ''],
  },
  {
    name: 'an item that became a record is no longer put off',
    lists: { need: true },
    first: { records: { items: [item('W-1', 'First step', { need: user })] }, deferred: [off('Audit log')] },
    second: {
      records: { items: [item('W-1', 'First step', { need: user }), item('W-2', 'Audit log', { need: user })] },
    },
    expected: ['First step, Audit log', '', '', ''],
  },
];

describe('mergeRaw, what a challenge repaired', () => {
  for (const one of cases) it(one.name, () => assert.deepEqual(play(one), one.expected));
});

describe('parseMembers, what was put off', () => {
  const parse = (deferred: unknown): { items: string[]; refused: string[]; rules: string[]; ordinals: number[] } => {
    const violations: Parameters<typeof parseMembers>[1] = [];
    const fields = fieldsOf({ records: { items: [{ title: 'One' }] }, deferred });
    assert.ok(fields !== null);
    const members = parseMembers(fields, violations);
    return {
      items: (members?.deferred ?? []).map((entry) => entry.item),
      refused: (members?.rejected ?? []).map(({ title, rule }) => `${title} ${rule}`),
      rules: violations.map(({ at, rule }) => `${at} ${rule}`),
      ordinals: (members?.rejected ?? []).map(({ ordinal }) => ordinal),
    };
  };
  for (const [name, deferred, items] of [
    ['a known name', [{ item: 'Cache', why: 'w' }], ['Cache']],
    ['another name', [{ what: 'Second factor', why: 'w', reopenWhen: 'r' }], ['Second factor']],
    ['another name behind the reason', [{ why: 'w', reopenWhen: 'r', feature: 'Export' }], ['Export']],
    ['nothing but a reason', [{ id: '', why: 'Nobody asks for exports' }], ['Nobody asks for exports']],
    ['a text', ['Cache'], ['Cache']],
    ['one object', { item: 'Cache' }, ['Cache']],
    ['a name that is nested', [{ feature: { label: 'Export' } }], ['label: Export']],
    ['nothing', [{}, null, ''], []],
    ['no list', 'none', []],
  ] as const)
    it(`keeps an item with ${name}`, () => {
      const parsed = parse(deferred);
      assert.deepEqual([parsed.items, parsed.refused, parsed.rules], [items, [], []]);
    });

  it('excludes what is too much, each under its own number', () => {
    const { items, refused, rules, ordinals } = parse(Array.from({ length: 130 }, (_, i) => ({ item: `D${i}` })));
    assert.deepEqual([items.length, refused.length, refused[0], rules], [100, 30, 'D100 limit', ['deferred limit']]);
    assert.deepEqual([ordinals[0], new Set(ordinals).size], [2, 30]);
  });
});
