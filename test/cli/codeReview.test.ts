import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { descendantsOf, listProcesses } from '../../scripts/lib/processTree.ts';
import { reportSchema } from '../../src/protocol/report.ts';
import { type ModelEndpoint, startModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';
import { fail, say, stepOf } from '../modelEndpoint/replies.ts';
import { script as reviewer } from '../modelEndpoint/reviewer.ts';
import type { Script } from '../modelEndpoint/types.ts';
import { CliBench, childrenOf, finished } from '../support/cli.ts';

const flow = ['code-review', '--scope', 'diff:main', '--concurrency', '4'];
const nothing = say(
  'I read it.\n\n```json\n{"findings": [], "checked": ["the listed files"], "openQuestions": []}\n```',
);

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // already gone, with the parent that was killed first
  }
}

/** Real CLI, real qwen, real git, real store; only the model behind qwen is scripted. */
describe('code-review on qwen, branch diff of the sample', () => {
  const bench = new CliBench();
  let endpoint: ModelEndpoint | undefined;
  before(async () => {
    mkdirSync(bench.home);
    await bench.makeSample();
  });
  afterEach(async () => {
    await endpoint?.close();
    endpoint = undefined;
  });
  after(() => bench.remove());

  async function model(script: Script): Promise<Record<string, string>> {
    endpoint = await startModelEndpoint(script);
    return bench.modelEnv(endpoint);
  }
  const served = (): string[] => (endpoint?.requests ?? []).map((request) => stepOf(request) ?? '?');

  it('agents overlap; citations end verified, re-anchored or excluded; the verdict is complete', async () => {
    const env = await model(async (request) => {
      await wait(150); // a model takes time; without it nothing could overlap
      return reviewer(request);
    });
    const { code, report, stderr } = await bench.report(flow, env);
    assert.equal(report.verdict, 'complete', report.verdictReasons.join('\n') + stderr);
    assert.equal(code, 0, stderr);
    assert.ok((endpoint?.peak() ?? 0) >= 2, 'no two agents were at the model at the same time');
    const { findings } = report.account;
    assert.ok(findings.verified > 0 && findings.reanchored === 2 && findings.excluded === 1, JSON.stringify(findings));
    assert.deepEqual(
      report.excluded.map(({ title, rule }) => ({ title, rule })),
      [{ title: 'The limit depends on a customer tier that nothing sets', rule: 'citation' }],
    );
    const repaired = report.findings.find((finding) => finding.title.startsWith('A refund is retried'));
    assert.equal(repaired?.citations[0]?.status, 'verified', 'the challenge round did not repair the quote');
    const migration = report.findings.find((finding) => finding.title.startsWith('The migration fails'));
    assert.deepEqual(
      migration?.citations.map(({ path, startLine, status }) => [path, startLine, status]),
      [['migrations/003_refunds.sql', 10, 'reanchored']],
    );
    assert.equal(report.workspaceUnchanged, true);
    assert.ok(report.account.files.openedList.includes('src/refunds/refundService.ts'));
  });

  it('one angle that keeps failing: partial, named, and exit 5', async () => {
    const env = await model((request) =>
      stepOf(request) === 'data' ? fail(404, 'model not found') : reviewer(request),
    );
    const { code, report } = await bench.report(flow, env);
    assert.equal(report.verdict, 'partial');
    assert.equal(code, 5);
    assert.match(report.verdictReasons.join(' '), /Data/);
    assert.equal(report.steps.find((step) => step.id === 'data')?.state, 'failed');
    assert.ok(report.findings.length > 0);
  });

  it('one angle whose agent is killed each time: partial, and the lost agent is named', async () => {
    let pid = 0;
    const env = await model(async (request) => {
      if (stepOf(request) !== 'data') return reviewer(request);
      // One agent at a time, so the processes of this run are the one that asks and at most an idle spare.
      for (const child of await descendantsOf(pid)) if (child.command.includes('qwen-code')) killNow(child.pid);
      return { kind: 'stall' };
    });
    const args = ['run', 'code-review', '--scope', 'diff:main', '--concurrency', '1', '--format', 'json'];
    const child = bench.start([...args, '--workspace', bench.sample, '--store', bench.store], env);
    pid = child.pid ?? 0;
    const { code, stdout, stderr } = await finished(child);
    const report = reportSchema.parse(JSON.parse(stdout));
    assert.equal(report.verdict, 'partial', stderr);
    assert.equal(code, 5);
    assert.equal(report.steps.find((step) => step.id === 'data')?.state, 'failed');
    assert.equal(served().filter((step) => step === 'data').length, 3, 'each attempt reaches the model once');
    assert.ok(report.findings.length > 0);
  });

  it('empty lists from all but a failing one never make a clean report', async () => {
    const env = await model((request) =>
      stepOf(request) === 'security' ? fail(400, 'context length exceeded') : nothing,
    );
    const { code, report } = await bench.report(flow, env);
    assert.notEqual(report.verdict, 'complete');
    assert.equal(code, 5);
    const text = await bench.run(['report', report.run.id, '--workspace', bench.sample, '--store', bench.store]);
    assert.doesNotMatch(text.stdout, /no findings/i);
  });

  it('a change that no agent saw is never complete', async () => {
    const env = await model(() => nothing);
    const { code, report } = await bench.report(['code-review', '--scope', 'workspace'], env);
    assert.equal(report.verdict, 'partial');
    assert.equal(code, 5);
    assert.match(report.verdictReasons.join(' '), /files in scope were neither shown/);
  });

  it('a stored run is not resumed with contradicting wishes', async () => {
    const listed = await bench.run(['runs', '--workspace', bench.sample, '--store', bench.store, '--json']);
    const [run] = JSON.parse(listed.stdout) as { runId: string }[];
    const args = ['run', 'investigate', '--backend', 'offline', '--resume', run?.runId ?? ''];
    const result = await bench.run([...args, '--workspace', bench.sample, '--store', bench.store]);
    assert.equal(result.code, 2, result.stderr);
    assert.match(result.stderr, /flow investigate, --backend offline/);
  });

  it('429 is tried again after the time the server asks for; the attempt stays visible', async () => {
    const limited = new Set<string>();
    const env = await model((request) => {
      const step = stepOf(request) ?? '';
      if (step !== 'security' || limited.has(step)) return reviewer(request);
      limited.add(step);
      return fail(429, 'slow down', { 'retry-after': '1' });
    });
    const { report } = await bench.report(flow, env);
    assert.equal(report.verdict, 'complete', report.verdictReasons.join('\n'));
  });

  it('a refused key blocks the run, keeps it, and ends with exit 3', async () => {
    const env = await model(() => fail(401, 'invalid api key'));
    const result = await bench.run(
      ['run', ...flow, '--workspace', bench.sample, '--store', bench.store, '--format', 'json'],
      env,
    );
    assert.equal(result.code, 3, result.stderr);
    assert.match(result.stderr, /API key/);
  });

  it('SIGKILL in mid-run: the run resumes and no completed step runs again', async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const env = await model(async (request) => {
      if (stepOf(request) === 'resilience') await gate;
      return reviewer(request);
    });
    const child = bench.start(['run', ...flow, '--workspace', bench.sample, '--store', bench.store], env);
    const ended = finished(child);
    const runId = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const id = /^Run ([a-z0-9]+)$/m.exec(text)?.[1];
        if (id !== undefined && text.includes('✓ Security') && text.includes('● Resilience')) resolve(id);
      });
      child.once('close', () => reject(new Error(`ended too early\n${text}`)));
    });
    child.kill('SIGKILL');
    await ended;
    release();
    const orphansGone = async (): Promise<boolean> =>
      (await listProcesses()).every(
        ({ command }) => !command.includes(bench.sample) || command.includes('modelEndpoint'),
      );
    for (let i = 0; i < 100 && !(await orphansGone()); i += 1) await wait(50);
    assert.ok(await orphansGone(), 'agents outlived the host');

    const list = await bench.run(['runs', '--workspace', bench.sample, '--store', bench.store]);
    assert.match(list.stdout, new RegExp(`${runId}.*interrupted`));
    const before = served();
    const { report } = await bench.report(['--resume', runId], env);
    assert.equal(report.verdict, 'complete', report.verdictReasons.join('\n'));
    const again = served().slice(before.length);
    assert.ok(!again.includes('security'), `security ran twice: ${again.join(' ')}`);
    assert.ok(again.includes('resilience'));
    assert.equal(report.run.id, runId);
  });

  it('Ctrl+C: exit 130, no agent left within two seconds, partial work kept', async () => {
    const env = await model((request) => (stepOf(request) === 'tests' ? { kind: 'stall' } : reviewer(request)));
    const child = bench.start(['run', ...flow, '--workspace', bench.sample, '--store', bench.store], env);
    const ended = finished(child);
    for (;;) {
      await wait(50);
      if (served().includes('tests') && (await childrenOf(child)).some((command) => command.includes('qwen'))) break;
    }
    const tree = new Set((await childrenOf(child)).filter((command) => command.includes('qwen')));
    assert.ok(tree.size > 0);
    child.kill('SIGINT');
    await wait(2000);
    const left = (await listProcesses()).filter(({ command }) => tree.has(command));
    assert.deepEqual(left, []);
    assert.equal((await ended).code, 130);
  });
});
