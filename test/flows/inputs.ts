import type { ScopeRequest } from '../../src/workspace/scope/scopeRequest.ts';

/** What a user would give each flow on the sample repository. */
export interface FlowInput {
  readonly brief: string;
  readonly scope: ScopeRequest;
}

const workspace: ScopeRequest = { kind: 'workspace' };
const diff: ScopeRequest = { kind: 'diff' };

export const flowInputs: Readonly<Record<string, FlowInput>> = {
  'architectural-analysis': {
    brief: 'How refunds hang together with payments and orders; two teams will work on it.',
    scope: { kind: 'path', globs: ['src/**'] },
  },
  'architectural-decision-record': {
    brief:
      'Decide whether refunds wait for the provider or are confirmed later by its call. Customers complained about slow answers in the last incident. Alternatives: wait, or poll every minute.',
    scope: workspace,
  },
  'code-review': { brief: 'Focus on money.', scope: diff },
  'coding-standard': {
    brief:
      'Every call that leaves the process gets a time limit. Three incidents this year came from calls without one; reviewers ask for it in every pull request.',
    scope: workspace,
  },
  'gap-analysis': {
    brief: 'Compare docs/specs/refunds/feature-specification.md with what the code does today.',
    scope: workspace,
  },
  investigate: {
    brief: 'Refunds sometimes stay pending although the provider confirmed them; only under load.',
    scope: workspace,
  },
  'issue-triage': {
    brief:
      'A customer in Graz was charged twice for one order this morning. She pressed the button once, the page was slow, then it showed an error, then the order appeared. The bank shows two charges of 48.20 a few seconds apart. Before the release of last week this never happened, says support. Two other customers wrote the same since Monday.',
    scope: workspace,
  },
  'iterative-plan-review': {
    brief: 'Review docs/plans/refunds/feature-implementation-plan.md before we start.',
    scope: workspace,
  },
  'plan-a-feature': {
    brief: 'Customers see in their order list which refunds are pending, so that they stop calling support.',
    scope: workspace,
  },
  'plan-a-phased-build': {
    brief: 'Order the work of docs/specs/refunds/feature-specification.md into phases that support can try out.',
    scope: workspace,
  },
  'plan-implementation': {
    brief: 'Plan how to build docs/specs/refunds/feature-specification.md.',
    scope: workspace,
  },
  'plan-work-items': {
    brief: 'Split docs/plans/refunds/feature-implementation-plan.md.',
    scope: workspace,
  },
  'project-discovery': { brief: '', scope: workspace },
  'project-documentation': {
    brief: 'Document how refunds work, from the request to the mail.',
    scope: { kind: 'path', globs: ['src/**', 'migrations/**', 'test/**'] },
  },
  research: {
    brief:
      'Which way of confirming payments fits a small shop: calls from the provider, polling, or a queue between both? We run one process and one database.',
    scope: workspace,
  },
  runbook: {
    brief:
      'Refunds stay pending after the provider was down; it happened in the incident of 12 March and again last week.',
    scope: workspace,
  },
  'test-planning': { brief: '', scope: diff },
  'post-code-review-to-pr': { brief: '', scope: diff },
  'update-pr-description': { brief: '', scope: diff },
  'work-items-to-issues': {
    brief: 'Turn docs/plans/refunds/work-items.md into issues for the repository orders-service.',
    scope: workspace,
  },
  'html-summary': { brief: 'Make a page of docs/reports/refunds-summary.md.', scope: workspace },
  'stakeholder-summary': {
    brief: 'Summarise docs/specs/refunds/feature-specification.md for support and finance.',
    scope: workspace,
  },
};
