import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Violation } from '../../protocol/finding.ts';
import { fieldsOf } from '../evidence/fields.ts';
import { rawOf, specOf } from '../../../test/support/documentFixture.ts';
import { parseDocument } from './parseDocument.ts';
import { parseMembers } from './parseMembers.ts';
import type { RawMembers } from './rawDocument.ts';

const spec = specOf({
  sections: [{ heading: 'Context' }],
  records: [
    { name: 'options', title: 'Option', prefix: 'O', text: 'Options.' },
    { name: 'risks', title: 'Risk', prefix: 'R', text: 'Risks.' },
  ],
});
const single = specOf({ records: [{ name: 'options', title: 'Option', prefix: 'O', text: 'Options.' }] });

function members(value: object): { members: RawMembers | null; violations: Violation[] } {
  const violations: Violation[] = [];
  return { members: parseMembers(fieldsOf(value) ?? new Map<string, unknown>(), violations), violations };
}

describe('parseDocument', () => {
  it('takes records with their ids, evidence, need and fields', () => {
    const raw = rawOf(spec, {
      records: {
        options: [
          {
            id: 'O1',
            title: 'Keep',
            evidence: '[E-001, E-002]',
            need: 'user: the brief',
            pros: ['cheap'],
            weight: 3,
            other: { a: 1, b: ['x', 'y'] },
          },
        ],
      },
    });
    assert.deepEqual(raw.lists[0]?.records, [
      {
        at: 'records.options[0]',
        ordinal: 1,
        id: 'O1',
        title: 'Keep',
        evidence: ['E-001', 'E-002'],
        need: { kind: 'user', ref: 'the brief' },
        fields: { pros: ['cheap'], weight: '3', other: 'a: 1; b: x; y' },
      },
    ]);
  });

  it('finds a list under another spelling, beside "records", or as the only one', () => {
    const record = { title: 'Keep' };
    for (const value of [{ records: { Option: [record] } }, { options: [record] }, { records: { options: record } }])
      assert.deepEqual(
        rawOf(spec, value).lists.map((list) => list.records.length),
        [1, 0],
        JSON.stringify(value),
      );
    assert.equal(rawOf(single, { records: [record] }).lists[0]?.records.length, 1);
  });

  it('refuses what is no record and lists that the document does not have, and counts them', () => {
    const given = members({ records: { options: [{ title: 'A' }, 7, {}, 'Text'], ideas: [{ title: 'B' }] } });
    assert.ok(given.members !== null);
    const parsed = parseDocument('', given.members, spec);
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.raw.rejected.map(({ ordinal, title, rule }) => [ordinal, title, rule]),
      [
        [2, '7', 'shape'],
        [3, 'Entry of options', 'shape'],
        [4, 'Text', 'shape'],
        [5, 'B', 'shape'],
      ],
    );
    assert.deepEqual(
      [...given.violations, ...parsed.violations].map(({ at, rule }) => `${at} ${rule}`),
      [
        'records.options[1] shape',
        'records.options[2] shape',
        'records.options[3] shape',
        'records.ideas unknown-list',
      ],
    );
  });

  it('is a typed failure without a section and without a record', () => {
    const empty = members({ records: { options: [] }, conclusion: 'Yes.' });
    assert.ok(empty.members !== null);
    const parsed = parseDocument('Just a few words.', empty.members, spec);
    assert.equal(parsed.ok, false);
    assert.deepEqual(
      parsed.violations.map((violation) => violation.rule),
      ['output_unreadable'],
    );
    assert.match(parsed.violations[0]?.message ?? '', /"## Context".*"options", "risks"/);
  });

  it('lists what lies beyond the bound and refuses a flood', () => {
    const many = (count: number): object => ({
      records: { options: Array.from({ length: count }, (_, i) => ({ title: `T${i}` })) },
    });
    const { members: some } = members(many(600));
    assert.deepEqual([some?.lists[0]?.records.length, some?.rejected.length], [500, 100]);
    const flood = members(many(5_001));
    assert.equal(flood.members, null);
    assert.deepEqual(
      flood.violations.map((violation) => violation.rule),
      ['limit'],
    );
  });

  it('reads deferred items and responses, and names a response without an action', () => {
    const { members: read, violations } = members({
      records: {},
      deferred: ['Caching', { title: 'Sharding', reason: 'No load.', trigger: '10,000 requests per second' }, {}],
      responses: [{ target: 'D-1', action: 'Rejected', reason: 'The quote is old.' }, { target: 'D-2' }],
    });
    assert.deepEqual(read?.deferred, [
      { item: 'Caching', why: '', reopenWhen: '', source: '' },
      { item: 'Sharding', why: 'No load.', reopenWhen: '10,000 requests per second', source: '' },
    ]);
    assert.deepEqual(read.responses, [{ target: 'D-1', action: 'rejected', reason: 'The quote is old.' }]);
    assert.deepEqual(
      violations.map((violation) => violation.at),
      ['responses[1]'],
    );
  });

  it('takes any JSON value without throwing, and loses no entry of a list', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string(), (value, prose) => {
        const given = members({
          records: value,
          deferred: value,
          responses: value,
          conclusion: value,
          confidence: value,
        });
        if (given.members === null) return;
        parseDocument(prose, given.members, spec);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 30 }), (items) => {
        const { members: read } = members({ records: { options: items } });
        assert.equal((read?.lists[0]?.records.length ?? 0) + (read?.rejected.length ?? 0), items.length);
      }),
    );
  });
});
