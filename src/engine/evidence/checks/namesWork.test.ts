import assert from 'node:assert/strict';
import { namesWork } from './namesWork.ts';

const names = (investigation: string): boolean => namesWork({ investigation, citations: [] });

describe('words that name what was done', () => {
  for (const text of [
    'Read src/pay.ts and its caller.',
    'Opened a.ts and main.c.',
    "Searched for 'retry' in all folders.",
    'Searched for "retry".',
    'Looked for `withRetry`.',
    'Compared with E-001.',
    'Section 4 says otherwise.',
    'The folder src/billing has no lock and/or queue.',
  ])
    it(`count: ${text}`, () => assert.equal(names(text), true));
  for (const text of [
    'Looks right to me.',
    "It isn't wrong and it doesn't matter.",
    'It isn’t wrong and it doesn’t matter.',
    'I.e. it is right, e.g. by design.',
    'It is wrong and/or slow, 24/7.',
    'It runs at 5 p.m. every day.',
  ])
    it(`do not count: ${text}`, () => assert.equal(names(text), false));
});
