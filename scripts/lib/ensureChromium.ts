import { aptInstall, canApt } from './apt.ts';
import { findOnPath } from './run.ts';
import { SetupError } from './say.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Absolute path of a Chromium-like browser for the tests: `CHROMIUM` from the environment, then the PATH. On a Debian
 * machine where this process is root it is installed when missing.
 * @throws SetupError with the next step when there is none.
 */
export async function ensureChromium(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env['CHROMIUM'];
  if (named !== undefined && named !== '') {
    const found = await findOnPath(named, env);
    if (found === undefined) throw new SetupError(`CHROMIUM=${named} is not an executable file.`);
    return found;
  }
  const found = await findFirst([...names, ...macApps], env);
  if (found !== undefined) return found;
  if (await canApt()) {
    await aptInstall(['chromium'], 'The tests in a real workbench need a browser');
    const installed = await findFirst(names, env);
    if (installed !== undefined) return installed;
  }
  throw new SetupError(
    'No Chromium or Chrome found. Install one (Debian: sudo apt-get install -y chromium), or name it: CHROMIUM=/path/to/chrome.',
  );
}

async function findFirst(candidates: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const name of candidates) {
    const found = await findOnPath(name, env);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Switches for a browser that runs unattended: no sandbox for root (Chromium refuses to start otherwise), nothing that
 * calls home.
 */
export function chromiumArgs(): string[] {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet;
}
