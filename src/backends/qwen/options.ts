import type { Log } from '../../base/log.ts';

export type QwenTransport = 'stream-json' | 'acp';
/** `require` refuses to run without an OS sandbox, `auto` uses one when it works, `off` never does. */
export type SandboxMode = 'auto' | 'require' | 'off';

export interface QwenOptions {
  /** The qwen executable, its cli.js, or its package folder. Unset: BOO_QWEN, then PATH. */
  readonly qwenPath?: string;
  /** Environment of the host: PATH, OPENAI_* and proxy variables are taken from it, nothing else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home folder of the user; holds `.qwen/settings.json`. */
  readonly home: string;
  /** Folder that only this backend uses. Created with mode 0700; must not lie inside a workspace. */
  readonly privateDir: string;
  readonly transport: QwenTransport;
  /** Sessions open at once, 1 to 64. */
  readonly concurrency: number;
  readonly sandbox: SandboxMode;
  readonly log: Log;
  /** Bound of the reachability check of the model endpoint. Default 3000. */
  readonly endpointProbeMs?: number;
}
