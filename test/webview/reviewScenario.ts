import { makePlan, MemoryRun, type StepSpec } from './memoryRun.ts';

const angle = (id: string, title: string, persona: string): StepSpec => ({
  ...{ id, title, persona, wave: 1, needs: ['preflight'] },
});

const angles = [
  angle('structure', 'Structure and design', 'architect'),
  angle('security', 'Security', 'security-auditor'),
  angle('concurrency', 'Concurrency', 'concurrency-reviewer'),
  angle('data', 'Data and migrations', 'data-engineer'),
  angle('errors', 'Failure handling', 'reliability-engineer'),
  angle('tests', 'Tests', 'test-engineer'),
  angle('performance', 'Performance', 'performance-engineer'),
  angle('api', 'API compatibility', 'api-reviewer'),
];

export const reviewPlan = makePlan([
  { id: 'preflight', title: 'Preflight', wave: 0 },
  ...angles,
  { id: 'fold', title: 'Fold findings', wave: 2, needs: angles.map((step) => step.id) },
  { id: 'risk', title: 'Risk', persona: 'risk-analyst', wave: 3, needs: ['fold'] },
  { id: 'simplicity', title: 'Simplicity', persona: 'yagni-critic', wave: 3, needs: ['fold'] },
  { id: 'synthesis', title: 'Synthesis', persona: 'synthesizer', wave: 4, needs: ['risk', 'simplicity'] },
  { id: 'validate', title: 'Validation', persona: 'validator', wave: 5, needs: ['synthesis'] },
  { id: 'render', title: 'Report', wave: 6, needs: ['validate'] },
]);

const answer = `## Session tokens are compared in variable time

The new \`verifyToken\` helper compares with \`===\`, so an attacker who can measure response times can guess a token
**byte by byte**. See \`src/auth/token.ts:42-48\`; the old code path in \`src/auth/legacy.ts:17\` used \`timingSafeEqual\`.

1. \`src/auth/token.ts:42\` compares the digest as a string.
2. The result reaches the client *before* the rate limiter runs.

| Call site | Reached by | Guarded |
|---|---|---|
| \`src/http/login.ts:88\` | anonymous | no |
| \`src/http/refresh.ts:31\` | session holders | yes |

\`\`\`ts
if (digest(token) === stored.digest) {
  return issueSession(user);
}
\`\`\`

> Reads of the old table are unaffected.

`;

const json = `\`\`\`json
{
  "findings": [
    {
      "title": "Token comparison leaks timing",
      "severity": "critical",
      "category": "security",
      "claim": "verifyToken compares digests with ===",
      "recommendation": "Use crypto.timingSafeEqual",
      "confidence": "high",
      "evidence": [{"trust": "codebase", "path": "src/auth/token.ts", "startLine": 42, "endLine": 44, "quote": "if (digest(token) === stored.digest) {"}]
    }
  ]
}
\`\`\`
`;

/** Splits as models stream: uneven pieces, words cut in two. */
export function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,9}/g) ?? [];
}

function reads(run: MemoryRun, step: string, paths: readonly string[]): void {
  for (const path of paths) {
    const callId = `${step}-${path}-${run.events.length}`;
    run.agent(step, { type: 'tool_call', callId, name: 'read_file', kind: 'read', title: `Reading ${path}`, path });
    run.now += 320;
    const output = Array.from({ length: 48 }, (_, n) => `${n + 1}  export const line${n + 1} = ${n};`).join('\n');
    run.agent(step, { type: 'tool_update', callId, status: 'completed', output });
  }
}

function search(run: MemoryRun, step: string, pattern: string): void {
  const callId = `${step}-${pattern}`;
  const title = `Searching for ${pattern}`;
  run.agent(step, {
    type: 'tool_call',
    callId,
    name: 'grep',
    kind: 'search',
    title,
    input: `{"pattern":"${pattern}"}`,
  });
  run.now += 900;
  run.agent(step, {
    type: 'tool_update',
    callId,
    status: 'completed',
    output: 'src/auth/token.ts:42\nsrc/http/login.ts:88',
  });
}

