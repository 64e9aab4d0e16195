import type { AgentEvent } from '../../protocol/agentEvent.ts';
import { asBooError, BooError } from '../../protocol/errors.ts';
import type { AgentOutput, StepOutput } from '../../protocol/events.ts';
import type { Violation } from '../../protocol/finding.ts';
import type { AgentStep } from '../../protocol/plan.ts';
import { currentAttempt, stepOf } from '../../protocol/run.ts';
import { judgeAgentOutput, type JudgedAnswer, type JudgeInput, type Judgement } from '../evidence/judge.ts';
import { readExtra } from '../evidence/judgement.ts';
import { renderChallenge, renderDue, renderUpstream, upstreamCuts, type UpstreamBlock } from '../flow/upstream.ts';
import type { AgentBackend, AgentSession } from '../ports/AgentBackend.ts';
import type { Clock } from '../ports/Clock.ts';
import type { SourceReader } from '../ports/SourceReader.ts';
import { AnswerText } from './answerText.ts';
import type { MissingInput } from './decide.ts';
import { handedText } from './handedText.ts';
import type { Recorder } from './recorder.ts';
import { StreamBuffer } from './streamBuffer.ts';
import { answerTargets, documentInput } from './targets.ts';
import { Watchdog } from './watchdog.ts';

export interface AgentStepDeps {
  readonly backend: AgentBackend;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly reader: SourceReader;
  /** Absolute path of the workspace. */
  readonly workspace: string;
}

/** Upper bound of what a run log keeps of one answer, in characters. */
const maxMarkdown = 1_000_000;

/**
 * One attempt of one agent step: open a session, prompt, judge, at most one challenge round in the same session.
 * Resolves with the output when the answer is accepted; the caller records it. Throws a BooError otherwise. The
 * session is closed, and its process gone, in either case. `attempt.intent` is already on disk.
 */
export async function runAgentAttempt(
  step: AgentStep,
  attempt: number,
  missing: readonly MissingInput[],
  deps: AgentStepDeps,
  outer: AbortSignal,
): Promise<StepOutput> {
  const { backend, clock, recorder } = deps;
  const watchdog = new Watchdog(clock, step.limits, outer);
  let session: AgentSession | undefined;
  try {
    const idempotencyKey = currentAttempt(stepOf(recorder.state, step.id))?.idempotencyKey ?? '';
    session = await backend.openSession({ step, workspace: deps.workspace, idempotencyKey }, watchdog.signal);
    await recorder.record({ type: 'attempt.started', step: step.id, attempt, ...session.info });
    return await converse({ step, attempt, missing, deps, session, watchdog });
  } catch (error) {
    throw abortReason(watchdog.signal) ?? error;
  } finally {
    watchdog.stop();
    await session?.close();
  }
}

interface Conversation {
  readonly step: AgentStep;
  readonly attempt: number;
  readonly missing: readonly MissingInput[];
  readonly deps: AgentStepDeps;
  readonly session: AgentSession;
  readonly watchdog: Watchdog;
}

async function converse(talk: Conversation): Promise<StepOutput> {
  const opened = new Set<string>();
  const plan = talk.deps.recorder.state.plan;
  const targets = answerTargets(talk.step, talk.deps.recorder.state);
  const handed = handedOver(talk);
  const { prompt, cuts } = firstPrompt(talk, handed, targets);
  const first = await ask(talk, 0, prompt, opened);
  const document = documentInput(talk.step, talk.deps.recorder.state);
  const known = { plan, targets, document, handed: handed.map((block) => block.markdown) };
  const judged = await judge(talk, { ...known, text: first });
  const objections = judged.violations;
  if (objections.length === 0 || talk.deps.backend.id === 'offline') {
    const answer = unwritten(talk, judged, first) ?? accept(judged);
    return outputOf(talk, answer, { opened, rounds: 0, cuts });
  }

  await talk.deps.recorder.record({
    type: 'attempt.challenged',
    step: talk.step.id,
    attempt: talk.attempt,
    violations: [...objections],
  });
  const second = await ask(talk, 1, renderChallenge(objections, talk.step.output === 'document'), opened);
  const rejudged = await judge(talk, { ...known, text: second, ...(judged.ok ? { previous: judged } : {}) });
  // A repair that cannot be read does not undo an answer that could.
  return outputOf(talk, rejudged.ok ? rejudged : accept(judged), { opened, rounds: 1, cuts });
}

type Answer = Pick<JudgeInput, 'text' | 'plan' | 'targets' | 'document' | 'handed' | 'previous'>;

function judge(talk: Conversation, answer: Answer): Promise<Judgement> {
  const { backend, reader } = talk.deps;
  return judgeAgentOutput({
    ...answer,
    shape: talk.step.output,
    step: talk.step,
    reader,
    allowLeads: backend.id === 'offline',
  });
}

