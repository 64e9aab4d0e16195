import type { BackendHealth, HealthItem } from '../../engine/ports/AgentBackend.ts';
import { asBooError, type BooError } from '../../protocol/errors.ts';
import { AcpProcess } from './acpProcess.ts';
import { findQwen, type QwenInstall, supportedQwen } from './findQwen.ts';
import { type ModelConfig, readModelConfig } from './modelConfig.ts';
import type { QwenOptions } from './options.ts';
import { probeEndpoint } from './probe.ts';
import { assertNode, establishRuntime, type QwenRuntime } from './runtime.ts';
import { probeSandbox, type Sandbox } from './sandbox.ts';
import { roomOf } from './room.ts';
import { StreamWorker } from './streamWorker.ts';

/**
 * Checks everything a session needs, one line each, and goes on after a failure so that all problems show at once. It
 * starts a qwen process to prove read-only operation, but calls no model.
 */
export async function checkHealth(options: QwenOptions, signal: AbortSignal): Promise<BackendHealth> {
  const items: HealthItem[] = [];
  const check = async <T>(
    name: string,
    work: () => Promise<T> | T,
    detail: (value: T) => string,
  ): Promise<T | null> => {
    try {
      const value = await work();
      items.push({ name, status: 'ok', detail: detail(value) });
      return value;
    } catch (error) {
      items.push(failed(name, asBooError(error)));
      return null;
    }
  };
  await check('Node', assertNode, () => process.versions.node);
  const install = await check('qwen', () => findQwen(options.qwenPath, options.env), describeInstall);
  const model = await check('Model', () => readModelConfig(options.env, options.home), describeModel);
  if (model !== null) {
    await check(
      'Endpoint',
      () => probeEndpoint(model.target, options.endpointProbeMs ?? 3_000, signal),
      () => 'answers',
    );
  }
  const sandbox = await check('Sandbox', () => probeSandbox(options.sandbox, options.env), describeSandbox);
  if (sandbox?.kind === 'none') markUnsandboxed(items);
  if (install !== null && model !== null && sandbox !== null) {
    await check(
      'Read-only',
      () => proveOnce(options, signal),
      (text) => text,
    );
  }
  const available = items.every((item) => item.status !== 'failed');
  return { backend: 'qwen', available, model: model?.model ?? null, items };
}

/** Starts one process in an empty folder and reads its announcement. */
async function proveOnce(options: QwenOptions, signal: AbortSignal): Promise<string> {
  const runtime = await establishRuntime(options);
  try {
    return options.transport === 'acp' ? await proveAcp(runtime) : await proveStream(runtime, signal);
  } finally {
    await runtime.relay.close();
  }
}

async function proveStream(runtime: QwenRuntime, signal: AbortSignal): Promise<string> {
  // The private `home` folder is empty, so it can stand in for a workspace; assertOutside does not apply to it.
  const worker = await StreamWorker.start(runtime, roomOf(runtime.home, runtime.home.home, false), signal);
  try {
    await worker.reset(signal);
    return 'plan mode on; only read_file and grep_search are announced';
  } finally {
    await worker.kill();
  }
}

async function proveAcp(runtime: QwenRuntime): Promise<string> {
  const process = await AcpProcess.start(runtime, roomOf(runtime.home, runtime.home.home, false));
  try {
    await process.newSession({ update: () => {}, refused: () => {} });
    return 'plan mode on; the tool set is checked on every model request';
  } finally {
    await process.kill();
  }
}

const describeInstall = (install: QwenInstall): string =>
  `${install.version} at ${install.found} (supported: ${supportedQwen.label})`;
const describeModel = (model: ModelConfig): string => `${model.model} at ${model.target.label} (from ${model.source})`;
const describeSandbox = (sandbox: Sandbox): string =>
  sandbox.kind === 'bwrap' ? `bubblewrap at ${sandbox.path}` : sandbox.reason;

function failed(name: string, error: BooError): HealthItem {
  const where = error.where === undefined ? '' : ` (${error.where})`;
  return { name, status: 'failed', detail: `${error.message}${where}`, remedy: error.remedy };
}

/** Working without an OS sandbox is allowed in modes `auto` and `off`, but it is said. */
function markUnsandboxed(items: HealthItem[]): void {
  const at = items.findIndex((item) => item.name === 'Sandbox');
  const item = items[at];
  if (item === undefined) return;
  items[at] = {
    ...item,
    status: 'warning',
    detail: `none: ${item.detail}; read-only rests on plan mode, the tool set and the refusal of every permission`,
    remedy: 'Install bubblewrap for a second layer (Linux).',
  };
}
