import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../base/log.ts';
import { BooError } from '../../protocol/errors.ts';
import { openProcessRegistry, type ProcessRegistry, sweepOrphans } from '../process/processRegistry.ts';
import { findQwen, minNodeMajor, type QwenInstall } from './findQwen.ts';
import { buildInvocation, type Invocation } from './invocation.ts';
import { type ModelConfig, readModelConfig } from './modelConfig.ts';
import type { QwenOptions } from './options.ts';
import { assertOutside, preparePrivateHome, type PrivateHome } from './privateHome.ts';
import { ModelRelay, type RelayClient } from './relay.ts';
import type { Room } from './room.ts';
import { probeSandbox, type Sandbox, wrapInSandbox } from './sandbox.ts';

/** Everything that was established once and that every qwen process of this backend shares. */
export interface QwenRuntime {
  readonly options: QwenOptions;
  readonly install: QwenInstall;
  readonly model: ModelConfig;
  readonly home: PrivateHome;
  readonly sandbox: Sandbox;
  readonly relay: ModelRelay;
  readonly registry: ProcessRegistry;
  readonly log: Log;
}

/**
 * Finds qwen, reads the user's model, prepares the private folders, probes the sandbox and starts the relay. Ends qwen
 * processes that an earlier, killed host has left. Throws the BooError of the first thing that cannot be established.
 */
export async function establishRuntime(options: QwenOptions): Promise<QwenRuntime> {
  assertNode();
  const install = await findQwen(options.qwenPath, options.env);
  const model = readModelConfig(options.env, options.home);
  const home = preparePrivateHome(options.privateDir, model);
  const processes = join(home.root, 'processes');
  const swept = sweepOrphans(processes);
  if (swept.length > 0) options.log.write('info', 'ended processes of an earlier session', { count: swept.length });
  const sandbox = await probeSandbox(options.sandbox, options.env);
  const relay = await ModelRelay.start(model.target, options.log);
  return { options, install, model, home, sandbox, relay, registry: openProcessRegistry(processes), log: options.log };
}

export function assertNode(): void {
  if (Number(process.versions.node.split('.')[0]) >= minNodeMajor) return;
  throw new BooError('qwen_unsupported', `qwen needs Node ${minNodeMajor} or newer; this is ${process.versions.node}.`);
}

/** Real path of a workspace that agents may read. Throws when it is missing or holds the backend's private folder. */
export function realWorkspace(runtime: QwenRuntime, workspace: string): string {
  let real: string;
  try {
    real = realpathSync(workspace);
    if (!statSync(real).isDirectory()) throw new Error('not a folder');
  } catch (error) {
    throw new BooError('workspace_missing', 'The workspace folder cannot be opened.', {
      where: workspace,
      cause: error,
    });
  }
  assertOutside(real, runtime.home);
  return real;
}

/** The command that starts qwen for one room, inside the sandbox when there is one. */
export function invocationFor(runtime: QwenRuntime, room: Room, client: RelayClient): Invocation {
  const { install, model, home, options, relay, sandbox } = runtime;
  const invocation = buildInvocation({
    install,
    model,
    home,
    room,
    transport: options.transport,
    hostEnv: options.env,
    relayUrl: relay.baseUrl,
    client,
  });
  return wrapInSandbox(sandbox, invocation, {
    home: options.home,
    room,
    qwenRoot: install.root,
    privateHome: home,
  });
}
