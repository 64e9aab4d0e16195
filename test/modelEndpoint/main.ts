/**
 * Runs a scripted endpoint as a process: `node test/modelEndpoint/main.ts --port N --script FILE`.
 * FILE is a module that exports `script`. Prints one line `listening <url>`, then one JSON line per finished request.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startModelEndpoint } from './modelEndpoint.ts';
import { stepOf } from './replies.ts';
import type { Script } from './types.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, script: { type: 'string' }, quiet: { type: 'boolean' } },
});
if (values.script === undefined) {
  console.error('usage: main.ts --script FILE [--port N] [--quiet]');
  process.exit(2);
}
const module: unknown = await import(pathToFileURL(resolve(values.script)).href);
if (!isScriptModule(module)) {
  console.error(`${values.script} does not export a function named script`);
  process.exit(2);
}
const { script } = module;
const endpoint = await startModelEndpoint(
  async (request) => {
    const reply = await script(request);
    if (values.quiet !== true) {
      const line = { index: request.index, step: stepOf(request), reply: reply.kind, concurrency: request.concurrency };
      console.log(JSON.stringify(line));
    }
    return reply;
  },
  { port: Number(values.port) },
);
console.log(`listening ${endpoint.url}`);
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => void endpoint.close().then(() => process.exit(0)));
}

function isScriptModule(value: unknown): value is { script: Script } {
  return typeof value === 'object' && value !== null && 'script' in value && typeof value.script === 'function';
}