/** Twelve agents in all states, caught in the middle of the first wave. */
export function midRun(): MemoryRun {
  const run = new MemoryRun(reviewPlan);
  run.push({ type: 'run.started' });
  run.begin('preflight');
  run.now += 400;
  run.completeCode('preflight', '14 files in scope, 6 signals');
  for (const step of ['structure', 'security', 'concurrency', 'data', 'errors', 'tests']) {
    run.begin(
      step,
      `You are a ${step} specialist.\n\nLook at the 14 files of the branch diff against main.\n\nAnswer with findings that cite file and line.\nLeads: src/auth/token.ts:42, src/http/login.ts:88\nSay what you checked when you find nothing.`,
    );
  }
  reads(run, 'structure', ['src/app.ts', 'src/http/login.ts', 'src/http/refresh.ts', 'src/db/users.ts']);
  run.agent('structure', { type: 'usage', usage: { inputTokens: 31_200, outputTokens: 2_400 } });
  run.now += 12_000;
  run.complete('structure', 2);
  run.now += 9_000;
  run.push({
    type: 'attempt.failed',
    step: 'data',
    attempt: 1,
    error: { code: 'model_rate_limited', message: '429 Too Many Requests' },
  });
  run.push({ type: 'step.retrying', step: 'data', reason: 'backoff', retryAt: run.now + 8_000 });
  run.push({
    type: 'attempt.failed',
    step: 'tests',
    attempt: 1,
    error: {
      code: 'model_request_rejected',
      message: '400 The prompt is longer than the context window (32768 tokens)',
    },
  });
  run.push({
    type: 'step.failed',
    step: 'tests',
    error: {
      code: 'model_request_rejected',
      message: '400 The prompt is longer than the context window (32768 tokens)',
    },
  });
  reads(run, 'concurrency', ['src/queue/worker.ts']);
  securityStream(run);
  return run;
}

function securityStream(run: MemoryRun): void {
  const step = 'security';
  run.agent(step, {
    type: 'reasoning',
    text: 'The diff touches authentication. I should start with the token helper,\nthen look at who calls it.',
  });
  run.now += 3_400;
  run.agent(step, { type: 'text', text: 'I will look at the token helper and its callers first.' });
  reads(run, step, ['src/auth/token.ts', 'src/auth/legacy.ts', 'src/http/login.ts', 'src/http/refresh.ts']);
  search(run, step, 'timingSafeEqual');
  const callId = 'denied';
  run.agent(step, {
    type: 'tool_call',
    callId,
    name: 'run_shell_command',
    kind: 'other',
    title: 'npm audit --json',
    input: '{"command":"npm audit --json"}',
  });
  run.agent(step, { type: 'tool_update', callId, status: 'blocked', error: 'blocked: this run is read-only' });
  run.agent(step, {
    type: 'tool_call',
    callId: 'gone',
    name: 'read_file',
    kind: 'read',
    title: 'Reading src/auth/old.ts',
    path: 'src/auth/old.ts',
  });
  run.now += 200;
  run.agent(step, { type: 'tool_update', callId: 'gone', status: 'failed', error: 'File not found: src/auth/old.ts' });
  run.agent(step, ...pieces(answer).map((text) => ({ type: 'text' as const, text })));
  run.agent(step, ...pieces(json).map((text) => ({ type: 'text' as const, text })));
  run.push({
    ...{ type: 'attempt.challenged', step, attempt: 1 },
    violations: [
      { at: 'findings[0].evidence[0]', rule: 'quote', message: 'The quote is at src/auth/token.ts:44, not 42.' },
      { at: 'findings[0].evidence[1]', rule: 'quote', message: 'The quote was found nowhere in src/http/login.ts.' },
    ],
  });
  run.push({
    type: 'attempt.prompted',
    step,
    attempt: 1,
    round: 1,
    text: 'Two citations did not match the files. Repair exactly these.',
  });
  run.agent(step, {
    type: 'usage',
    usage: { inputTokens: 38_400, outputTokens: 3_100, contextUsed: 27_000, contextSize: 32_768 },
  });
  run.agent(step, {
    type: 'notice',
    level: 'warning',
    text: 'The model server answers slowly: 14 s to the first token.',
  });
  run.agent(step, {
    type: 'tool_call',
    callId: 'live',
    name: 'read_file',
    kind: 'read',
    title: 'Reading src/auth/token.ts',
    path: 'src/auth/token.ts',
  });
  run.now += 4_000;
}

/** A single-prompt conversation of `count` rows that do not fold into groups. */
export function longRun(count: number): MemoryRun {
  const run = new MemoryRun(reviewPlan);
  run.push({ type: 'run.started' });
  run.begin('preflight');
  run.completeCode('preflight', '14 files');
  run.begin('security', 'Look at everything.');
  for (let i = 0; i < count / 2; i += 1) {
    run.agent('security', { type: 'text', text: `Sentence ${i}. ${'Some words about it. '.repeat(i % 5)}` });
    const callId = `call-${i}`;
    run.agent('security', {
      type: 'tool_call',
      callId,
      name: 'read_file',
      kind: 'read',
      title: `src/file${i}.ts`,
      path: `src/file${i}.ts`,
    });
    run.agent('security', { type: 'tool_update', callId, status: 'completed', output: 'one\ntwo' });
  }
  return run;
}
