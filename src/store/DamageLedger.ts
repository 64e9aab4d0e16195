import type { Log } from '../base/log.ts';
import type { ErrorRecord } from '../protocol/errors.ts';
import type { Damage } from './epochChain.ts';
import { toStoreError } from './ioErrors.ts';
import { listSetAside, setAside } from './quarantine.ts';
import { newerStore } from './storeFormat.ts';

/** What is wrong with a store, in words: seen now, or set aside earlier. Each damage is set aside once. */
export class DamageLedger {
  private readonly dir: string;
  private readonly log: Log;
  /** By run and message; the value is what to say when the file could not be set aside. */
  private readonly seen = new Map<string, ErrorRecord | null>();

  constructor(dir: string, log: Log) {
    this.dir = dir;
    this.log = log;
  }

  /** Never throws: a folder that takes no copy must not keep anyone from reading. */
  async note(runId: string, damage: Damage): Promise<void> {
    const key = `${runId} ${damage.message}`;
    if (this.seen.has(key)) return;
    const code = damage.kind === 'newer' ? 'store_newer' : 'store_corrupt';
    this.seen.set(key, { code, message: `Run ${runId}: ${damage.message}`, where: damage.path.slice(-1000) });
    this.log.write('warn', `run ${runId} is damaged`, { epoch: damage.epoch, kind: damage.kind });
    try {
      if (damage.kind === 'newer' || (await newerStore(this.dir)) !== null) return;
      await setAside(this.dir, runId, damage);
      this.seen.set(key, null);
    } catch (error) {
      this.log.write('warn', `the damaged log of run ${runId} could not be set aside`, { error: String(error) });
    }
  }

  /** A removed run has no problems. */
  forget(runId: string): void {
    for (const key of [...this.seen.keys()]) if (key.startsWith(`${runId} `)) this.seen.delete(key);
  }

  /** Never throws. */
  async list(): Promise<ErrorRecord[]> {
    const unkept = [...this.seen.values()].flatMap((record) => record ?? []);
    try {
      const newer = await newerStore(this.dir);
      return [...(newer === null ? [] : [newer.toRecord()]), ...(await listSetAside(this.dir)), ...unkept];
    } catch (error) {
      return [toStoreError(error, `The history in ${this.dir} cannot be read`).toRecord(), ...unkept];
    }
  }
}
