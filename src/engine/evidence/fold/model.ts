import { z } from 'zod';
import type { Excluded, Finding, Severity } from '../../../protocol/finding.ts';
import { excludedSchema } from '../../../protocol/finding.ts';
import {
  type AgentStep,
  type Band,
  type FoldRules,
  foldRulesSchema,
  type Plan,
  type ScopeFacts,
} from '../../../protocol/plan.ts';
import { reportFindingSchema } from '../../../protocol/report.ts';
import { judgedVerdictSchema } from '../judgement.ts';

/** Where one raw finding ended. `to`: the report id (body), the key it was merged into (merged), the rule (excluded). */
export const placementSchema = z.object({
  key: z.string(),
  place: z.enum(['body', 'merged', 'excluded']),
  to: z.string(),
});
export type Placement = z.infer<typeof placementSchema>;

/** One row of the validation table. */
export const validationSchema = judgedVerdictSchema.omit({ key: true }).extend({
  /** V-001, V-002, ... in the order of the validators' answers. */
  id: z.string(),
  /** What the engine did because of it, for people. */
  effect: z.string(),
});
export type Validation = z.infer<typeof validationSchema>;

export const accountingSchema = z.object({
  /** raised = body + merged + excluded, always. */
  raised: z.number().int().nonnegative(),
  body: z.number().int().nonnegative(),
  merged: z.number().int().nonnegative(),
  excluded: z.number().int().nonnegative(),
});

/** The merged findings of a run: plain data, stored as the output of the fold and resolve steps. */
export const foldResultSchema = z.object({
  /** The rules by which it was merged. */
  kind: foldRulesSchema,
  /** In report order. */
  findings: z.array(reportFindingSchema),
  excluded: z.array(excludedSchema),
  placement: z.array(placementSchema),
  /** A security finding under its own id and under the id that puts it among the criticals. */
  crossReferences: z.array(z.object({ id: z.string(), target: z.string() })),
  /** What the rules did to the set as a whole, for people. */
  notes: z.array(z.string()),
  accounting: accountingSchema,
  validation: z.array(validationSchema),
});
export type FoldResult = z.infer<typeof foldResultSchema>;

/** What the fold works on: judged findings of the steps that ended, and the facts its rules ask for. */
export interface FoldInput {
  readonly band: Band;
  readonly scope: ScopeFacts;
  readonly brief: string;
  readonly findings: readonly Finding[];
  /** Exclusions that judging already made; they are carried through. */
  readonly excluded: readonly Excluded[];
  readonly findingNotes: readonly { readonly key: string; readonly notes: readonly string[] }[];
  /** The agent steps of the plan; a finding of any other step has no author. */
  readonly steps: readonly Pick<AgentStep, 'id' | 'persona' | 'files' | 'role'>[];
  /** Documents that the run is about. */
  readonly subject: readonly string[];
}

/** One finding on its way through the rules. */
export interface FoldItem {
  readonly finding: Finding;
  readonly severity: Severity;
  readonly section: Section;
  readonly alsoRaisedBy: readonly string[];
  readonly notes: readonly string[];
  /** Keys of findings with the opposite advice on the same lines. */
  readonly tensions: readonly string[];
  /** Test cases only. */
  readonly tier?: Tier;
}

/** How much a test case matters. Shown as such; the severity of the report has only three words. */
export const tierSchema = z.enum(['CRIT', 'HIGH', 'MED', 'LOW']);
export type Tier = z.infer<typeof tierSchema>;

/** `yagni` and `lead` are shown apart and never counted; `security` is uncapped and keeps its own ids. */
export type Section = 'main' | 'security' | 'yagni' | 'lead';

export interface FoldState {
  readonly items: readonly FoldItem[];
  readonly excluded: readonly Excluded[];
  readonly merged: readonly { readonly key: string; readonly into: string }[];
  /** Findings that speak of a gap which has its number already. */
  readonly stances: readonly FoldItem[];
  readonly notes: readonly string[];
}

/** Facts prepared once for all rules. */
export interface FoldContext {
  readonly input: FoldInput;
  /** Is there an earlier version to compare with? */
  readonly hasBase: boolean;
  /** Ids given before: of a fold that is continued. */
  readonly known: ReadonlySet<string>;
}

/** One rule: a pure step from state to state. It may change, merge or exclude items, never lose one. */
export type FoldRule = (state: FoldState, context: FoldContext) => FoldState;

/** The personas that rules speak of, by the name of their file. */
export const personas = {
  security: 'adversarial-security-analyst',
  newcomer: 'junior-developer',
  validator: 'adversarial-validator',
  investigator: 'evidence-based-investigator',
  structure: 'structural-analyst',
  behaviour: 'behavioral-analyst',
  tests: 'test-engineer',
  edgeCases: 'edge-case-explorer',
  delivery: 'devops-engineer',
  resilience: 'on-call-engineer',
  concurrency: 'concurrency-analyst',
  data: 'data-engineer',
  risk: 'risk-analyst',
  software: 'software-architect',
  system: 'system-architect',
  gaps: 'gap-analyzer',
  researcher: 'research-analyst',
  explorer: 'codebase-explorer',
  scanner: 'project-scanner',
  auditor: 'content-auditor',
} as const;

/** The plan's part of a fold input. */
export function foldFacts(plan: Plan): Pick<FoldInput, 'band' | 'scope' | 'brief' | 'steps' | 'subject'> {
  return {
    band: plan.band.value,
    scope: plan.scope,
    brief: plan.brief,
    subject: plan.subject,
    steps: plan.steps.filter((step) => step.kind === 'agent'),
  };
}

/**
 * The rules of a plan. Plans that were stored before flows named their rules have the default `generic`; there the kind of their
 * report says which rules they ran by.
 */
export function rulesOfPlan(plan: Pick<Plan, 'rules' | 'report'>): FoldRules {
  if (plan.rules !== 'generic' || plan.report === 'document') return plan.rules;
  return plan.report;
}
