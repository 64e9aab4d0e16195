import assert from 'node:assert/strict';
import fc from 'fast-check';
import { documentCheckIds, writtenDocumentSchema } from '../../protocol/document.ts';
import { fieldsOf } from '../evidence/fields.ts';
import { checkDocument } from './checkDocument.ts';
import { contextOf, finding, rawOf, specOf } from '../../../test/support/documentFixture.ts';
import { parseDocument } from './parseDocument.ts';
import { parseMembers } from './parseMembers.ts';

const spec = specOf({
  sections: [
    { heading: 'Context', plain: true, limits: { words: 20 } },
    { heading: 'Picture', diagram: 'required' },
  ],
  conclusion: 'One sentence.',
  deferred: true,
  checks: [...documentCheckIds],
  records: [
    {
      name: 'tasks',
      title: 'Task',
      prefix: 'W',
      text: 'T',
      max: 6,
      need: true,
      dependsOn: 'after',
      orderBy: 'size',
      fields: [
        { name: 'after', text: 'ids', kind: 'ids', of: ['tasks'], required: false },
        { name: 'size', text: 's', kind: 'enum', values: ['big', 'small'], required: false },
        { name: 'serves', text: 'ids', kind: 'ids', of: ['goals', 'findings'], required: false },
      ],
    },
    {
      name: 'goals',
      title: 'Goal',
      prefix: 'Z',
      text: 'T',
      evidence: 'required',
      fields: [{ name: 'by', text: 'ids', kind: 'ids', of: ['tasks'] }],
    },
  ],
});

const id = fc.constantFrom('', 'W1', 'W-1', 'W-2', 'W3', 'x', 'E-001', 'Z-1', 'Task a', 'D-9', 'some-id');
const need = fc.constantFrom(
  undefined,
  { kind: 'user', ref: 'the brief' },
  { kind: 'dependency', ref: 'W1' },
  { kind: 'dependency', ref: 'W3' },
  'incident: the outage',
);
const task = fc.record({
  id,
  title: fc.constantFrom('Task a', 'Task b', 'Task c', 'See [W1] and [E-404]', ''),
  need,
  after: fc.array(id, { maxLength: 3 }),
  size: fc.constantFrom('big', 'Small', 'huge', ''),
  serves: fc.array(id, { maxLength: 3 }),
  evidence: fc.array(id, { maxLength: 2 }),
});
const goal = fc.record({
  id,
  title: fc.constantFrom('Goal a', 'Goal b'),
  by: fc.array(id, { maxLength: 2 }),
  evidence: fc.array(fc.constantFrom('E-001', 'E-1', 'E-404'), { maxLength: 2 }),
});
const answer = fc.record({
  records: fc.record({ tasks: fc.array(task, { maxLength: 9 }), goals: fc.array(goal, { maxLength: 4 }) }),
  deferred: fc.array(
    fc.record({ item: fc.constantFrom('Cache', 'Queue'), reopenWhen: fc.constantFrom('later', '100 users') }),
    { maxLength: 2 },
  ),
  conclusion: fc.constantFrom('', 'So it is [W1].', 'Thus [E-404].'),
});
const prose = fc.constantFrom(
  '',
  '## Context\nAs [W1], W-2 and [E-001, X-9] in src/a.ts say {name}.\n## Picture\n```mermaid\nA\n```\n## More\nText.',
  '## Context\n[W-1][W-2] [Z-1].',
);

describe('checkDocument', () => {
  it('loses no record: each is in the records, in Deferred or among the excluded', () => {
    fc.assert(
      fc.property(answer, prose, (members, text) => {
        const raw = rawOf(spec, members, `${text}\n## Context\nText.`);
        const { document, excluded } = checkDocument(raw, contextOf(spec));
        const given = raw.lists.reduce((sum, list) => sum + list.records.length, 0) + raw.rejected.length;
        const kept = Object.values(document.records).flat().length;
        assert.equal(kept + (document.deferred.length - raw.deferred.length) + excluded.length, given);
        assert.equal(new Set(excluded.map((entry) => entry.key)).size, excluded.length);
      }),
    );
  });

  it('gives unique ids, backward dependencies only, and references that lead somewhere', () => {
    fc.assert(
      fc.property(answer, prose, (members, text) => {
        const { document } = checkDocument(rawOf(spec, members, `${text}\n## Context\nText.`), contextOf(spec));
        const records = Object.values(document.records).flat();
        const ids = records.map((record) => record.id);
        assert.equal(new Set(ids).size, ids.length);
        assert.ok(
          ids.every((one) => /^[WZ]-\d+$/.test(one)),
          ids.join(),
        );
        const known = new Set([...ids, 'E-001', 'E-002']);
        const tasks = document.records['tasks'] ?? [];
        tasks.forEach((record, i) => {
          const before = new Set(tasks.slice(0, i).map((other) => other.id));
          for (const on of [record.fields['after'] ?? []].flat()) assert.ok(before.has(on), `${record.id} after ${on}`);
        });
        for (const record of records) {
          for (const one of record.evidence) assert.ok(known.has(one), one);
          for (const name of ['serves', 'by'])
            for (const one of [record.fields[name] ?? []].flat()) assert.ok(known.has(one), one);
        }
        const cited = document.sections.flatMap(
          (section) => section.markdown.match(/\[[A-Z]+-\d+(?:, [A-Z]+-\d+)*\]/g) ?? [],
        );
        for (const one of cited.flatMap((found) => found.slice(1, -1).split(', '))) assert.ok(known.has(one), one);
      }),
    );
  });

  it('is deterministic, total and within its schema, whatever the answer', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.string({ unit: 'binary', maxLength: 300 }), (value, text) => {
        const members = parseMembers(
          fieldsOf({
            records: { tasks: [value, { title: text, after: value, need: value, serves: [text] }], goals: value },
            deferred: [value],
            conclusion: text,
          }) ?? new Map<string, unknown>(),
          [],
        );
        if (members === null) return;
        const parsed = parseDocument(`## Context\n${text}`, members, spec);
        if (!parsed.ok) return;
        const first = checkDocument(parsed.raw, contextOf(spec));
        writtenDocumentSchema.parse(first.document);
        assert.deepEqual(checkDocument(parsed.raw, contextOf(spec)), first);
      }),
    );
  });

  it('bounds its notes and does not slow down on hostile prose and many records', () => {
    const pieces = [
      '[E-9',
      '{',
      '<a',
      'aB',
      '/a.b',
      '`',
      '"x" ',
      '- [x] ',
      '|---',
      '**',
      'http://a ',
      'W1 ',
      '[W1, ',
      'line 1 ',
      '. . ',
      'TODO ',
      '_a',
      '…!?',
      '    ',
    ];
    const raw = rawOf(
      spec,
      {
        records: {
          tasks: Array.from({ length: 490 }, (_, i) => ({
            id: `W${i}`,
            title: `T ${i}`,
            need: { kind: 'dependency', ref: `W${i + 1}` },
            after: [`W${i + 1}`, `W${i - 1}`],
          })),
        },
      },
      '## Context\nText.',
    );
    const findings = Array.from({ length: 500 }, (_, i) => finding(`E-${String(i).padStart(3, '0')}`));
    for (const piece of pieces) {
      const sections = [{ heading: 'Context', markdown: piece.repeat(Math.floor(60_000 / piece.length)) }];
      const { document } = checkDocument(
        { ...raw, sections },
        contextOf(spec, { findings, brief: piece.repeat(5_000), subject: piece.repeat(20_000) }),
      );
      assert.ok(document.notes.length <= 200);
    }
  });
});
