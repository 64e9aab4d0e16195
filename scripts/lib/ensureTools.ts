import { aptInstall, canApt } from './apt.ts';
import { findOnPath } from './run.ts';
import { say } from './say.ts';

interface OptionalTool {
  readonly command: string;
  readonly deb: string;
  /** What works less well without it. */
  readonly without: string;
}

const optionalTools: readonly OptionalTool[] = [
  { command: 'bwrap', deb: 'bubblewrap', without: 'agents run without an operating-system sandbox' },
  { command: 'rg', deb: 'ripgrep', without: 'agents search with a slower method' },
];

/** Installs what makes the product work better where that is possible, and says what is missing where it is not. */
export async function ensureOptionalTools(): Promise<void> {
  for (const tool of optionalTools) {
    if ((await findOnPath(tool.command)) !== undefined) continue;
    if (await canApt()) {
      try {
        await aptInstall([tool.deb], tool.command);
        continue;
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
      }
    }
    say(`Note: ${tool.command} (package ${tool.deb}) is not installed; ${tool.without}.`);
  }
}
