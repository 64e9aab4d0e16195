import { headingWords, looksLikeSpecification } from '../../engine/flow/specification.ts';
import type { DocumentKind } from '../../protocol/plan.ts';
import type { Heading } from './OutlineBuilder.ts';

/** What a document is by its path alone; the first rule that matches decides. */
const byPath: readonly (readonly [DocumentKind, RegExp])[] = [
  ['pr-template', /(?:^|\/)pull_request_template(?:\.(?:md|txt))?$|(?:^|\/)pull_request_template\/[^/]+\.(?:md|txt)$/],
  [
    'instructions',
    /(?:^|\/)(?:claude(?:\.local)?|agents?|gemini|qwen|contributing[\w-]*|copilot-instructions|[\w.-]+\.instructions)\.(?:md|mdx|mdc|rst|txt|adoc)$|(?:^|\/)\.(?:cursor|claude|windsurf)\/rules\//,
  ],
  ['readme', /(?:^|\/)readme(?:[-_.][\w.-]*)?$/],
];

const placed: readonly (readonly [DocumentKind, RegExp])[] = [
  [
    'adr',
    /(?:^|\/)(?:adrs?|decisions|decision-records|architecture-decisions|architectural-decisions)\/|(?:^|\/)adr[-_]?\d+/,
  ],
  [
    'standard',
    /(?:^|\/)(?:standards|coding-standards|conventions|guidelines|style-guides?|styleguides?)\/|(?:^|\/)(?:coding[-_ ]?(?:standards?|guidelines?|conventions?|style)|standards?|style[-_ ]?guide|conventions)\.[a-z]+$/,
  ],
  ['runbook', /(?:^|\/)(?:runbooks?|run-books?|playbooks?)\/|(?:^|[/_-])(?:runbook|playbook)s?(?:[-_.]|$)/],
  [
    'specification',
    /(?:^|\/)(?:[\w-]+-)?(?:feature|functional|product|behaviou?r(?:al)?)-spec(?:ification)?\.[a-z]+$|(?:^|\/)(?:prd|product-requirements(?:-document)?)\.[a-z]+$/,
  ],
  ['work-items', /(?:^|\/)(?:[\w-]+-)?work-items?\.[a-z]+$/],
  ['roadmap', /(?:^|\/)(?:[\w-]+-)?(?:roadmap|build-phases|phased-build)(?:-[\w-]+)?\.[a-z]+$|(?:^|\/)roadmaps?\//],
  ['plan', /(?:^|\/)plans?\/|(?:^|\/)(?:[\w.-]+[-_.])?plan(?:[-_][\w-]+)?\.[a-z]+$/],
  ['review', /(?:^|\/)(?:code-)?reviews?\/|(?:^|\/)(?:[\w.-]+[-_.])?(?:code-)?review(?:[-_][\w-]+)?\.[a-z]+$/],
];

/** Forms to fill in are none of what they are forms for. */
const form = /(?:^|[/_.-])(?:template|example|index|toc)s?(?:[-_][\w-]*)?\.[a-z]+$/;
const reviewItem = /^(?:CRIT|WARN|SUGG|SEC)-\d{1,5}\b/;
const workItem = /^[A-Z][A-Z0-9]{0,19}-\d{1,6}\s*(?:—|–|-|:)\s+\S/;
const plan = [
  'implementation approach',
  'decomposition',
  'raid',
  'definition of done',
  'specialist handoffs',
  'rollout plan',
  'operational readiness',
];
const runbook = [
  'symptoms',
  'quick fix',
  'resolve',
  'verify',
  'if a step fails',
  'escalate',
  'escalation',
  'rollback',
  'triggers',
  'mitigation',
  'prerequisites',
];

/** What a document is, by path and headings. Headings that only one kind has outweigh a folder. */
export function documentKind(path: string, headings: readonly Heading[]): DocumentKind {
  const lower = path.toLowerCase();
  const sure = byPath.find(([, pattern]) => pattern.test(lower))?.[0];
  if (sure !== undefined) return sure;
  if (form.test(lower)) return 'document';
  const titles = headings.map(({ text }) => headingWords(text));
  if (headings.some(({ text }) => reviewItem.test(text))) return 'review';
  const items = headings.filter(({ level, text }) => level === 2 && workItem.test(text) && !/^ADR-/.test(text));
  if (items.length >= 2) return 'work-items';
  if (looksLikeSpecification(headings)) return 'specification';
  return placed.find(([, pattern]) => pattern.test(lower))?.[0] ?? byHeadings(titles);
}

function byHeadings(titles: readonly string[]): DocumentKind {
  if (countOf(['context', 'decision', 'consequences'], titles) === 3) return 'adr';
  if (countOf(plan, titles) >= 3) return 'plan';
  if (countOf(runbook, titles) >= 3 && countOf(['symptoms', 'rollback', 'escalate', 'escalation'], titles) >= 1)
    return 'runbook';
  return 'document';
}

function countOf(wanted: readonly string[], titles: readonly string[]): number {
  return wanted.filter((title) => titles.includes(title)).length;
}
