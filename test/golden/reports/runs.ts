import type { BuildInput, BuildStep } from '../../../src/engine/report/model.ts';
import type { StepOutput } from '../../../src/protocol/events.ts';
import type { AgentOutput } from '../../../src/protocol/events.ts';
import type { Finding } from '../../../src/protocol/finding.ts';
import { agentStep, answer, cite, codeStep, finding, planOf, scopeFile } from './fixture.ts';

/** Everything in here is hostile on purpose: it is what agents and files may contain. */
export const hostile = {
  title: '<script>alert(1)</script> | ![x](https://evil.example/p.png) `code|span` # no',
  claim: '# Heading\n\n<img src=x onerror=alert(1)>\n- [click](javascript:alert(1)) **bold** snake_case_name `a|b`\n\n| a | b |\n| --- | --- |\n1. one\n---\n<!-- gone -->\u202Etxt.exe',
  quote: '```\nconst a = "<b>";\n````js\n</pre><script>alert(2)</script>',
  path: 'src/<img src=x>/a|b`c.ts',
};

const investigator = 'evidence-based-investigator';

function ended(id: string, output: StepOutput | null, more: Partial<BuildStep> = {}): BuildStep {
  return { id, state: output === null ? 'failed' : 'completed', reason: null, message: '', output, ...more };
}

function base(plan: BuildInput['plan'], steps: readonly BuildStep[], more: Partial<BuildInput> = {}): BuildInput {
  return {
    runId: 'run00001',
    plan,
    backend: 'qwen',
    model: 'test-model',
    startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    endedAt: Date.UTC(2026, 0, 2, 3, 6, 35),
    steps,
    tokens: { input: 12_345, output: 678 },
    budgetNotes: [],
    fold: null,
    workspaceUnchanged: true,
    workspaceChanges: [],
    ...more,
  };
}

const reviewPlan = planOf({
  report: 'code-review',
  band: 'large',
  brief: 'Focus on the retry logic.',
  files: [
    scopeFile('src/pay.ts', 'x', { change: 'modified', ranges: [[1, 40]] }),
    scopeFile('src/retry.ts', 'x', { change: 'added', ranges: [[1, 90]] }),
  ],
  scope: {
    skipped: [{ path: 'package-lock.json', reason: 'lock file' }],
    skippedTotal: 3,
    commands: [{ name: 'test', command: 'npm test', source: 'package.json' }],
    assumptions: ['origin/HEAD is missing; assumed main'],
  },
  steps: [
    codeStep('preflight'),
    agentStep('fresh', 'junior-developer', { title: 'Fresh reader' }),
    agentStep('security', 'adversarial-security-analyst', { title: 'Security' }),
    agentStep('data', 'data-engineer', { title: 'Data', trimmed: ['diff: 3 of 9 hunks shown'] }),
    codeStep('fold'),
    agentStep('validate', 'adversarial-validator', { title: 'Challenge the findings', role: 'validator', output: 'verdicts' }),
    codeStep('resolve'),
    codeStep('render'),
  ],
});

const reviewFindings: Readonly<Record<string, readonly Finding[]>> = {
  fresh: [
    finding('fresh#1', 'junior-developer', { title: 'Retry hides the first error', citations: [cite('src/retry.ts', 10, 14)] }),
    finding('fresh#2', 'junior-developer', { title: 'Factory with one product', category: 'YAGNI candidate', severity: 'suggestion', citations: [cite('src/retry.ts', 70)] }),
  ],
  security: [
    finding('security#1', 'adversarial-security-analyst', {
      title: 'Card number in the log',
      severity: 'warning',
      category: 'A09 Logging',
      citations: [cite('src/pay.ts', 7, 7, { quote: 'log.info(card.number);' })],
      extra: { exploit: '1. Read the log. 2. Pay with the card.' },
    }),
  ],
  data: [
    finding('data#1', 'data-engineer', {
      title: 'Payment is repeated without a key',
      severity: 'critical',
      category: 'idempotency',
      recommendation: 'Send an idempotency key.',
      citations: [
        cite('src/retry.ts', 12, 12, { quote: '  await pay(order);', status: 'reanchored', note: 'Found at line 12; the answer said line 3.' }),
        cite('src/pay.ts', 900, 900, { status: 'unverified', note: 'The file has 40 lines, and the quote is nowhere in it.' }),
      ],
      confidence: 'medium',
    }),
    finding('data#2', 'data-engineer', { title: 'Column is never read', severity: 'warning', category: 'modelling', citations: [cite('src/pay.ts', 30, 30, { quote: 'legacy_id,' })] }),
  ],
};

