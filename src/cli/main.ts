import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { asBooError, describeError, exitCode } from '../protocol/errors.ts';
import { doctor } from './commands/doctor.ts';
import { checkFlows, listFlows } from './commands/flows.ts';
import { showReport } from './commands/report.ts';
import { runFlow } from './commands/run.ts';
import { listRuns } from './commands/runs.ts';
import { backends, formats, severities, sizes, wordIn } from './options.ts';
import { printable } from './progress.ts';
import { tolerateLostPipes } from './output.ts';

/**
 * Builds the command line. Results go to stdout, everything else to stderr; each action resolves with the exit code
 * and never ends the process by itself.
 */
function program(finish: (code: number) => void): Command {
  const root = new Command('boo')
    .description('Deterministic, read-only, multi-agent flows over a repository.')
    .version(packageJson.version)
    .exitOverride();

  withQwen(withWorkspace(root.command('run')))
    .argument('[flow]', 'name of the flow; see `boo flows`')
    .description('run a flow and print its report')
    .option('--brief <text>', 'what is wrong or wanted, in your words', '')
    .option('--brief-file <file>', 'the brief is the text of this file')
    .option('--scope <scope>', 'workspace | uncommitted | diff[:BASE] | path:GLOB (default: the flow decides)')
    .option('--backend <name>', 'qwen | boocoder | offline (default: qwen)', wordIn(backends))
    .option('--size <band>', 'auto | small | medium | large', wordIn(sizes), 'auto')
    .option('--format <format>', 'md | html | json | sarif', wordIn(formats), 'md')
    .option('--out <file>', 'write the report to a file instead of stdout')
    .option('--fail-on <severity>', 'exit 1 when a finding is at least this severe', wordIn(severities))
    .option('--resume <run>', 'continue an interrupted run')
    .option('--concurrency <n>', 'agents at once', '4')
    .action(async (flow: string | undefined, _options, command: Command) =>
      finish(await runFlow(flow, command.opts())),
    );

  const flows = withWorkspace(root.command('flows'))
    .description('list the flows')
    .option('--json', 'as JSON', false)
    .action(async (_options, command: Command) => finish(await listFlows(command.opts())));

  withWorkspace(flows.command('check'))
    .argument('[file...]', 'flow (.yaml) and persona (.md) files (default: all that are loaded)')
    .description('check flow and persona files, with line and column')
    .option('--json', 'as JSON', false)
    .action(async (files: string[], _options, command: Command) =>
      finish(await checkFlows(files, command.optsWithGlobals())),
    );

  withWorkspace(root.command('runs'))
    .description('list the runs of this workspace, newest first')
    .option('--json', 'as JSON', false)
    .action(async (_options, command: Command) => finish(await listRuns(command.opts())));

  withWorkspace(root.command('report'))
    .argument('<run>', 'run id; see `boo runs`')
    .description('print the report of a run')
    .option('--draft [name]', 'print the draft that the report offers (the document alone, the summary page)')
    .option('--format <format>', 'md | html | json | sarif', wordIn(formats), 'md')
    .option('--out <file>', 'write to a file instead of stdout')
    .action(async (run: string, _options, command: Command) => finish(await showReport(run, command.opts())));

  withQwen(withWorkspace(root.command('doctor')))
    .description('say what was found on this machine, and what to do')
    .option('--backend <name>', 'qwen | boocoder | offline', wordIn(backends), 'qwen')
    .option('--json', 'as JSON', false)
    .action(async (_options, command: Command) => finish(await doctor(command.opts())));
  return root;
}

function withWorkspace(command: Command): Command {
  return command
    .option('--workspace <dir>', 'folder to work on', '.')
    .option('--store <dir>', 'folder for run history (default: the user state folder, keyed by workspace)')
    .option('--verbose', 'log details to stderr', false);
}

function withQwen(command: Command): Command {
  return command
    .option('--qwen <path>', 'the qwen CLI to use')
    .option('--transport <name>', 'stream-json | acp', wordIn(['stream-json', 'acp'] as const), 'stream-json')
    .option('--sandbox <mode>', 'auto | require | off', wordIn(['auto', 'require', 'off'] as const), 'auto');
}

async function main(argv: readonly string[]): Promise<number> {
  let code: number = exitCode.complete;
  try {
    await program((result) => (code = result)).parseAsync([...argv]);
    return code;
  } catch (error) {
    // Help and version end here too, with their own code; commander has already printed what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.complete : exitCode.usage;
    const known = asBooError(error);
    process.stderr.write(`boo: ${printable(describeError(known))}\n`);
    if (known.code === 'internal' && known.cause instanceof Error) process.stderr.write(`${known.cause.stack ?? ''}\n`);
    return known.exit;
  }
}

/** A stray handle must not keep a finished command alive; its children are already confirmed dead. */
const lingerMs = 3000;

tolerateLostPipes();
void main(process.argv).then((code) => {
  process.exitCode = code;
  setTimeout(() => process.exit(code), lingerMs).unref();
});
