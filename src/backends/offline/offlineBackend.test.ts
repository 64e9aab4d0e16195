import assert from 'node:assert/strict';
import { extractAnswer } from '../../engine/evidence/extract.ts';
import type { AgentSession } from '../../engine/ports/AgentBackend.ts';
import { type AgentStep, agentStepSchema, type OutputShape, type SignalHit } from '../../protocol/plan.ts';
import { BooError } from '../../protocol/errors.ts';
import { createOfflineBackend } from './offlineBackend.ts';

const hit = (line: number, text: string): SignalHit => ({ signal: 'shell', path: 'docs/a.md', line, text });

function stepWith(output: OutputShape, leads: SignalHit[], files: string[] = ['src/a.ts']): AgentStep {
  return agentStepSchema.parse({
    id: 'angle-x',
    kind: 'agent',
    title: 'Security',
    needs: [],
    wave: 1,
    persona: 'p',
    role: 'angle',
    output,
    prompt: 'Step: angle-x',
    inputs: [],
    leads,
    files,
    promptTokens: 3,
    limits: { wallMs: 1, silenceMs: 1, toolCalls: 1, tokens: 1 },
    trimmed: [],
  });
}

async function answerOf(step: AgentStep): Promise<string> {
  const backend = createOfflineBackend();
  const signal = new AbortController().signal;
  const session = await backend.openSession({ step, workspace: '/nowhere', idempotencyKey: 'k' }, signal);
  return textOf(session, signal);
}

async function textOf(session: AgentSession, signal: AbortSignal): Promise<string> {
  let text = '';
  for await (const event of session.prompt('anything', signal)) if (event.type === 'text') text += event.text;
  return text;
}

describe('offline backend', () => {
  it('turns every lead into a finding that the engine accepts as a lead, with the exact quote', async () => {
    const leads = [hit(3, '```sh'), hit(9, 'rm -rf "$DIR" // `x`')];
    const extraction = extractAnswer(await answerOf(stepWith('findings', leads)), 'findings', { allowLeads: true });
    assert.ok(extraction.ok);
    assert.deepEqual(extraction.violations, []);
    const found = extraction.answer.findings;
    assert.deepEqual(
      found.map((finding) => [finding.kind, finding.evidence[0]?.startLine, finding.evidence[0]?.quote]),
      [
        ['lead', 3, '```sh'],
        ['lead', 9, 'rm -rf "$DIR" // `x`'],
      ],
    );
  });

  it('lists what was checked when there is no lead', async () => {
    const extraction = extractAnswer(await answerOf(stepWith('findings', [])), 'findings', { allowLeads: true });
    assert.ok(extraction.ok);
    assert.deepEqual(extraction.violations, []);
    assert.deepEqual([extraction.answer.findings.length, extraction.answer.checked], [0, ['src/a.ts']]);
  });

  for (const shape of ['verdicts', 'root-cause'] as const) {
    it(`answers the shape ${shape} without a judgement`, async () => {
      const extraction = extractAnswer(await answerOf(stepWith(shape, [hit(1, 'x')])), shape, { allowLeads: true });
      assert.ok(extraction.ok);
      assert.equal(extraction.answer.findings.length, 0);
      if (shape === 'verdicts') assert.deepEqual(extraction.answer.verdicts, []);
      else assert.equal(extraction.answer.rootCause?.summary, 'Not judged by a model.');
    });
  }

  it('writes no document', async () => {
    const text = await answerOf(stepWith('document', [hit(1, 'x')]));
    assert.match(text, /no model judged this step/);
    assert.doesNotMatch(text, /^## /m);
    assert.match(text, /"records": \{\}/);
  });

  it('stops with cancelled when aborted', async () => {
    const controller = new AbortController();
    const backend = createOfflineBackend();
    const step = stepWith('findings', []);
    const session = await backend.openSession({ step, workspace: '/x', idempotencyKey: 'k' }, controller.signal);
    controller.abort();
    await assert.rejects(
      textOf(session, controller.signal),
      (error) => error instanceof BooError && error.code === 'cancelled',
    );
  });
});
