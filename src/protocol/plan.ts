import { z } from 'zod';
import { documentSpecSchema } from './document.ts';

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

export const documentKindSchema = z.enum([
  'adr',
  'standard',
  'runbook',
  'specification',
  'plan',
  'work-items',
  'review',
  'roadmap',
  'instructions',
  'pr-template',
  'readme',
  'document',
]);
export type DocumentKind = z.infer<typeof documentKindSchema>;

/** A text document of the workspace, known by path and headings. Lines are 1-based. */
export const scopeDocumentSchema = z.object({
  path: z.string(),
  kind: documentKindSchema,
  lines: z.number().int().nonnegative(),
  /** At most 60, each cut to 160 characters. */
  headings: z.array(
    z.object({ level: z.number().int().min(1).max(6), text: z.string(), line: z.number().int().positive() }),
  ),
  /** Relative links that lead to no file, at most 20. */
  deadLinks: z.array(z.object({ line: z.number().int().positive(), target: z.string() })),
  /** Documents of the workspace that link to this one. */
  inboundLinks: z.number().int().nonnegative(),
});
export type ScopeDocument = z.infer<typeof scopeDocumentSchema>;

/** What the workspace is made of, by its manifests and file names. Bounded lists; paths workspace-relative. */
export const workspaceProfileSchema = z.object({
  languages: z.array(z.object({ name: z.string(), files: z.number().int(), lines: z.number().int() })),
  frameworks: z.array(z.object({ name: z.string(), path: z.string(), line: z.number().int().positive() })),
  manifests: z.array(z.string()),
  lockFiles: z.array(z.string()),
  /** Roots of projects in the workspace; `` is the workspace itself. */
  projects: z.array(z.string()),
});
export type WorkspaceProfile = z.infer<typeof workspaceProfileSchema>;

const emptyProfile: WorkspaceProfile = { languages: [], frameworks: [], manifests: [], lockFiles: [], projects: [] };

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
  /** Text documents of the whole workspace, at most 300, whatever the scope is. */
  documents: z.array(scopeDocumentSchema).default([]),
  profile: workspaceProfileSchema.default(emptyProfile),
  /** Commits per file in the last 90 days, most first, at most 50. */
  churn: z.array(z.object({ path: z.string(), commits: z.number().int().positive() })).default([]),
  /** Small documents whose text the compiler needs (templates of pull requests): each at most 8,000 characters. */
  texts: z.array(z.object({ path: z.string(), text: z.string() })).default([]),
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
  /**
   * Run only if this holds when its dependencies have ended; otherwise it completes as skipped. refuted: the validator `step`
   * refuted the conclusion. chosen: the code step `step` (`size` or `trigger`) decided that this step runs.
   */
  when: z.object({ test: z.enum(['refuted', 'chosen']), step: z.string() }).optional(),
};

export const agentRoleSchema = z.enum(['discovery', 'angle', 'second-wave', 'synthesizer', 'validator', 'rewrite']);
export type AgentRole = z.infer<typeof agentRoleSchema>;

/** What the answer of a step must contain beyond the base shape. */
export const outputShapeSchema = z.enum(['findings', 'verdicts', 'root-cause', 'document']);
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
  /** The agent works without the workspace: nothing of it stands in the prompt, its session cannot read it. */
  isolated: z.boolean().default(false),
  /** Parts (protocols, dimensions) that the answer must report as found or clear in `checked`. */
  cover: z.array(z.string()).default([]),
});
export type AgentStep = z.infer<typeof agentStepSchema>;

export const codeOpSchema = z.enum(['preflight', 'size', 'fold', 'trigger', 'resolve', 'render']);
export type CodeOp = z.infer<typeof codeOpSchema>;

/** When a later step is worth its cost; decided by code from what the earlier ones found. */
export const triggerSchema = z.enum(['new-gaps', 'open-majors']);
export type Trigger = z.infer<typeof triggerSchema>;

/** One rule of the size that is known only after discovery. */
export const sizeRuleSchema = z.object({
  band: bandSchema,
  reason: z.string(),
  /** At least this many findings of discovery. */
  findings: z.number().int().min(0).optional(),
  /** At least this many different values of the field `domain` among them. */
  domains: z.number().int().min(0).optional(),
});
export type SizeRule = z.infer<typeof sizeRuleSchema>;

/** What `size` decides on: steps that run only from a band on, or only when a discovered domain calls for them. */
export const candidateSchema = z.object({
  step: z.string(),
  minBand: bandSchema,
  /** Runs when a finding of discovery has one of these as its `domain`. Empty: whatever the domain. */
  domains: z.array(z.string()),
});
export type Candidate = z.infer<typeof candidateSchema>;

export const codeStepSchema = z.object({
  ...stepBase,
  kind: z.literal('code'),
  op: codeOpSchema,
  /** `size`: the rules, the steps they decide on, and the most of them that run per band. */
  sizing: z
    .object({
      rules: z.array(sizeRuleSchema),
      candidates: z.array(candidateSchema),
      caps: z.object({ small: z.number().int(), medium: z.number().int(), large: z.number().int() }).nullable(),
      /** Set when the user chose the size: then only the candidates are decided. */
      chosen: bandSchema.nullable(),
    })
    .optional(),
  /** `trigger`: what must have happened, and the steps that then run. */
  trigger: z.object({ test: triggerSchema, steps: z.array(z.string()) }).optional(),
});

/** What a `size` or `trigger` step leaves in its output data. */
export const choiceSchema = z.object({
  band: bandSchema.nullable(),
  reason: z.string(),
  decisions: z.array(z.object({ step: z.string(), run: z.boolean(), reason: z.string() })),
});
export type Choice = z.infer<typeof choiceSchema>;
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

/** How the report is laid out. */
export const reportKindSchema = z.enum(['code-review', 'investigate', 'generic', 'document']);

/**
 * The rules by which findings are merged and numbered. code-review: rubric, size gate, caps; CRIT, WARN, SUGG, SEC. generic: dedupe,
 * contradictions; the same ids. investigate: plain evidence E-001. gaps: G-001 with both sides cited. tests: TP-001 by tier.
 */
export const foldRulesSchema = z.enum(['code-review', 'investigate', 'generic', 'gaps', 'tests']);
export type FoldRules = z.infer<typeof foldRulesSchema>;

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
  rules: foldRulesSchema.default('generic'),
  /** Present when the report is a document. */
  document: documentSpecSchema.nullable().default(null),
  /** Documents of the workspace that the brief or the scope names: what is reviewed, split or summarised. */
  subject: z.array(z.string()).default([]),
  /** Evidence counts only from the brief and the subject documents. */
  textOnly: z.boolean().default(false),
  /** Set when preflight stopped the run: it ends in a short report that says so, and no agent is asked. */
  deferral: z
    .object({
      reason: z.string(),
      /** What would make it worth doing. */
      reopenWhen: z.string(),
      /** The flow that fits better, when one does. */
      instead: z.string().nullable(),
      /** Words of the user can lift it ("write it anyway"). */
      liftable: z.boolean().default(true),
    })
    .nullable()
    .default(null),
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
