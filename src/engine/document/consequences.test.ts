import assert from 'node:assert/strict';
import type { WrittenDocument } from '../../protocol/document.ts';
import { consequenceFailures } from './consequences.ts';
import { checked } from '../../../test/support/documentFixture.ts';

const spec = {
  conclusion: 'C',
  records: [{ name: 'items', title: 'Item', prefix: 'D', text: 'T', fields: [{ name: 'why', text: 'W' }] }],
};
const document = (
  conclusion: string,
  whys: Readonly<Record<string, string>>,
  responses: readonly object[] = [],
): WrittenDocument =>
  checked(spec, {
    conclusion,
    confidence: 'low',
    responses,
    records: { items: Object.entries(whys).map(([title, why]) => ({ title, why })) },
  }).document;
const before = document('Take A.', { One: 'Because.', Two: 'Also.' });
const left = (after: WrittenDocument, targets: readonly string[]): string[] =>
  consequenceFailures(before, after, targets).map((failure) => failure.target);

describe('consequenceFailures', () => {
  for (const [name, after, targets, expected] of [
    ['nothing was done', before, ['D-1', 'conclusion'], ['D-1', 'conclusion']],
    [
      'only case and spacing differ',
      document('take a', { One: ' because', Two: 'Also.' }),
      ['D-1', 'conclusion'],
      ['D-1', 'conclusion'],
    ],
    ['the record changed', document('Take A.', { One: 'Because of B.', Two: 'Also.' }), ['D-1'], []],
    ['the record is gone', document('Take A.', { One: 'Because.' }), ['D-2'], []],
    ['the conclusion changed', document('Take B.', { One: 'Because.', Two: 'Also.' }), ['root cause', 'D-2'], ['D-2']],
    [
      'it is rejected with a reason',
      document('Take A.', { One: 'Because.', Two: 'Also.' }, [
        { target: 'D1', action: 'rejected', reason: 'The quote is of the old version.' },
      ]),
      ['D-1'],
      [],
    ],
    [
      'it is rejected without a reason',
      document('Take A.', { One: 'Because.', Two: 'Also.' }, [{ target: 'D-1', action: 'rejected', reason: 'No.' }]),
      ['D-1'],
      ['D-1'],
    ],
    [
      'a change is claimed that is none',
      document('Take A.', { One: 'Because.', Two: 'Also.' }, [
        { target: 'D-1', action: 'adjusted', reason: 'Made it clearer.' },
      ]),
      ['D-1'],
      ['D-1'],
    ],
    ['the target is unknown', before, ['D-9', 'E-001'], []],
    ['it was refuted twice', before, ['D-1', 'D-1'], ['D-1']],
  ] as const)
    it(`says what is left when ${name}`, () => assert.deepEqual(left(after, targets), expected));

  it('is asked for in a rewrite, and a failure of its document', () => {
    const rewrite = checked(
      spec,
      {
        conclusion: 'Take A.',
        confidence: 'high',
        records: {
          items: [
            { id: 'D-1', title: 'One', why: 'Because.' },
            { id: 'D-2', title: 'Two', why: 'Better.' },
          ],
        },
      },
      '',
      {
        before,
        refuted: ['D-1', 'D-2'],
      },
    );
    assert.deepEqual(rewrite.rules, ['consequence']);
    assert.match(rewrite.document.failures.join(), /^D-1: It was refuted/);
    assert.equal(rewrite.document.confidence, 'medium');
  });
});
