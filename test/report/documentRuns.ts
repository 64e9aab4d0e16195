import type { BuildInput, BuildStep } from '../../src/engine/report/model.ts';
import {
  documentSpecSchema,
  emptyDocumentSpec,
  type DocumentSpec,
  writtenDocumentSchema,
  type WrittenDocument,
} from '../../src/protocol/document.ts';
import type { AgentOutput } from '../../src/protocol/events.ts';
import { type Plan, planSchema, type PlanStep } from '../../src/protocol/plan.ts';
import { agentStep, answer, cite, codeStep, finding, planOf, scopeFile } from '../golden/reports/fixture.ts';
import { base, ended } from '../golden/reports/runs.ts';

/** What a document flow declares, with the defaults of the schema. */
export function specOf(spec: Record<string, unknown>): DocumentSpec {
  return documentSpecSchema.parse({
    ...emptyDocumentSpec,
    ...spec,
  });
}

/** A written document, with what the checks leave empty. */
export function written(document: Partial<WrittenDocument> = {}): WrittenDocument {
  return writtenDocumentSchema.parse({
    conclusion: '',
    confidence: 'high',
    sections: [],
    records: {},
    deferred: [],
    responses: [],
    notes: [],
    failures: [],
    ...document,
  });
}

export function record(
  id: string,
  title: string,
  fields: Record<string, string | string[]> = {},
  evidence: string[] = [],
): WrittenDocument['records'][string][number] {
  return { id, title, evidence, need: null, fields, notes: [] };
}

export interface DocumentPlan {
  readonly document: DocumentSpec;
  readonly rules?: Plan['rules'];
  readonly flow?: string;
  readonly title?: string;
  readonly brief?: string;
  readonly steps: readonly PlanStep[];
  readonly more?: Partial<Plan>;
  readonly scope?: Partial<Plan['scope']>;
}

export function documentPlan({
  document,
  rules = 'investigate',
  flow = 'a-document',
  title = 'A document',
  brief = 'Write it.',
  steps,
  more = {},
  scope = {},
}: DocumentPlan): Plan {
  const plan = planOf({
    report: 'document',
    kind: 'workspace',
    brief,
    steps,
    files: [scopeFile('src/a.ts', 'x')],
    scope: { diff: '', ...scope },
  });
  return planSchema.parse({ ...plan, rules, document, flow: { ...plan.flow, name: flow, title }, ...more });
}

/** Ends every step: code steps done, agents with the given answer or an empty one; null: failed. */
export function documentRun(
  plan: Plan,
  answers: Readonly<Record<string, Partial<AgentOutput> | null>>,
  more: Partial<BuildInput> = {},
): BuildInput {
  const steps = plan.steps.map((step): BuildStep => {
    if (step.kind === 'code') return ended(step.id, { kind: 'code', summary: 'done', data: null });
    const given = answers[step.id];
    if (given === null) return ended(step.id, null, { message: 'The model answered 500 five times.' });
    return ended(step.id, answer(given ?? {}));
  });
  return base(plan, steps, more);
}

export const explorer = 'codebase-explorer';

const flowchart = [
  '```mermaid',
  'flowchart TD',
  '  A["Order page"] -->|submits| B{Paid?}',
  '  B -- yes --> C[(Orders)]',
  '  B -- no --> D([Reminder])',
  '```',
].join('\n');

const adrSpec = specOf({
  conclusion: 'The decision in one sentence.',
  draft: 'decision-record.md',
  notice: 'Draft. Nothing was written to the workspace.',
  deferred: true,
  sections: [
    { heading: 'Context', text: 'What forces it.', diagram: 'allowed' },
    { heading: 'Considered options', from: 'records', records: 'options' },
    { heading: 'Decision drivers', from: 'records', records: 'drivers', table: true },
    { heading: 'Consequences', text: 'What hurts.' },
    { heading: 'Aside', text: 'Only when there is one.', required: false },
    { heading: 'Deferred', from: 'deferred', empty: 'Nothing was deferred.' },
    { heading: 'Evidence by step', from: 'steps', steps: ['code', 'risks', 'absent'], appendix: true },
    { heading: 'Suggested file name', from: 'engine', compute: 'suggested-name', appendix: true },
    { heading: 'Team', from: 'engine', compute: 'team', appendix: true },
  ],
  records: [
    {
      name: 'options',
      title: 'Option',
      prefix: 'O',
      text: 'Each open option.',
      fields: [
        { name: 'pros', text: 'For it', kind: 'list' },
        { name: 'cons', text: 'Against it', kind: 'list' },
        { name: 'costNote', text: 'Cost', required: false },
      ],
    },
    { name: 'drivers', title: 'Driver', prefix: 'DR', text: 'Drivers.', fields: [{ name: 'weight', text: 'Weight' }] },
  ],
});

