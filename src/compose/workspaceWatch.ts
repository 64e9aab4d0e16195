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
  private readonly abort = new AbortController();
  private first: WorkspaceFingerprint | undefined;

  constructor(root: string, recorder: Recorder) {
    this.root = root;
    this.recorder = recorder;
  }

  async before(): Promise<void> {
    this.first = await fingerprintWorkspace(this.root, this.abort.signal);
    await this.recorder.record({
      type: 'workspace.fingerprint',
      when: 'before',
      digest: this.first.digest,
      changes: [],
    });
  }

  async after(): Promise<void> {
    const before = this.recorder.state.fingerprintBefore;
    const last = await fingerprintWorkspace(this.root, this.abort.signal, this.first ?? null);
    await this.recorder.record({
      type: 'workspace.fingerprint',
      when: 'after',
      digest: last.digest,
      changes: this.changes(before, last),
    });
  }

  dispose(): void {
    this.abort.abort();
  }

  private changes(before: string | null, last: WorkspaceFingerprint): string[] {
    if (before === null || before === last.digest) return [];
    if (this.first?.digest !== before)
      return ['(files changed since the run began; it was interrupted, so their names are not known)'];
    const all = compareFingerprints(this.first, last);
    return all.length <= maxListed ? all : [...all.slice(0, maxListed), `(${all.length - maxListed} more)`];
  }
}
