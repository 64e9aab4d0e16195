import type { Disposable } from '../../src/base/disposable.ts';
import { silentLog } from '../../src/base/log.ts';
import { type HostMessage, hostMessageSchema, type PaneMessage } from '../../src/protocol/pane/messages.ts';
import type { StreamDetail } from '../../src/protocol/stream/rows.ts';
import { PaneSession, type SessionPorts, type ViewMessage } from '../../src/vscode/runPane/paneSession.ts';
import { type MemoryRun, runId } from './memoryRun.ts';

/** The real host half of a pane over a run in memory, on real timers. */
export function makeSession(
  run: MemoryRun,
  post: (message: HostMessage) => void,
  options: { readonly detail?: StreamDetail; readonly later?: SessionPorts['later'] } = {},
): PaneSession {
  return new PaneSession(runId, {
    app: run.app,
    post: (message) => post(hostMessageSchema.parse(message)),
    now: () => run.now,
    later: options.later ?? timer,
    detail: () => options.detail ?? 'concise',
    changed: () => {},
    log: silentLog,
  });
}

function timer(ms: number, act: () => void): Disposable {
  const handle = setTimeout(act, ms);
  return { dispose: () => clearTimeout(handle) };
}

export function isViewMessage(message: PaneMessage): message is ViewMessage {
  return ['ready', 'select', 'older', 'catchUp', 'ack'].includes(message.type);
}