export const adrPlan = documentPlan({
  document: adrSpec,
  flow: 'architectural-decision-record',
  title: 'Architectural decision record',
  brief: 'Queue or outbox for order events? The broker contract ends in March.',
  steps: [
    codeStep('preflight'),
    agentStep('code', explorer, { title: 'Code affected' }),
    agentStep('risks', 'risk-analyst', { title: 'Risks' }),
    codeStep('fold'),
    agentStep('write', 'project-manager', {
      title: 'Write',
      role: 'synthesizer',
      output: 'document',
      trimmed: ['upstream: 2 of 5 results shortened'],
    }),
    agentStep('validate', 'adversarial-validator', { title: 'Challenge', role: 'validator', output: 'verdicts' }),
    agentStep('rewrite', 'project-manager', { title: 'Rewrite', role: 'rewrite', output: 'document' }),
    codeStep('resolve'),
    codeStep('render'),
  ],
  scope: {
    documents: ['0001-use-postgres', '0002-split-billing'].map((name) => ({
      path: `docs/adr/${name}.md`,
      kind: 'adr' as const,
      lines: 40,
      headings: [],
      deadLinks: [],
      inboundLinks: 1,
    })),
  },
  more: {
    roster: [
      { angle: 'code', persona: explorer, included: true, reason: 'always', hits: [] },
      { angle: 'absent', persona: 'data-engineer', included: false, reason: 'no migration in scope', hits: [] },
    ],
  },
});

export const adrDocument = written({
  conclusion: 'Keep the outbox table [E-001] and drop the broker.',
  sections: [
    {
      heading: 'Context',
      markdown: `The broker contract ends in March [E-001], and \`publish()\` loses events [E-099].\n\n${flowchart}`,
    },
    {
      heading: 'Consequences',
      markdown:
        '- **Slower**: events arrive in seconds [E-001].\n- Less to run, see [the docs](docs/ops.md) and [a page](https://example.com/x).',
    },
  ],
  records: {
    options: [
      record(
        'O-1',
        'Outbox table',
        { pros: ['No broker', 'One transaction'], cons: ['Polling', 'Table grows'], costNote: 'Low.' },
        ['E-001'],
      ),
      {
        ...record('O-2', 'Managed queue', { pros: ['Fast', 'Known'], cons: ['Cost', 'Lock-in'] }),
        need: { kind: 'contract', ref: 'broker contract' },
        notes: ['One id that leads nowhere was removed.'],
      },
    ],
    drivers: [record('DR-1', 'Contract end', { weight: 'must' }, ['E-001'])],
  },
  deferred: [{ item: 'Second region', why: 'nobody asked', reopenWhen: 'a customer in Asia signs', source: 'O-2' }],
});

export const adrAnswers = {
  code: {
    findings: [
      finding('code#1', explorer, {
        title: 'Events are published after the commit',
        claim: 'A crash between [E-002] and the call loses the event.',
        citations: [cite('src/a.ts', 3, 5), cite('src/b.ts', 9)],
      }),
      finding('code#2', explorer, { title: 'No retry', severity: 'suggestion', citations: [cite('src/a.ts', 30)] }),
    ],
  },
  risks: { checked: ['src/a.ts, failure paths'] },
  write: { extra: { document: adrDocument } },
  validate: {
    extra: {
      verdicts: [
        {
          key: 'validate#v1',
          step: 'validate',
          persona: 'adversarial-validator',
          target: 'conclusion',
          verdict: 'confirmed',
          strategy: 'evidence',
          hypothesis: 'h',
          investigation: 'Read it.',
          citations: [cite('src/a.ts', 3)],
        },
      ],
    },
  },
} satisfies Readonly<Record<string, Partial<AgentOutput>>>;

