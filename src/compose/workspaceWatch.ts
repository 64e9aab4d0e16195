import type { Log } from '../base/log.ts';
import { asBooError } from '../protocol/errors.ts';
import type { Recorder } from '../engine/run/recorder.ts';
import {
  compareFingerprints,
  fingerprintWorkspace,
  type WorkspaceFingerprint,
} from '../workspace/fingerprint/fingerprintWorkspace.ts';

/** How many changed paths a run keeps; the count of the rest is said. */
const maxListed = 200;

/**
 * Fingerprints the workspace before the first agent and after the last one, and records both. A run that was taken
 * over has only the digest of the first: then a difference is known, the paths are not.
 */
export class WorkspaceWatch {
  private readonly root: string;
  private readonly recorder: Recorder;
  private readonly log: Log;
  private first: WorkspaceFingerprint | undefined;

  constructor(root: string, recorder: Recorder, log: Log) {
    this.root = root;
    this.recorder = recorder;
    this.log = log;
  }

  async before(signal: AbortSignal): Promise<void> {
    this.first = await fingerprintWorkspace(this.root, signal);
    await this.recorder.record({
      type: 'workspace.fingerprint',
      when: 'before',
      digest: this.first.digest,
      changes: [],
    });
  }

  /** A fingerprint that cannot be taken must not cost the report: the report then says that it is not known. */
  async after(signal: AbortSignal): Promise<void> {
    const before = this.recorder.state.fingerprintBefore;
    let last: WorkspaceFingerprint;
    try {
      last = await fingerprintWorkspace(this.root, signal, this.first ?? null);
    } catch (error) {
      if (signal.aborted) throw error;
      this.log.write('warn', 'no fingerprint after the run', { message: asBooError(error).message });
      return;
    }
    const changes = this.changes(before, last);
    await this.recorder.record({ type: 'workspace.fingerprint', when: 'after', digest: last.digest, changes });
  }

  private changes(before: string | null, last: WorkspaceFingerprint): string[] {
    if (before === null || before === last.digest) return [];
    if (this.first?.digest !== before)
      return ['(files changed since the run began; it was interrupted, so their names are not known)'];
    const all = compareFingerprints(this.first, last);
    return all.length <= maxListed ? all : [...all.slice(0, maxListed), `(${all.length - maxListed} more)`];
  }
}