/** Without a model there is no document, and that is no failure: the answer says so, and the report too. */
function unwritten({ deps, step }: Conversation, judged: Judgement, text: string): JudgedAnswer | undefined {
  if (judged.ok || deps.backend.id !== 'offline' || step.output !== 'document') return undefined;
  const nothing = { findings: [], excluded: [], openQuestions: [], violations: [], extra: {} };
  return { ok: true, markdown: text.replace(/```json[\s\S]*$/, '').trim(), checked: [...step.files], ...nothing };
}

function accept(judged: Judgement): JudgedAnswer {
  if (judged.ok) return judged;
  const why = judged.violations.map((violation: Violation) => violation.message).join(' ');
  throw new BooError('output_unreadable', `The answer could not be read. ${why}`.slice(0, 1000));
}

/** Sends one prompt and returns the text of the answer. Every event is on disk before the answer is judged. */
async function ask(talk: Conversation, round: number, prompt: string, opened: Set<string>): Promise<string> {
  const { step, attempt, session, watchdog } = talk;
  const { clock, recorder } = talk.deps;
  await recorder.record({ type: 'attempt.prompted', step: step.id, attempt, round, text: prompt });
  const answer = new AnswerText();
  let failed: BooError | undefined;
  const fail = (error: unknown): void => void (failed ??= asBooError(error));
  const buffer = new StreamBuffer(
    clock,
    (events) =>
      recorder.record(...events.map((event) => ({ type: 'attempt.event', step: step.id, attempt, event }) as const)),
    fail,
  );
  try {
    for await (const event of session.prompt(prompt, watchdog.signal)) {
      if (failed !== undefined) throw failed;
      watchdog.saw(event);
      noteOpened(event, opened);
      answer.add(event);
      buffer.add(event);
    }
  } finally {
    // On a dead log the flush fails with the same error that is already on its way.
    await buffer.flush().catch(fail);
  }
  if (failed !== undefined) throw failed;
  return answer.text;
}

/** Results of the steps that this one builds on, in the order of its `inputs`. */
function handedOver(talk: Conversation): UpstreamBlock[] {
  const { plan, steps } = talk.deps.recorder.state;
  return talk.step.inputs.flatMap((id) => {
    const output = steps.get(id)?.output;
    const title = plan.steps.find((other) => other.id === id)?.title ?? id;
    if (output?.kind === 'agent') return [{ step: id, title, markdown: handedText(output, plan.document) }];
    return output?.kind === 'code' ? [{ step: id, title, markdown: output.summary }] : [];
  });
}

/** The prompt of the plan with what was not known when it was made, and what of that did not fit. */
function firstPrompt(
  { step, missing }: Conversation,
  handed: readonly UpstreamBlock[],
  targets: readonly string[],
): { readonly prompt: string; readonly cuts: readonly string[] } {
  const due = step.output === 'verdicts' && targets.length > 0 ? [renderDue(targets)] : [];
  if (handed.length === 0 && missing.length === 0) return { prompt: [step.prompt, ...due].join('\n\n'), cuts: [] };
  const room = step.inputChars - due.join('').length;
  return {
    prompt: [step.prompt, renderUpstream(handed, missing, room), ...due].join('\n\n'),
    cuts: upstreamCuts(handed, missing, room),
  };
}

function noteOpened(event: AgentEvent, opened: Set<string>): void {
  if (event.type === 'tool_call' && event.kind === 'read' && event.path !== undefined) opened.add(event.path);
}

interface Circumstances {
  readonly opened: ReadonlySet<string>;
  readonly rounds: number;
  /** What of the handed results did not fit into the prompt. */
  readonly cuts: readonly string[];
}

function outputOf(talk: Conversation, judged: JudgedAnswer, { opened, rounds, cuts }: Circumstances): AgentOutput {
  const attempt = currentAttempt(stepOf(talk.deps.recorder.state, talk.step.id));
  return {
    kind: 'agent',
    markdown: judged.markdown.slice(0, maxMarkdown),
    findings: judged.findings,
    excluded: judged.excluded,
    checked: judged.checked,
    openQuestions: judged.openQuestions,
    violations: judged.violations,
    challengeRounds: rounds,
    opened: [...opened].sort(),
    usage: attempt?.usage ?? null,
    model: talk.session.info.model,
    judged: talk.deps.backend.id !== 'offline',
    extra: cuts.length === 0 ? judged.extra : { ...judged.extra, notes: [...readExtra(judged).notes, ...cuts] },
  };
}

function abortReason(signal: AbortSignal): BooError | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason instanceof BooError ? signal.reason : new BooError('cancelled', 'The step was cancelled.');
}
