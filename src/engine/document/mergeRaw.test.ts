import assert from 'node:assert/strict';
import fc from 'fast-check';
import { violation } from '../evidence/answer.ts';
import { rawOf, specOf } from '../../../test/support/documentFixture.ts';
import { mergeRaw } from './mergeRaw.ts';
import type { RawDocument } from './rawDocument.ts';

const spec = specOf({
  sections: [{ heading: 'A' }, { heading: 'B' }],
  records: [{ name: 'items', title: 'Item', prefix: 'D', text: 'T' }],
});
const answer = (titles: readonly string[], prose = '## A\nText.', more: object = {}): RawDocument =>
  rawOf(spec, { records: { items: titles.map((title, i) => ({ id: `D${i + 1}`, title })) }, ...more }, prose);
const titles = (raw: RawDocument): string[] =>
  (raw.lists[0]?.records ?? []).map((record) => `${record.ordinal} ${record.title}`);

describe('mergeRaw', () => {
  it('carries over what was not questioned, in its old place, and says so', () => {
    const { raw, notes } = mergeRaw(
      answer(['One', 'Two', 'Three'], '## A\nOld.\n## B\nKept.'),
      answer(['Three', 'New'], '## A\nBetter.'),
      [violation('sections.A', 'limit', 'Too long.')],
    );
    assert.deepEqual(titles(raw), ['1 One', '2 Two', '3 Three', '4 New']);
    assert.deepEqual(raw.sections, [
      { heading: 'A', markdown: 'Better.' },
      { heading: 'B', markdown: 'Kept.' },
    ]);
    assert.equal(notes.length, 3);
  });

  it('counts a questioned record that is gone as withdrawn', () => {
    const { raw } = mergeRaw(answer(['One', 'Two']), answer(['One']), [
      violation('records.items[1].evidence', 'unknown-id', 'No.'),
    ]);
    assert.deepEqual(titles(raw), ['1 One']);
    assert.deepEqual(
      raw.rejected.map(({ ordinal, title, rule }) => [ordinal, title, rule]),
      [[2, 'Two', 'withdrawn']],
    );
  });

  it('lets go of any record when there were too many', () => {
    const { raw } = mergeRaw(answer(['One', 'Two']), answer(['Two']), [
      violation('records.items', 'limit', 'Too many.'),
    ]);
    assert.deepEqual([titles(raw), raw.rejected.length], [['2 Two'], 1]);
  });

  it('knows a record by its id when its title was repaired', () => {
    const next = rawOf(spec, { records: { items: [{ id: 'D2', title: 'Second' }] } }, '## A\nText.');
    assert.deepEqual(titles(mergeRaw(answer(['One', 'Two']), next, []).raw), ['1 One', '2 Second']);
  });

  it('keeps conclusion, deferred items and responses that were not repeated', () => {
    const first = answer(['One'], '## A\nText.', {
      conclusion: 'Yes.',
      confidence: 'high',
      deferred: [{ item: 'Cache', why: 'w' }, { item: 'Queue' }],
    });
    const { raw } = mergeRaw(
      first,
      answer(['One'], '## A\nText.', { deferred: [{ item: 'queue', why: 'better' }] }),
      [],
    );
    assert.deepEqual(
      [raw.conclusion, raw.confidence, raw.deferred.map((item) => `${item.item} ${item.why}`)],
      ['Yes.', 'high', ['queue better', 'Cache w']],
    );
  });

  it('gives every record of either answer one place and one ordinal', () => {
    const title = fc.array(fc.constantFrom('One', 'Two', 'Three', 'Four', 'Two'), { maxLength: 6 });
    fc.assert(
      fc.property(title, title, fc.array(fc.nat({ max: 5 }), { maxLength: 4 }), (before, after, hit) => {
        const questioned = hit.map((i) => violation(`records.items[${i}]`, 'shape', 'No.'));
        const { raw } = mergeRaw(answer(before), answer(after), questioned);
        const ordinals = [...(raw.lists[0]?.records ?? []), ...raw.rejected].map((record) => record.ordinal);
        assert.equal(new Set(ordinals).size, ordinals.length);
        for (let i = 1; i <= before.length; i++) assert.ok(ordinals.includes(i), `record ${i} is gone`);
        const records = (raw.lists[0]?.records ?? []).map((record) => record.title);
        for (const one of after) assert.ok(records.includes(one), one);
      }),
    );
  });
});
