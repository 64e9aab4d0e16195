import assert from 'node:assert/strict';
import { memoryReader, MemoryWriter, type Scene, SceneBackend } from '../../../test/support/memoryRun.ts';
import { createdEvent } from '../../../test/support/runFixture.ts';
import { seededRandom, VirtualClock } from '../../../test/support/virtualClock.ts';
import { workspaceFixture } from '../../../test/golden/plans/scopeFixture.ts';
import { createOfflineBackend } from '../../backends/offline/offlineBackend.ts';
import { silentLog } from '../../base/log.ts';
import { Semaphore } from '../../base/semaphore.ts';
import type { RunEvent } from '../../protocol/events.ts';
import { foldAll } from '../../protocol/fold.ts';
import type { Plan } from '../../protocol/plan.ts';
import { type RunState, stepOf } from '../../protocol/run.ts';
import { readDocument, readExtra } from '../evidence/judgement.ts';
import { compile, type CompileOptions } from '../flow/compile.ts';
import { createLibrary } from '../flow/library.ts';
import type { AgentBackend } from '../ports/AgentBackend.ts';
import { createCodeOps, refutedBy } from './codeOps.ts';
import { defaultRetryPolicy } from './policy.ts';
import { Recorder } from './recorder.ts';
import { Runner } from './Runner.ts';

const flowText = `schema: boocode.flow/1
name: choose
title: Choose
category: Test
description: D
launcher: { prompt: P }
contracts: { evidence: produce, yagni: 'off' }
preflight:
  - { check: need, words: [incident], message: Nothing needs it., reopenWhen: an incident happens }
bands:
  after: discovery
  rules:
    - { band: medium, findings: 2, reason: several places }
spine:
  discovery:
    - { id: map, persona: reader, question: What is there?, fields: [{ name: domain, text: D, required: false }] }
  angles:
    - { id: look, persona: reader, question: What is wrong? }
  secondWave:
    - { id: safety, persona: reader, question: Is it safe?, minBand: medium, domains: [security] }
    - { id: shape, persona: reader, question: Does it fit?, minBand: large }
  synthesizer: { persona: reader, task: Write it., output: document }
  validators:
    - { id: truth, persona: reader, task: Is it true? }
  rewrite: { task: Again. }
report:
  kind: document
  conclusion: What to take.
  sections:
    - Context
    - { heading: Options, from: records, records: options }
  records:
    - { name: options, title: Option, prefix: O, text: What is open., challenge: true }
`;
const personaText = '---\nname: reader\ntitle: Reader\ndomain: d\ntier: mid\nrole: You read.\n---\nRead.\n';
const code = 'export const total = 1;\nexport const rate = 2;\nexport const limit = 3;\n';

function planOf(brief: string, change: Partial<CompileOptions> = {}): Plan {
  const library = createLibrary([
    { fileName: 'choose.yaml', text: flowText, source: 'user' },
    { fileName: 'reader.md', text: personaText, source: 'user' },
  ]);
  assert.deepEqual(library.problems, []);
  const scope = workspaceFixture('small');
  const files = [{ path: 'src/a.ts', lines: 3, bytes: code.length, sha256: '0'.repeat(64) }];
  return compile(library.flow('choose'), library.personas, {
    brief,
    scope: { ...scope, files, signals: [], signalCounts: {} },
    size: 'auto',
    budget: { tokens: 1_000_000, wallMs: 3_600_000 },
    limits: { wallMs: 60_000, silenceMs: 30_000, toolCalls: 20, tokens: 100_000 },
    ...change,
  });
}

interface Played {
  readonly run: RunState;
  readonly events: readonly RunEvent[];
  readonly fingerprints: number;
  readonly scenes: SceneBackend;
}

async function play(plan: Plan, answers: Readonly<Record<string, string>>, offline = false): Promise<Played> {
  const clock = new VirtualClock();
  const writer = new MemoryWriter(clock);
  const scenes = new SceneBackend(clock, (step): Scene => ({
    ...(answers[step] === undefined ? {} : { answer: answers[step] }),
  }));
  const backend: AgentBackend = offline ? createOfflineBackend() : scenes;
  const recorder = new Recorder(writer, foldAll([]));
  await recorder.record(createdEvent(plan, offline ? 'offline' : 'qwen'));
  let fingerprints = 0;
  const fingerprint = async (): Promise<void> => void (fingerprints += 1);
  const runner = new Runner({
    backend,
    recorder,
    clock,
    random: seededRandom(7),
    log: silentLog,
    reader: memoryReader({ 'src/a.ts': code }),
    workspace: '/ws',
    concurrency: 4,
    slots: new Semaphore(4),
    policy: defaultRetryPolicy,
    refuted: refutedBy,
    runCode: createCodeOps({ clock, beforeAgents: fingerprint, afterAgents: fingerprint }),
  });
  runner.start();
  await clock.runUntil(runner.ended);
  return { run: recorder.state, events: writer.events, fingerprints, scenes };
}

const quoted = (line: number): object => ({
  trust: 'codebase',
  path: 'src/a.ts',
  startLine: line,
  endLine: line,
  quote: code.split('\n')[line - 1],
});
const fact = (line: number, domain: string): object => ({
  title: `Line ${line} matters for ${domain}`,
  severity: 'warning',
  category: 'c',
  claim: `What stands in line ${line} decides ${domain}.`,
  recommendation: 'Look.',
  confidence: 'high',
  domain,
  evidence: [quoted(line)],
});
const answer = (value: object, text = ''): string =>
  `${text}\n\`\`\`json\n${JSON.stringify({ findings: [], checked: ['src/a.ts'], openQuestions: [], ...value })}\n\`\`\``;
