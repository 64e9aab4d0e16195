import assert from 'node:assert/strict';
import { projectRun } from '../../src/protocol/pane/projectRun.ts';
import type { RunView } from '../../src/protocol/pane/runView.ts';
import { runViewSchema } from '../../src/protocol/pane/runView.ts';
import { runStreamId } from '../../src/protocol/stream/item.ts';
import { listed, silence, statusLine } from '../../webview/run/format.ts';
import { chooseStream, neighbour, neighbourWave, nextInState } from '../../webview/run/selection.ts';
import { countStates, groupWaves } from '../../webview/run/waves.ts';
import { parseFileLink } from '../../webview/shared/fileLink.ts';
import { formatCount, formatDuration, spokenDuration } from '../../webview/shared/time.ts';
import type { MemoryRun } from './memoryRun.ts';
import { midRun } from './reviewScenario.ts';

function view(run: MemoryRun, live = true): RunView {
  assert.ok(run.state !== undefined);
  // What crosses the wire is plain JSON of the schema.
  return runViewSchema.parse(JSON.parse(JSON.stringify(projectRun(run.state, { live, elsewhere: false }))));
}

describe('words of the pane', () => {
  it('formats durations and counts', () => {
    assert.deepEqual([0, 400, 8000, 59_600, 134_000, 3_780_000, -5].map(formatDuration), [
      '0s',
      '0.4s',
      '8s',
      '1m 00s',
      '2m 14s',
      '1h 03m',
      '0s',
    ]);
    assert.deepEqual([0, 940, 1200, 9960, 41_234, 999_600, 1_260_000].map(formatCount), [
      '0',
      '940',
      '1.2k',
      '10k',
      '41k',
      '1M',
      '1.3M',
    ]);
    assert.equal(spokenDuration(61_000), '1 minute 1 second');
  });

  it('finds the files that inline code names, and nothing else', () => {
    const cases: Record<string, [string, number | null, number | null] | null> = {
      'src/a.ts:12': ['src/a.ts', 12, null],
      './src/a.ts:12-20': ['src/a.ts', 12, 20],
      'a.ts#L3': ['a.ts', 3, null],
      'src/b/c.test.tsx': ['src/b/c.test.tsx', null, null],
      'foo.bar': null,
      'obj.method()': null,
      '../secret.txt:1': null,
      '/etc/passwd': null,
      'https://a.b/c.ts:1': null,
      'npm run test': null,
    };
    for (const [text, expected] of Object.entries(cases)) {
      const link = parseFileLink(text);
      assert.deepEqual(link === null ? null : [link.path, link.line, link.endLine], expected, text);
    }
  });

  it('says of every step what it does or why it does not', () => {
    const run = midRun();
    const lines = view(run).steps.map((step) => `${step.id}: ${statusLine(step, run.now)}`);
    assert.deepEqual(lines.slice(0, 11), [
      'preflight: done',
      'structure: done, 2 findings',
      'security: Reading src/auth/token.ts',
      'concurrency: Reading src/queue/worker.ts',
      'data: retrying, attempt 2',
      'errors: No output for 32s',
      'tests: failed: 400 The prompt is longer than the context window (32768 tokens)',
      'performance: queued',
      'api: queued',
      'fold: waiting for Security, Concurrency and 4 more',
      'risk: waiting for Fold findings',
    ]);
    const data = view(run).steps.find((step) => step.id === 'data');
    assert.ok(data?.retryAt);
    assert.equal(statusLine(data, data.retryAt - 2000), 'retrying in 2s');
    assert.equal(listed(['A', 'B']), 'A and B');
  });

  it('tells quiet from stuck', () => {
    const run = midRun();
    const step = view(run).steps.find((entry) => entry.id === 'errors');
    assert.ok(step !== undefined);
    const begun = step.lastEventAt ?? 0;
    assert.equal(silence(step, begun + 29_000), null);
    assert.deepEqual(silence(step, begun + 34_000), { text: 'No output for 34s', stuck: false });
    assert.equal(silence(step, begun + 120_000)?.stuck, true);
  });

  it('counts agents by state, most urgent first, and groups steps in waves', () => {
    const { steps } = view(midRun());
    assert.deepEqual(
      countStates(steps).map((entry) => `${entry.count} ${entry.word}`),
      ['1 failed', '4 running', '6 waiting', '1 done'],
    );
    const waves = groupWaves(steps);
    assert.deepEqual(
      waves.map((wave) => `${wave.ended}/${wave.steps.length}`),
      ['1/1', '2/8', '0/1', '0/2', '0/1', '0/1', '0/1'],
    );
    assert.notEqual(waves[0]?.endedAt, null);
    assert.equal(waves[1]?.endedAt, null);
  });

  it('shows nothing as running when nobody drives the run', () => {
    const states = new Set(view(midRun(), false).steps.map((step) => step.state));
    assert.ok(!states.has('running') && !states.has('retrying') && states.has('interrupted'));
  });
});

describe('choice of the stream', () => {
  const auto = { sticky: false, seen: new Set<string>() };

  it('keeps what the reader chose', () => {
    assert.equal(chooseStream(view(midRun()), 'risk', { sticky: true, seen: new Set() }), 'risk');
  });

  it('goes to the first failure once, then stays with work until it ends', () => {
    const run = midRun();
    assert.equal(chooseStream(view(run), null, auto), 'tests');
    const seen = new Set(['tests failed']);
    assert.equal(chooseStream(view(run), 'concurrency', { sticky: false, seen }), 'concurrency');
    run.complete('concurrency');
    assert.equal(chooseStream(view(run), 'concurrency', { sticky: false, seen }), 'security');
  });

  it('stays where it is when the run is over, and falls back to the run when a stored choice is unknown', () => {
    assert.equal(chooseStream(view(midRun(), false), 'risk', auto), 'risk');
    assert.equal(
      chooseStream(view(midRun()), 'no-such', { sticky: true, seen: new Set(['tests failed']) }),
      'security',
    );
  });

  it('moves by agent, by wave and by state', () => {
    const run = view(midRun());
    assert.equal(neighbour(run, runStreamId, -1), runStreamId);
    assert.equal(neighbour(run, runStreamId, 1), 'preflight');
    assert.equal(neighbour(run, 'render', 1), 'render');
    assert.equal(neighbourWave(run, 'security', 1), 'fold');
    assert.equal(neighbourWave(run, runStreamId, 1), 'preflight');
    assert.equal(nextInState(run, 'tests', ['failed']), 'tests');
    assert.equal(nextInState(run, 'errors', ['running']), 'security');
    assert.equal(nextInState(run, null, ['blocked']), null);
  });
});
