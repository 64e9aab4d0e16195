import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../engine/ports/Clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, 0x7fff_ffff));
    return () => clearTimeout(timer);
  },
};

const idRandomChars = 8;

/** Ids are 9 characters of time in base 36 and 8 random ones: they sort by time and are safe as folder names. */
export const systemRandom: Random = {
  next: () => randomBytes(4).readUInt32BE() / 2 ** 32,
  id() {
    const time = Date.now().toString(36).padStart(9, '0');
    const random = [...randomBytes(idRandomChars)].map((byte) => (byte % 36).toString(36)).join('');
    return time + random;
  },
};
