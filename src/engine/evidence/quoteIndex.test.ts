import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normaliseSpace, QuoteIndex } from './quoteIndex.ts';

describe('QuoteIndex', () => {
  it('finds the same places by word index as by scanning', () => {
    const piece = fc.constantFrom('a', 'ab', 'b', ' ', '  ', '(', '.', '!', 'é', '\t', '_');
    const line = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        line,
        line,
        fc.boolean(),
        (lines, head, tail, openEnd) => {
          const quote = normaliseSpace(`${head}\n${tail}`);
          if (quote === '') return;
          const scanned = new QuoteIndex(lines).everywhere(quote, openEnd);
          const indexed = new QuoteIndex(lines);
          // Enough other searches make it build its index.
          for (let i = 0; i < 20; i++) indexed.everywhere(`other${i}`);
          assert.deepEqual(indexed.everywhere(quote, openEnd), scanned);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives line numbers that count blank lines', () => {
    const index = new QuoteIndex(['', 'first', '', '   ', 'second line', '']);
    assert.deepEqual(
      index.everywhere('first second line').map((place) => [place.startLine, place.endLine, place.wholeLines]),
      [[2, 5, true]],
    );
    assert.equal(index.within('second line', 3, 4), null);
    assert.equal(index.within('second line', 3, 5)?.startLine, 5);
    assert.equal(new QuoteIndex([]).within('x', 1, 9), null);
  });
});
