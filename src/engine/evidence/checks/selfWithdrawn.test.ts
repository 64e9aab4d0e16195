import assert from 'node:assert/strict';
import { withdrawal } from './selfWithdrawn.ts';

const stand = [
  'This is not an issue of the parser. The caller passes an unchecked length and the copy overruns.',
  'The comment says this is not a problem. It is: two writers race.',
  'That is not a bug in the library; our wrapper drops the error.',
  'It is not a real issue of style - it silently loses rows.',
  'The reviewer may think this is no problem. Rows are lost.',
  'On a single node this is not an issue. With two nodes both write and one order is lost.',
  'At first sight it is no problem. Under load the queue grows without bound.',
  'Today it is not a problem: the list is short. The new import fills it with 2 million rows.',
  'Reading alone, this is no issue. Writing concurrently corrupts the file.',
  'Ignore this point at your peril: keys are logged in plain text.',
  'The handler does not withdraw the claim before paying, so it pays twice.',
  'Users can withdraw the claim twice and get paid twice.',
  'An attacker may retract the claim after payout.',
  'When the claim is invalid the payout still happens.',
  'The payout happens although the claim is invalid.',
  'The claim is invalid JSON and the parser accepts it.',
  'The JWT is accepted although the claim is not valid any more.',
  'Expired tokens pass: the claim is invalid after an hour. Nothing checks exp.',
  'Insurance: once the claim is withdrawn. The job keeps running.',
  'The test asserts that this is not a bug.',
];
const sure = [
  'The loop looks odd. On reflection, this is fine.',
  'On closer look it is correct, so no action is needed.',
  'On reflection, this is a false positive.',
  'The check is missing. Wait, this is handled.',
  'It seemed wrong, but this finding is withdrawn.',
  'I withdraw this finding.',
  'Please ignore this finding.',
  'Not an issue.',
];
const unsure = ['After checking, this is not a vulnerability.', 'The lock is held. So it is not a problem.'];

const back = (claim: string): ReturnType<typeof withdrawal> =>
  withdrawal({ title: 'Length check', claim, recommendation: 'Fix it.' });

describe('a finding that takes itself back', () => {
  for (const claim of stand) it(`stands: ${claim}`, () => assert.equal(back(claim), null));
  for (const claim of sure) it(`is taken back: ${claim}`, () => assert.equal(back(claim)?.sure, true));
  for (const claim of unsure) it(`is asked about: ${claim}`, () => assert.equal(back(claim)?.sure, false));
});