/** A complete decision record; its rewrite was not needed. */
export function adrRun(
  change: Readonly<Record<string, Partial<AgentOutput> | null>> = {},
  more: Partial<BuildInput> = {},
): BuildInput {
  const run = documentRun(adrPlan, { ...adrAnswers, ...change }, more);
  if (change['rewrite'] !== undefined) return run;
  const steps = run.steps.map((step) =>
    step.id === 'rewrite' ? ended('rewrite', { kind: 'skipped', reason: 'nothing was refuted' }) : step,
  );
  return { ...run, steps };
}

const gapStep = (id: string, persona: string, more: Parameters<typeof agentStep>[2] = {}): PlanStep =>
  agentStep(id, persona, { title: id, role: 'second-wave', ...more });

export function gapRun(): BuildInput {
  const plan = documentPlan({
    rules: 'gaps',
    flow: 'gap-analysis',
    title: 'Gap analysis',
    document: specOf({
      sections: [
        { heading: 'Executive summary', plain: true },
        { heading: 'Magnitude', from: 'engine', compute: 'gap-magnitude' },
        { heading: 'Gaps', from: 'engine', compute: 'gap-index', empty: 'No gap was found.' },
        { heading: 'Technical details', from: 'engine', compute: 'gap-details' },
        { heading: 'Swarm', from: 'engine', compute: 'gap-swarm' },
        { heading: 'Caveats', from: 'engine', compute: 'gap-caveats' },
      ],
    }),
    more: { subject: ['docs/spec.md'] },
    steps: [
      agentStep('gaps', 'gap-analyzer', { title: 'Gaps', role: 'discovery' }),
      codeStep('fold'),
      gapStep('doubt', 'adversarial-validator'),
      gapStep('current', 'evidence-based-investigator'),
      agentStep('write', 'project-manager', { title: 'Write', role: 'synthesizer', output: 'document' }),
      codeStep('render'),
    ],
  });
  const both = [cite('docs/spec.md', 4, 4, { quote: 'Refunds are sent within a day.' }), cite('src/refund.ts', 12)];
  const gap = (n: number, category: string): ReturnType<typeof finding> =>
    finding(`gaps#${n}`, 'gap-analyzer', {
      title: `Gap ${n}`,
      category,
      citations: both.map((entry) => ({
        ...entry,
        quote: `${entry.quote} ${n}`,
        ...(entry.startLine === undefined
          ? {}
          : { startLine: entry.startLine + n * 10, endLine: entry.startLine + n * 10 }),
      })),
      extra: {
        gapCategory: category.toLowerCase(),
        desired: 'Refunds within a day.',
        current: 'Refunds by hand.',
        domain: 'data',
      },
    });
  const stance = (step: string, persona: string, n: number, id: string, word: string): ReturnType<typeof finding> =>
    finding(`${step}#${n}`, persona, {
      title: `On ${id}`,
      claim: `Looked at ${id}.`,
      extra: { gap: id, stance: word },
      citations: [cite('src/refund.ts', 40 + n)],
    });
  return documentRun(plan, {
    gaps: { findings: [gap(1, 'Missing'), gap(2, 'Partial'), gap(3, 'Divergent')] },
    doubt: {
      findings: [
        stance('doubt', 'adversarial-validator', 1, 'G-001', 'confirmed'),
        stance('doubt', 'adversarial-validator', 2, 'G-002', 'contradicted'),
        finding('doubt#3', 'adversarial-validator', {
          title: 'Old document',
          claim: 'The document is from 2019.',
          extra: { gap: 'caveat', stance: 'inconclusive' },
        }),
      ],
    },
    current: { findings: [stance('current', 'evidence-based-investigator', 1, 'G-001', 'confirmed')] },
    write: {
      extra: {
        document: written({ sections: [{ heading: 'Executive summary', markdown: 'Half of it is there [G-001].' }] }),
      },
    },
  });
}

