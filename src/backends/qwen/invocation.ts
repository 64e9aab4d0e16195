import { realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, relative, sep } from 'node:path';
import type { ModelConfig } from './modelConfig.ts';
import type { QwenInstall } from './findQwen.ts';
import type { QwenTransport } from './options.ts';
import type { PrivateHome } from './privateHome.ts';
import type { RelayClient } from './relay.ts';
import type { Room } from './room.ts';
import { systemPrompt } from './systemPrompt.ts';

/** Every other tool of qwen 0.24. A tool that is missing here shows up in the announced set and stops the start. */
const excludedTools = [
  'run_shell_command', 'monitor', 'edit', 'write_file', 'notebook_edit', 'glob', 'list_directory', 'agent', 'list_agents',
  'send_message', 'task_stop', 'skill', 'enter_worktree', 'exit_worktree', 'enter_plan_mode', 'exit_plan_mode',
  'ask_user_question', 'cron_create', 'cron_list', 'cron_delete', 'loop_wakeup', 'create_sub_session', 'artifact',
  'record_artifact', 'record_source', 'report_findings', 'web_fetch', 'web_search', 'image_gen', 'zoom_image',
  'display_image', 'tool_search', 'tool_call', 'read_mcp_resource', 'get_goal', 'update_goal', 'propose_goal', 'workflow',
  'exec', 'lsp', 'todo_write', 'save_memory', 'task_create', 'task_update', 'task_list', 'team_create', 'team_delete',
  'team_plan_approval', 'request_shutdown',
]; // prettier-ignore

/** Limits given to qwen itself as a second net, per prompt; the engine's own are far lower. */
const netToolCalls = 500;
const netWallSeconds = 3 * 60 * 60;
/** How long qwen waits for response headers, and between two chunks. The engine's silence limit is lower. */
const apiTimeoutMs = 20 * 60_000;

export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

export interface InvocationParts {
  readonly install: QwenInstall;
  readonly model: ModelConfig;
  readonly home: PrivateHome;
  readonly room: Room;
  readonly transport: QwenTransport;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly relayUrl: string;
  readonly client: RelayClient;
}

/**
 * The hardened command line: private working directory, the folder of the room only as an included directory, customisations off,
 * plan mode, tools excluded, environment built from nothing. `--max-session-turns` is not passed on purpose: it counts
 * over all prompts of a process and, once used up, qwen reports *success* with an old answer.
 */
export function buildInvocation(parts: InvocationParts): Invocation {
  const { install, home, room, transport } = parts;
  const args = [
    '--approval-mode', 'plan', '--safe-mode', '--chat-recording', 'false', '--telemetry', 'false',
    '--include-directories', room.folder, '--exclude-tools', excludedTools.join(','),
    '-m', parts.model.model, '--auth-type', 'openai', '--system-prompt', systemPrompt(room),
    ...(transport === 'acp'
      ? ['--acp']
      : ['--input-format', 'stream-json', '--output-format', 'stream-json', '--include-partial-messages']),
    '--max-tool-calls', String(netToolCalls), '--max-wall-time', String(netWallSeconds),
  ]; // prettier-ignore
  const script = install.script;
  return {
    command: script === null ? install.found : process.execPath,
    args: script === null ? args : ['--expose-gc', script, ...args],
    cwd: home.cwd,
    env: buildEnv(parts),
  };
}

function buildEnv(parts: InvocationParts): Record<string, string> {
  const { home, hostEnv, model } = parts;
  const env: Record<string, string> = {
    PATH: safePath(hostEnv['PATH'] ?? '', parts.room.workspace),
    HOME: home.home,
    USERPROFILE: home.home,
    TMPDIR: home.tmp,
    TEMP: home.tmp,
    TMP: home.tmp,
    LANG: hostEnv['LANG'] ?? 'C.UTF-8',
    NO_COLOR: '1',
    NO_PROXY: '127.0.0.1,localhost',
    OPENAI_BASE_URL: parts.relayUrl,
    OPENAI_API_KEY: parts.client.token,
    OPENAI_MODEL: model.model,
    QWEN_HOME: home.qwenHome,
    QWEN_RUNTIME_DIR: home.runtime,
    QWEN_CODE_SYSTEM_DEFAULTS_PATH: home.defaultsFile,
    QWEN_CODE_TRUSTED_FOLDERS_PATH: home.trustedFoldersFile,
    QWEN_USAGE_STATISTICS_ENABLED: 'false',
    QWEN_CODE_DISABLE_CRON: '1',
    QWEN_CODE_DISABLE_ARTIFACT: '1',
    QWEN_CODE_DISABLE_WORKFLOWS: '1',
    QWEN_CODE_DISABLE_PRECONNECT: '1',
    QWEN_CODE_SAFE_MODE: '1',
    QWEN_CODE_NO_RELAUNCH: '1',
    QWEN_CODE_API_TIMEOUT_MS: String(apiTimeoutMs),
    QWEN_STREAM_IDLE_TIMEOUT_MS: String(apiTimeoutMs),
    QWEN_STREAM_MAX_LIFETIME_MS: '0',
    NODE_COMPILE_CACHE: home.compileCache,
  };
  if (process.versions['electron'] !== undefined) env['ELECTRON_RUN_AS_NODE'] = '1';
  // Windows programs do not start without these.
  for (const name of ['SystemRoot', 'SYSTEMROOT', 'ComSpec', 'PATHEXT', 'windir']) {
    const value = hostEnv[name];
    if (process.platform === 'win32' && value !== undefined) env[name] = value;
  }
  return env;
}

/**
 * PATH without relative entries and without entries inside the workspace: qwen starts `rg`, `git` and `pdftotext` from
 * it, and a workspace must not be able to supply these. The folder of our own Node comes last.
 */
function safePath(path: string, workspace: string): string {
  const entries = [...path.split(delimiter), dirname(process.execPath)];
  const kept = entries.filter((dir) => isAbsolute(dir) && !isInside(dir, workspace));
  return [...new Set(kept)].join(delimiter);
}

function isInside(dir: string, root: string): boolean {
  let real = dir;
  try {
    real = realpathSync(dir);
  } catch {
    // A folder that does not exist yet is judged by its name.
  }
  const way = relative(root, real);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