const verdicts = [
  { key: 'validate#v1', step: 'validate', persona: 'adversarial-validator', target: 'CRIT-001', verdict: 'confirmed', strategy: 'evidence', hypothesis: 'The gateway deduplicates.', investigation: 'Read src/pay.ts; it sends no key.', citations: [cite('src/pay.ts', 21)] },
  { key: 'validate#v2', step: 'validate', persona: 'adversarial-validator', target: 'WARN-001', verdict: 'refuted', strategy: 'assumptions', hypothesis: 'Something reads it.', investigation: 'The export reads the column.', citations: [cite('src/export.ts', 4, 4, { quote: 'row.legacy_id' })] },
];

function reviewSteps(change: Partial<Record<string, Partial<AgentOutput> | null>> = {}): BuildStep[] {
  const outputs: Record<string, AgentOutput> = {
    fresh: answer({ findings: [...(reviewFindings['fresh'] ?? [])], opened: ['src/retry.ts'], openQuestions: [{ question: 'Is the gateway idempotent?', assumption: 'It is not.', persona: 'junior-developer' }] }),
    security: answer({ findings: [...(reviewFindings['security'] ?? [])], markdown: 'Found: one leak.\nImprove: mask card data.', opened: ['src/pay.ts', 'src/log.ts'] }),
    data: answer({
      findings: [...(reviewFindings['data'] ?? [])],
      excluded: [{ key: 'data#3', title: 'Invented table', persona: 'data-engineer', reason: 'No citation could be verified.', rule: 'citation' }],
      challengeRounds: 1,
      violations: [{ at: 'findings[0].evidence[1]', rule: 'citation', message: 'src/pay.ts:900: nowhere.' }],
      opened: ['src/pay.ts'],
    }),
    validate: answer({ extra: { verdicts }, opened: ['src/export.ts'] }),
  };
  return reviewPlan.steps.map((step) => {
    if (step.kind === 'code') return ended(step.id, { kind: 'code', summary: 'done', data: null });
    const override = change[step.id];
    if (override === null) return ended(step.id, null, { message: 'The model answered 500 five times.' });
    return ended(step.id, { ...(outputs[step.id] ?? answer()), ...override });
  });
}

const investigatePlan = planOf({
  report: 'investigate',
  kind: 'workspace',
  band: 'medium',
  brief: 'Totals are one cent off since Monday.',
  files: [scopeFile('src/total.ts', 'x'), scopeFile('src/round.ts', 'x')],
  scope: { diff: '', docs: { adr: ['docs/adr'], standards: ['docs/standards'], docs: [] } },
  steps: [
    agentStep('error-path', investigator, { title: 'Error path' }),
    agentStep('data-flow', investigator, { title: 'Data flow' }),
    codeStep('fold'),
    agentStep('synthesis', investigator, { title: 'Root cause', role: 'synthesizer', output: 'root-cause' }),
    agentStep('validate', 'adversarial-validator', { title: 'Challenge', role: 'validator', output: 'verdicts' }),
    agentStep('rewrite', investigator, { title: 'Rewrite', role: 'rewrite', output: 'root-cause' }),
    codeStep('resolve'),
    codeStep('render'),
  ],
});

