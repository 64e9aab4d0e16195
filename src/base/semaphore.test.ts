import assert from 'node:assert/strict';
import { Semaphore } from './semaphore.ts';

describe('Semaphore', () => {
  const never = new AbortController().signal;

  it('lets no more in than there are places, in order of arrival', async () => {
    const places = new Semaphore(2);
    const log: string[] = [];
    const enter = async (name: string): Promise<() => void> => {
      const leave = await places.take(never);
      log.push(name);
      return leave;
    };
    const leaveA = await enter('a');
    await enter('b');
    const c = enter('c');
    const d = enter('d');
    await Promise.resolve();
    assert.deepEqual(log, ['a', 'b']);
    leaveA();
    leaveA(); // a second time gives nothing back
    (await c)();
    await d;
    assert.deepEqual(log, ['a', 'b', 'c', 'd']);
  });

  it('forgets who stopped waiting', async () => {
    const places = new Semaphore(1);
    const leave = await places.take(never);
    const stop = new AbortController();
    const waiting = places.take(stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    leave();
    (await places.take(never))();
  });
});
