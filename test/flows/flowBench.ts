import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLog } from '../../src/base/log.ts';
import type { App } from '../../src/compose/App.ts';
import { createApp } from '../../src/compose/createApp.ts';
import { defaultSettings } from '../../src/compose/settings.ts';
import type { BackendId, Band, Plan } from '../../src/protocol/plan.ts';
import type { RunState } from '../../src/protocol/run.ts';
import { makeSample } from '../../scripts/lib/sample.ts';
import { repoRoot } from '../../scripts/lib/paths.ts';
import { flowInputs } from './inputs.ts';

/** The application over a fresh sample repository, with an empty home and a store of its own. */
export class FlowBench {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'boo-flows-')));
  readonly sample = join(this.dir, 'orders-service');
  private made: App | undefined;

  async open(modelUrl: string | null): Promise<App> {
    await makeSample(this.sample);
    const home = join(this.dir, 'home');
    mkdirSync(home);
    const qwen = join(repoRoot, 'node_modules', '@qwen-code', 'qwen-code', 'cli.js');
    const model =
      modelUrl === null ? {} : { OPENAI_BASE_URL: modelUrl, OPENAI_API_KEY: 'sk-user', OPENAI_MODEL: 'scripted' };
    this.made = createApp({
      workspace: this.sample,
      storeDir: join(this.dir, 'store'),
      resources: repoRoot,
      trusted: true,
      settings: () => ({ ...defaultSettings, qwenPath: qwen, concurrency: 6 }),
      env: { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8', ...model },
      home,
      log: makeLog(() => {}),
    });
    return this.made;
  }

  private get app(): App {
    if (this.made === undefined) throw new Error('the bench is not open');
    return this.made;
  }

  /** The frozen plan of a flow on the input of `inputs.ts`. */
  async plan(flow: string, size: 'auto' | Band): Promise<Plan> {
    const input = flowInputs[flow];
    if (input === undefined) throw new Error(`no input for the flow ${flow}`);
    const { app } = this;
    const scope = await app.resolveScope(input.scope, input.brief, new AbortController().signal);
    return app.plan({ flow, brief: input.brief, scope, size });
  }

  /** Plans and runs a flow on the input of `inputs.ts`, and waits until it is over. */
  async run(flow: string, size: Band, backend: BackendId): Promise<RunState> {
    const plan = await this.plan(flow, size);
    const run = await this.app.start(plan, backend);
    await run.ended;
    return run.state;
  }

  async remove(): Promise<void> {
    await this.made?.dispose();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
