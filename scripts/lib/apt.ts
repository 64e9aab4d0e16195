import { findOnPath, mustRun, run } from './run.ts';
import { say, SetupError } from './say.ts';

/** True where this process may install system packages with apt. */
export async function canApt(): Promise<boolean> {
  return process.platform === 'linux' && process.getuid?.() === 0 && (await findOnPath('apt-get')) !== undefined;
}

/** Debian packages of the list that are not installed. Empty on systems without dpkg: nothing can be said there. */
export async function missingDebs(packages: readonly string[]): Promise<string[]> {
  if ((await findOnPath('dpkg-query')) === undefined) return [];
  const missing: string[] = [];
  for (const name of packages) {
    const { code, stdout } = await run('dpkg-query', ['-W', '-f=${Status}', name]);
    if (code !== 0 || !stdout.includes('install ok installed')) missing.push(name);
  }
  return missing;
}

/**
 * Installs Debian packages. Refreshes the package lists only if the first try fails, because that needs the network
 * and most of the time is not needed.
 * @throws SetupError with the command to type when this process may not install packages.
 */
export async function aptInstall(packages: readonly string[], purpose: string): Promise<void> {
  if (packages.length === 0) return;
  const command = `apt-get install -y ${packages.join(' ')}`;
  if (!(await canApt())) throw new SetupError(`${purpose} needs system packages. Install them with: sudo ${command}`);
  say(`${purpose}: ${command}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  const first = await run('apt-get', args, { env });
  if (first.code === 0) return;
  await mustRun('apt-get', ['update'], { env });
  await mustRun('apt-get', args, { env });
}
