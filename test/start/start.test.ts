import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureLocalVsCode } from '../../scripts/lib/ensureLocalVsCode.ts';
import { repoRoot, vsixPath } from '../../scripts/lib/paths.ts';
import { run, type RunResult } from '../../scripts/lib/run.ts';

describe('npm start', function () {
  this.timeout(300_000);
  const home = mkdtempSync(join(tmpdir(), 'start-'));
  after(() => rmSync(home, { recursive: true, force: true }));

  /** Runs it with a home and a cache of its own, and no model configured unless `env` does. */
  async function start(args: readonly string[], env: Record<string, string> = {}): Promise<RunResult> {
    const { root } = await ensureLocalVsCode();
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(OPENAI_|BOO_|DISPLAY$|WAYLAND_|VSCODE_)/.test(name),
    );
    const all = {
      ...Object.fromEntries(inherited),
      HOME: home,
      XDG_CACHE_HOME: join(home, 'c'),
      VSCODE_SERVER_ROOT: root,
      ...env,
    };
    return run(process.execPath, [join(repoRoot, 'scripts/start.ts'), ...args], {
      cwd: repoRoot,
      env: all,
      timeoutMs: 240_000,
    });
  }

  it('serves a workbench with the extension installed, on the sample, with the offline backend when no model is configured', async () => {
    const { code, stdout, stderr } = await start(['--check', '--browser']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+\/\?tkn=[0-9a-f]{40}&folder=\S+orders-service-\w+\n$/);
    assert.match(stderr, /Backend: offline \(no model is configured/);
  });

  it('refuses a folder that is not there', async () => {
    const { code, stderr } = await start([join(home, 'nowhere')]);
    assert.equal(code, 1);
    assert.match(stderr, /nowhere is not a folder[.]\n$/);
  });

  it('uses the desktop application when there is one, with settings and extensions of its own', async () => {
    const code = join(home, 'code');
    const log = join(home, 'code.log');
    writeFileSync(code, `#!/bin/sh\nprintf '%s|' "$@" >> ${log}\necho >> ${log}\n`);
    chmodSync(code, 0o755);
    const path = `${home}:${process.env['PATH'] ?? ''}`;
    const result = await start([home], { PATH: path, DISPLAY: ':7', OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' });
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stderr, /Backend: qwen \(OPENAI_BASE_URL is set\)/);
    const own = `--user-data-dir|${join(home, 'c/boocode-orchestrator/desktop/data')}|--extensions-dir|${join(home, 'c/boocode-orchestrator/desktop/extensions')}`;
    assert.deepEqual(readFileSync(log, 'utf8').trim().split('\n'), [
      `${own}|--install-extension|${vsixPath}|--force|`,
      `${own}|--new-window|${home}|`,
    ]);
    const settings = join(home, 'c/boocode-orchestrator/desktop/data/User/settings.json');
    assert.ok(existsSync(settings));
    assert.match(readFileSync(settings, 'utf8'), /"boocode.backend": "qwen"/);
  });
});