const rootCause = {
  rootCause: { summary: 'Rounding happens per line.', chain: [{ text: 'Each line is rounded.', evidence: ['E-001'] }, { text: 'The sum is shown.', evidence: ['E-002', 'E-077'] }] },
  fixes: [{ path: 'src/total.ts', change: 'Round the sum once.', evidence: ['E-001'], details: 'Callers stay.' }],
};

function investigateSteps(change: Readonly<Record<string, Partial<AgentOutput>>> = {}): BuildStep[] {
  const outputs: Record<string, AgentOutput> = {
    'error-path': answer({ findings: [finding('error-path#1', investigator, { severity: 'critical', category: 'domain logic', title: 'Each line is rounded', citations: [cite('src/round.ts', 3, 3, { quote: 'return Math.round(x * 100) / 100;' })] })] }),
    'data-flow': answer({ findings: [finding('data-flow#1', investigator, { category: 'domain logic', title: 'The sum adds rounded lines', citations: [cite('src/total.ts', 8)] })] }),
    synthesis: answer({ extra: rootCause }),
    validate: answer({ extra: { verdicts: [{ ...verdicts[0], target: 'E-001' }, { ...verdicts[0], key: 'validate#v2', target: 'E-002' }] } }),
    ...Object.fromEntries(Object.entries(change).map(([id, more]) => [id, answer(more)])),
  };
  return investigatePlan.steps.map((step) => {
    if (step.kind === 'code') return ended(step.id, { kind: 'code', summary: 'done', data: null });
    if (step.id === 'rewrite' && change['rewrite'] === undefined) return ended('rewrite', { kind: 'skipped', reason: 'nothing was refuted' });
    return ended(step.id, outputs[step.id] ?? answer());
  });
}

const hostilePlan = planOf({ report: 'generic', brief: hostile.claim, files: [], steps: [agentStep('angle', 'data-engineer', { title: hostile.title }), codeStep('render')] });

/** Runs whose reports are kept as golden files. */
export const runs: Readonly<Record<string, BuildInput>> = {
  'review-complete': base(reviewPlan, reviewSteps()),
  'review-partial': base(reviewPlan, reviewSteps({ security: null }), { budgetNotes: ['The run used its 100000 tokens; no further agent was started.'], workspaceUnchanged: false, workspaceChanges: ['src/pay.ts'] }),
  'review-clean': base(reviewPlan, reviewSteps({ fresh: { findings: [] }, security: { findings: [] }, data: { findings: [], excluded: [], violations: [] }, validate: { extra: {} } })),
  'investigate-complete': base(investigatePlan, investigateSteps()),
  'offline-leads': base(
    reviewPlan,
    reviewSteps({
      fresh: { judged: false, model: null, findings: [finding('fresh#1', 'junior-developer', { kind: 'lead', category: 'lead', severity: 'suggestion', confidence: 'low', title: 'Lead: retry at src/retry.ts:10', citations: [cite('src/retry.ts', 10, 10, { quote: 'for (;;) {' })] })] },
      security: { judged: false, model: null, findings: [], markdown: '' },
      data: { judged: false, model: null, findings: [], excluded: [], violations: [], challengeRounds: 0 },
      validate: { judged: false, model: null, extra: { verdicts: [] } },
    }),
    { backend: 'offline', model: null, tokens: { input: 0, output: 0 } },
  ),
  hostile: base(hostilePlan, [
    ended(
      'angle',
      answer({
        findings: [finding('angle#1', 'data-engineer', { title: hostile.title, claim: hostile.claim, category: 'a|b <i>', recommendation: hostile.claim, citations: [cite(hostile.path, 1, 3, { quote: hostile.quote, note: hostile.title })] })],
        excluded: [{ key: 'angle#2', title: hostile.title, persona: 'data-engineer', reason: hostile.claim, rule: 'citation' }],
        openQuestions: [{ question: hostile.claim, assumption: hostile.title, persona: 'data-engineer' }],
        checked: [hostile.claim],
      }),
    ),
  ]),
};

export { base, ended, investigateSteps, investigatePlan, reviewPlan, reviewSteps, rootCause };
