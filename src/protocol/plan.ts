import { z } from 'zod';

export const bandSchema = z.enum(['small', 'medium', 'large']);
export type Band = z.infer<typeof bandSchema>;
export const backendIdSchema = z.enum(['qwen', 'boocoder', 'offline']);
export type BackendId = z.infer<typeof backendIdSchema>;

/** One place where a signal matched. `path` is workspace-relative with `/`; `line` is 1-based. */
export const signalHitSchema = z.object({
  signal: z.string(),
  path: z.string(),
  line: z.number().int().positive(),
  /** The matching source line, trimmed of trailing space and cut to 300 characters. */
  text: z.string(),
});
export type SignalHit = z.infer<typeof signalHitSchema>;

export const scopeFileSchema = z.object({
  path: z.string(),
  lines: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  /** SHA-256 of the content when the scope was resolved, hex. */
  sha256: z.string(),
  /** Diff scopes: how the file differs from the base, and the changed line ranges (1-based, inclusive, new side). */
  change: z.enum(['added', 'modified', 'deleted', 'renamed']).optional(),
  ranges: z.array(z.tuple([z.number().int(), z.number().int()])).optional(),
});
export type ScopeFile = z.infer<typeof scopeFileSchema>;

export const scopeKindSchema = z.enum(['workspace', 'path', 'selection', 'uncommitted', 'diff']);

/** What a run looks at, resolved to files. Everything the compiler may know about the workspace is in here. */
export const scopeFactsSchema = z.object({
  kind: scopeKindSchema,
  /** For people: "branch diff against main (12 files)". */
  label: z.string(),
  workspaceName: z.string(),
  files: z.array(scopeFileSchema),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  /** Number of skipped files when the list above was cut. */
  skippedTotal: z.number().int().nonnegative(),
  signals: z.array(signalHitSchema),
  /** Hits per signal before the list above was cut. */
  signalCounts: z.record(z.string(), z.number().int().nonnegative()),
  git: z
    .object({
      head: z.string().nullable(),
      branch: z.string().nullable(),
      base: z.string().nullable(),
      mergeBase: z.string().nullable(),
      dirty: z.boolean(),
    })
    .nullable(),
  /** At most 200 words of branch context (commit messages, PR body file), empty when there is none. */
  branchContext: z.string(),
  /** Unified diff for diff scopes, cut to a bound; empty otherwise. */
  diff: z.string(),
  /** Folders found with documents of these kinds, workspace-relative. */
  docs: z.object({ adr: z.array(z.string()), standards: z.array(z.string()), docs: z.array(z.string()) }),
  /** Commands the project defines (test, lint, build); the engine lists them as not run. */
  commands: z.array(z.object({ name: z.string(), command: z.string(), source: z.string() })),
  /** What was assumed while resolving, e.g. "origin/HEAD is missing; assumed main". */
  assumptions: z.array(z.string()),
});
export type ScopeFacts = z.infer<typeof scopeFactsSchema>;

export const stepLimitsSchema = z.object({
  wallMs: z.number().int().positive(),
  silenceMs: z.number().int().positive(),
  toolCalls: z.number().int().positive(),
  /** Input plus output tokens of one attempt. */
  tokens: z.number().int().positive(),
});
export type StepLimits = z.infer<typeof stepLimitsSchema>;

/** Dependency. A failed `required` one stops the dependant; a failed optional one is told to it as missing. */
export const needSchema = z.object({ step: z.string(), required: z.boolean() });
export type Need = z.infer<typeof needSchema>;

const stepBase = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  title: z.string(),
  needs: z.array(needSchema),
  /** Longest path from a source, for display only. */
  wave: z.number().int().nonnegative(),
  /** Run only if this holds when its dependencies have ended; otherwise it completes as skipped. */
  when: z.object({ test: z.enum(['refuted']), step: z.string() }).optional(),
};

export const agentRoleSchema = z.enum(['discovery', 'angle', 'second-wave', 'synthesizer', 'validator', 'rewrite']);
export type AgentRole = z.infer<typeof agentRoleSchema>;

/** What the answer of a step must contain beyond the base shape. */
export const outputShapeSchema = z.enum(['findings', 'verdicts', 'root-cause']);
export type OutputShape = z.infer<typeof outputShapeSchema>;

export const agentStepSchema = z.object({
  ...stepBase,
  kind: z.literal('agent'),
  persona: z.string(),
  role: agentRoleSchema,
  output: outputShapeSchema,
  /** Complete prompt except for upstream output, which the runner appends as delimited data blocks. */
  prompt: z.string(),
  /** Steps whose output is appended to the prompt, in this order. A subset of `needs`. */
  inputs: z.array(z.string()),
  /** Room for these results in the prompt, in characters. */
  inputChars: z.number().int().nonnegative().default(0),
  leads: z.array(signalHitSchema),
  /** Files this step is asked to look at (workspace-relative). */
  files: z.array(z.string()),
  /** Files whose whole diff stands in `prompt`. */
  diffOf: z.array(z.string()).default([]),
  /** Rough size of `prompt` in tokens (characters / 4). */
  promptTokens: z.number().int().nonnegative(),
  limits: stepLimitsSchema,
  /** What the compiler cut from the prompt to make it fit, for the report. */
  trimmed: z.array(z.string()),
});
export type AgentStep = z.infer<typeof agentStepSchema>;

export const codeOpSchema = z.enum(['preflight', 'fold', 'resolve', 'render']);
export type CodeOp = z.infer<typeof codeOpSchema>;

export const codeStepSchema = z.object({
  ...stepBase,
  kind: z.literal('code'),
  op: codeOpSchema,
});
export type CodeStep = z.infer<typeof codeStepSchema>;

export const planStepSchema = z.discriminatedUnion('kind', [agentStepSchema, codeStepSchema]);
export type PlanStep = z.infer<typeof planStepSchema>;

export const rosterEntrySchema = z.object({
  angle: z.string(),
  persona: z.string(),
  included: z.boolean(),
  /** The band rule, signal or override that decided it. */
  reason: z.string(),
  hits: z.array(signalHitSchema).max(3),
});
export type RosterEntry = z.infer<typeof rosterEntrySchema>;

/** The engine rules that a flow switches on for its fold and report. */
export const reportKindSchema = z.enum(['code-review', 'investigate', 'generic']);
export type ReportKind = z.infer<typeof reportKindSchema>;

export const planBodySchema = z.object({
  schema: z.literal('boocode.plan/1'),
  flow: z.object({
    name: z.string(),
    title: z.string(),
    source: z.enum(['builtin', 'user', 'workspace']),
    /** SHA-256 of the flow file and of every persona file used, hex. */
    sha256: z.string(),
  }),
  report: reportKindSchema,
  brief: z.string(),
  band: z.object({ value: bandSchema, reason: z.string(), chosenBy: z.enum(['engine', 'user']) }),
  roster: z.array(rosterEntrySchema),
  scope: scopeFactsSchema,
  steps: z.array(planStepSchema),
  budget: z.object({ tokens: z.number().int().positive(), wallMs: z.number().int().positive() }),
  /** Explicit choices of the user that overrode a rule, with the reason. */
  overrides: z.array(z.string()),
});

/** The compiled, frozen graph of one run. `planHash` is the SHA-256 of the canonical JSON of everything else. */
export const planSchema = planBodySchema.extend({ planHash: z.string() });
export type PlanBody = z.infer<typeof planBodySchema>;
export type Plan = z.infer<typeof planSchema>;
