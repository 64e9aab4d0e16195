import assert from 'node:assert/strict';
import { classifySymptoms } from './symptoms.ts';

describe('classifySymptoms', () => {
  const of = (brief: string): string[] =>
    classifySymptoms(brief).map(({ signal, phrase }) => `${signal.replace('symptom-', '')}: ${phrase}`);

  it('recognises each kind by the words of the brief', () => {
    assert.deepEqual(of('Checkout hangs under load.'), ['intermittent: hangs', 'intermittent: under load']);
    assert.deepEqual(of('The total is off by one and sometimes undefined.'), [
      'intermittent: sometimes',
      'values: off by one',
      'values: undefined',
    ]);
    assert.deepEqual(of('After the migration we see missing rows.'), ['data: migration', 'data: missing rows']);
    assert.deepEqual(of('Login returns 500 for every user.'), []);
  });

  it('ignores what the brief rules out, and case and white space', () => {
    assert.deepEqual(of('There is no data loss, and it never hangs.'), []);
    assert.deepEqual(of('RACE\n  condition'), ['intermittent: race condition']);
  });

  it('is bounded and does not repeat itself', () => {
    assert.equal(classifySymptoms('hangs '.repeat(10_000)).length, 1);
    assert.ok(
      classifySymptoms('sometimes randomly stale twice hangs freezes stuck dropped timing racy '.repeat(5000)).length <=
        15,
    );
  });
});