const option = (id: string, evidence: string): object => ({ id, title: `Take ${id}`, evidence: [evidence] });
const written = answer(
  {
    conclusion: 'Take the first.',
    confidence: 'high',
    records: { options: [option('A', 'E-001'), option('B', 'E-002')] },
  },
  '## Context\n\nIt is so [E-001].\n',
);

function promptsOf({ scenes }: Played, step: string): string[] {
  return scenes.prompts.filter((prompt) => prompt.step === step).map((prompt) => prompt.text);
}

describe('a run that ends in a document', () => {
  const brief = 'After the incident: which one?';
  const found = answer({ findings: [fact(1, 'security'), fact(2, 'data')] });
  const confirmed = answer({
    verdicts: ['O-1', 'O-2', 'conclusion'].map((target) => ({
      target,
      verdict: 'confirmed',
      strategy: 'evidence',
      hypothesis: 'h',
      investigation: 'read src/a.ts',
      evidence: [quoted(1)],
    })),
  });

  it('decides its size from discovery, and runs whom that calls for', async () => {
    const played = await play(planOf(brief), { map: found, synthesis: written, truth: confirmed });
    const { run } = played;
    assert.equal(run.state, 'completed');
    assert.equal(stepOf(run, 'safety').output?.kind, 'agent');
    assert.deepEqual(stepOf(run, 'shape').output, {
      kind: 'skipped',
      reason: 'not needed: runs from large on; this run is medium',
    });
    assert.ok(!played.scenes.opened.includes('shape'), 'no session was opened for it');
    const size = stepOf(run, 'size').output;
    assert.ok(size?.kind === 'code');
    assert.match(
      size.summary,
      /^Size: medium \(several places; 2 findings of discovery in 2 domains \(security, data\)\)\.\n- safety: runs; 1 finding about security/,
    );
  });

  it('hands validators the document with the ids of the engine, and asks for a verdict on each', async () => {
    const played = await play(planOf(brief), { map: found, synthesis: written, truth: confirmed });
    const output = stepOf(played.run, 'synthesis').output;
    assert.ok(output?.kind === 'agent');
    assert.deepEqual(
      readDocument(output)?.records['options']?.map((record) => record.id),
      ['O-1', 'O-2'],
    );
    const [prompt] = promptsOf(played, 'truth');
    assert.match(prompt ?? '', /O-2 Take B/);
    assert.match(
      prompt ?? '',
      /A verdict is due on each of these ids, in this spelling:\n<data-[0-9a-f]+ due>\nO-1, O-2, conclusion\n/,
    );
    assert.equal(stepOf(played.run, 'rewrite').output?.kind, 'skipped');
    assert.equal(played.fingerprints, 2);
  });

  it('writes it anew when the conclusion is refuted', async () => {
    const refuted = confirmed.replaceAll('"confirmed"', '"refuted"');
    const again = written.replace(
      '"records"',
      '"responses":[{"target":"conclusion","action":"adjusted","reason":"as shown"},{"target":"O-1","action":"adjusted","reason":"x"},{"target":"O-2","action":"adjusted","reason":"x"}],"records"',
    );
    const { run } = await play(planOf(brief), { map: found, synthesis: written, truth: refuted, rewrite: again });
    const output = stepOf(run, 'rewrite').output;
    assert.ok(output?.kind === 'agent' && readDocument(output) !== null);
  });

  it('says what of the handed results did not fit', async () => {
    const long = answer({ findings: [1, 2, 3].map((line) => ({ ...fact(line, 'data'), claim: 'word '.repeat(380) })) });
    const plan = planOf(brief, { contextTokens: 2600 });
    const step = plan.steps.find((candidate) => candidate.id === 'synthesis');
    assert.ok(step?.kind === 'agent');
    const played = await play(plan, { map: long, synthesis: written, truth: confirmed });
    const [prompt = ''] = promptsOf(played, 'synthesis');
    assert.ok(prompt.length <= 2600 * 4, `${prompt.length} characters`);
    const output = stepOf(played.run, 'synthesis').output;
    assert.ok(output?.kind === 'agent');
    assert.match(
      readExtra(output).notes.join('\n'),
      /Of the result of fold the first \d+ of \d+ characters were handed over/,
    );
  });

  it('ends on offline in a report, without an invented document and without a failure', async () => {
    const { run } = await play(planOf(brief), {}, true);
    assert.equal(run.state, 'completed');
    assert.equal(run.verdict, 'not-reviewed');
    const { output, attempts } = stepOf(run, 'synthesis');
    assert.ok(output?.kind === 'agent' && !output.judged);
    assert.deepEqual([readDocument(output), attempts.length], [null, 1]);
  });
});

describe('a deferred run', () => {
  it('asks no agent, takes no fingerprint and needs no file, and ends in a report', async () => {
    const plan = planOf('Some day we might need it. Choose something.', {
      scope: { ...workspaceFixture('small'), files: [] },
    });
    assert.ok(plan.deferral !== null);
    const played = await play(plan, {});
    assert.equal(played.run.state, 'completed');
    assert.deepEqual([played.scenes.opened, played.fingerprints], [[], 0]);
    const preflight = stepOf(played.run, 'preflight').output;
    assert.deepEqual(preflight, { kind: 'code', summary: 'Deferred: Nothing needs it.', data: null });
    assert.ok(played.run.report !== null);
  });
});