export function testRun(): BuildInput {
  const plan = documentPlan({
    rules: 'tests',
    flow: 'test-planning',
    title: 'Test plan',
    document: specOf({
      sections: [
        { heading: 'Summary', plain: true },
        { heading: 'Test plan', from: 'engine', compute: 'test-plan' },
        { heading: 'Dropped', from: 'engine', compute: 'dropped-cases', empty: 'None.' },
        { heading: 'Coverage', from: 'engine', compute: 'test-coverage' },
      ],
    }),
    steps: [
      agentStep('gaps', 'test-engineer', { title: 'Gaps' }),
      agentStep('security', 'adversarial-security-analyst', { title: 'Security' }),
      codeStep('fold'),
      agentStep('write', 'test-engineer', { title: 'Write', role: 'synthesizer', output: 'document' }),
      codeStep('render'),
    ],
  });
  const test = (key: string, persona: string, priority: string, line: number): ReturnType<typeof finding> =>
    finding(key, persona, {
      title: `Case ${key}`,
      category: 'error path',
      citations: [cite('src/refund.ts', line)],
      extra: { priority, level: 'unit', behaviour: 'When twice, then once.', expected: 'One refund.' },
    });
  return documentRun(plan, {
    gaps: {
      findings: [test('gaps#1', 'test-engineer', 'High', 3), test('gaps#2', 'test-engineer', 'Low', 50)],
      excluded: [
        { key: 'gaps#3', title: 'Private helper', persona: 'test-engineer', reason: 'Tests internals.', rule: 'seam' },
      ],
    },
    security: { findings: [test('security#1', 'adversarial-security-analyst', 'Low', 90)] },
    write: {
      extra: { document: written({ sections: [{ heading: 'Summary', markdown: 'Two things break silently.' }] }) },
    },
  });
}

export function pageRun(change: Partial<Record<string, WrittenDocument['records'][string]>> = {}): BuildInput {
  const lists = ['page', 'outcomes', 'asks', 'steps', 'flows', 'exclusions'];
  const plan = documentPlan({
    flow: 'html-summary',
    title: 'Summary as a web page',
    document: specOf({
      draft: 'summary.html',
      notice: 'Draft. Nothing was published.',
      sections: [{ heading: 'Page', from: 'engine', compute: 'html-page' }],
      records: lists.map((name, i) => ({ name, title: name, prefix: 'PQRSTU'.charAt(i), text: 'x' })),
    }),
    more: { subject: ['docs/summary.md'] },
    steps: [
      agentStep('slots', 'information-architect', { title: 'Slots' }),
      codeStep('fold'),
      agentStep('fill', 'information-architect', { title: 'Fill', role: 'synthesizer', output: 'document' }),
      codeStep('render'),
    ],
  });
  const records: WrittenDocument['records'] = {
    page: [
      record('P-1', 'Refunds without a call', {
        lead: 'Customers get their money back in one day, not in a week.',
        subtitle: 'Shop team, for support and finance',
        problem: 'Each refund takes three calls.\n\nFinance books it by hand.',
        derived: 'yes',
      }),
    ],
    outcomes: [
      record('Q-1', 'Faster', { text: 'Money is back within a day.' }),
      record('Q-2', 'Fewer calls', { text: 'Support gets half the calls.' }),
    ],
    asks: [
      record('R-1', 'Limit', {
        text: 'Refunds above 500 need a second pair of eyes. Please confirm that this limit is right.',
      }),
    ],
    steps: [record('S-1', 'Open the order', { text: 'The customer sees a refund button.' })],
    flows: [record('T-1', 'Refund', { today: 'A person calls support [E-001].', after: flowchart })],
    exclusions: [record('U-1', 'Gift cards', { text: 'Follow later.' })],
    ...(Object.fromEntries(
      Object.entries(change).filter((entry) => entry[1] !== undefined),
    ) as WrittenDocument['records']),
  };
  return documentRun(plan, {
    slots: { findings: [finding('slots#1', 'information-architect', { citations: [cite('docs/summary.md', 3)] })] },
    fill: { extra: { document: written({ records }) } },
  });
}

export function deferralRun(): BuildInput {
  const plan = documentPlan({
    document: adrSpec,
    flow: 'architectural-decision-record',
    title: 'Architectural decision record',
    steps: [codeStep('preflight'), codeStep('render')],
    more: {
      deferral: {
        reason: 'Nothing in the brief forces this decision today.',
        reopenWhen: 'a contract ends or an incident happens',
        instead: 'research',
        liftable: true,
      },
    },
  });
  return documentRun(plan, {});
}
