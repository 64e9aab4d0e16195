import { type ErrorCode, errorCatalogue, type ErrorRecord } from '../protocol/errors.ts';
import type { SettingKey } from './config.ts';

/** What a button under an error does. The caller may add its own, e.g. "Use Offline". */
export type FixId =
  'checkBackend' | 'rebuildHistory' | 'showLog' | 'manageTrust' | 'openPlace' | `setting:${SettingKey}`;

interface Advice {
  /** The next step in words of the editor, where the catalogue speaks of command-line options. */
  readonly sentence?: string;
  readonly fixes: readonly FixId[];
}

const checkAndLog: Advice = { fixes: ['checkBackend', 'showLog'] };

const table: Partial<Record<ErrorCode, Advice>> = {
  usage: { sentence: 'Check what was chosen and try again.', fixes: [] },
  flow_unknown: { sentence: 'Choose a flow from the Flows view.', fixes: [] },
  flow_invalid: { fixes: ['openPlace'] },
  persona_invalid: { fixes: ['openPlace'] },
  brief_missing: { sentence: 'Say in one or two sentences what is wrong or wanted.', fixes: [] },
  config_invalid: { fixes: [] },
  run_unknown: { sentence: 'Refresh the Runs view; the run may belong to another folder.', fixes: ['rebuildHistory'] },
  scope_empty: { sentence: 'Choose another scope.', fixes: [] },
  scope_not_git: { sentence: 'Choose the whole workspace or a folder, or open a git repository.', fixes: [] },
  scope_no_base: {
    sentence: 'Choose another scope, or fetch the base branch (in a shallow clone: git fetch --unshallow).',
    fixes: [],
  },
  scope_too_large: {
    sentence: 'Choose a folder or the uncommitted changes, or raise the limit.',
    fixes: ['setting:limits.scopeFiles'],
  },
  workspace_missing: { sentence: 'Open a folder that exists.', fixes: [] },
  workspace_untrusted: { fixes: ['manageTrust'] },
  store_unwritable: {
    sentence: 'Free space on the disk, or make the storage folder of the editor writable.',
    fixes: ['showLog'],
  },
  output_unwritable: { sentence: 'Choose a file in a folder that can be written.', fixes: [] },
  store_corrupt: { fixes: ['rebuildHistory', 'showLog'] },
  backend_unavailable: { sentence: 'Check Backend shows what is missing.', fixes: ['checkBackend', 'setting:backend'] },
  qwen_missing: {
    sentence: 'Install it with npm install -g @qwen-code/qwen-code, or name its path in the settings.',
    fixes: ['checkBackend', 'setting:qwen.path'],
  },
  qwen_unsupported: {
    sentence: 'Check Backend names the versions that work.',
    fixes: ['checkBackend', 'setting:qwen.path'],
  },
  qwen_unconfigured: { fixes: ['checkBackend', 'setting:backend'] },
  endpoint_unreachable: { fixes: ['checkBackend', 'showLog'] },
  boocoder_unconfigured: { sentence: 'Choose qwen or offline as the backend.', fixes: ['setting:backend'] },
  readonly_unproven: {
    sentence: 'No agent is started until read-only operation is proven.',
    fixes: ['checkBackend', 'showLog'],
  },
  readonly_violation: { fixes: ['showLog'] },
  sandbox_unavailable: {
    sentence: 'Install bubblewrap, or set the sandbox to auto.',
    fixes: ['setting:sandbox', 'checkBackend'],
  },
  model_auth: checkAndLog,
  model_rate_limited: { fixes: ['setting:concurrency'] },
  model_server_error: checkAndLog,
  model_request_rejected: checkAndLog,
  agent_protocol: { sentence: 'The qwen CLI answered in an unexpected way.', fixes: ['checkBackend', 'showLog'] },
  step_timeout: { fixes: ['setting:limits.stepMinutes'] },
  step_silent: { fixes: ['setting:limits.silenceMinutes'] },
  budget_exhausted: { fixes: ['setting:limits.runTokens'] },
  internal: { fixes: ['showLog'] },
};

/** The buttons that fit an error, best first. */
export function fixesFor(code: ErrorCode): readonly FixId[] {
  return table[code]?.fixes ?? ['showLog'];
}

/** What happened, where, and the next step, for a reader inside the editor. */
export function sentenceFor(error: ErrorRecord): string {
  const where = error.where === undefined ? '' : ` (${error.where})`;
  return `${error.message}${where} ${table[error.code]?.sentence ?? errorCatalogue[error.code].remedy}`;
}

/** The next step alone. */
export function remedyFor(code: ErrorCode): string {
  return table[code]?.sentence ?? errorCatalogue[code].remedy;
}
