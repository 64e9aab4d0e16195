import { z } from 'zod';
import { documentCheckSchema, recordSpecSchema, sectionSpecSchema } from '../document.ts';
import {
  agentRoleSchema,
  bandSchema,
  codeOpSchema,
  documentKindSchema,
  foldRulesSchema,
  outputShapeSchema,
  reportKindSchema,
  scopeKindSchema,
  triggerSchema,
} from '../plan.ts';
import { bandsSchema } from './bands.ts';
import { lineSchema, nameSchema } from './personaFile.ts';
import { signalsSchema, wordsSchema } from './words.ts';

const textSchema = z.string().trim().min(1).max(4000);
/** What a file is by its path alone. */
export const fileKindSchema = z.enum(['source', 'test', 'docs', 'data', 'infra', 'manifest', 'config', 'other']);
export type FileKind = z.infer<typeof fileKindSchema>;

export const docKindSchema = z.enum(['adr', 'standards', 'docs']);
export const yagniSchema = z
  .enum(['on', 'off', 'advisory'])
  .describe('on: a gate on every committed item. advisory: raised on the side, never counted. off: not mentioned.');
export const postureSchema = z
  .enum(['produce', 'review'])
  .describe('produce: how to back own claims. review: how to judge the claims of others.');

/** Which part of the scope a step is given. Without it the step gets every file. */
export const fileSliceSchema = z.strictObject({
  kinds: z.array(fileKindSchema).min(1).optional().describe('Only files of these kinds.'),
  globs: z
    .array(lineSchema.max(200))
    .max(20)
    .optional()
    .describe('Only files whose workspace-relative path matches one of these.'),
  withSignals: z
    .boolean()
    .optional()
    .describe(
      'Files with a hit of one of the signals of this step, whatever their kind; when the scan did not list all hits, files of kinds too.',
    ),
  plus: z.array(fileKindSchema).optional().describe('Files of these kinds are added whatever the rules above say.'),
});
export type FileSlice = z.infer<typeof fileSliceSchema>;

/** An extra field that the answer must carry beside the base shape. */
export const extraFieldSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,39}$/)
    .describe('camelCase name of the JSON field.'),
  on: z.enum(['finding', 'answer']).default('finding').describe('Repeated on each finding, or once for the answer.'),
  text: lineSchema.describe('What to write there.'),
  required: z.boolean().default(true),
});
export type ExtraField = z.infer<typeof extraFieldSchema>;

const gateShape = {
  minBand: bandSchema.default('small').describe('Smallest band in which this step runs.'),
  signals: signalsSchema.default([]).describe('Runs when the scope has a hit of one of these.'),
  minHits: z.number().int().min(1).max(100).default(1).describe('Hits of signals together below this do not count.'),
  briefWords: wordsSchema.default([]).describe('Runs when the brief contains one of these.'),
  addedFiles: z.array(fileKindSchema).default([]).describe('Runs when the change adds a file of one of these kinds.'),
  fileKinds: z.array(fileKindSchema).default([]).describe('Runs when the scope has a file of one of these kinds.'),
  nearby: z
    .boolean()
    .default(false)
    .describe('In a diff, hits on unchanged lines of the listed files count too. By default only changed lines do.'),
  requires: z
    .strictObject({
      git: z.boolean().optional().describe('Needs a git repository.'),
      base: z.boolean().optional().describe('Needs a base to compare with (uncommitted or branch diff).'),
      docs: z.array(docKindSchema).optional().describe('Needs a folder with documents of one of these kinds.'),
      documents: z
        .array(documentKindSchema)
        .optional()
        .describe('Needs a document of one of these kinds in the workspace.'),
      codeClaims: z
        .boolean()
        .optional()
        .describe('Needs a named document that speaks of code: a path with a source ending, a file and line, a call.'),
      oneOf: z.array(nameSchema).min(1).optional().describe('Needs one of these steps in the roster.'),
    })
    .default({})
    .describe('All of these must hold, whatever the signals say.'),
  unless: z
    .strictObject({
      signals: signalsSchema.default([]).describe('Stays out when the scope has a clear hit of one of these.'),
      subject: z
        .array(documentKindSchema)
        .default([])
        .describe('Stays out when the document that the brief names is of one of these kinds.'),
    })
    .default({ signals: [], subject: [] })
    .describe('Stays out when one of these holds; a persona named in the brief comes in all the same.'),
  onlyNamed: z.boolean().default(false).describe('Runs only when the brief names the persona; then with a warning.'),
  domains: z
    .array(nameSchema)
    .max(12)
    .default([])
    .describe(
      'Second wave of a flow that is sized after discovery: runs when a finding of discovery has one of these as its field "domain".',
    ),
};

const askShape = {
  id: nameSchema,
  title: lineSchema.max(80).optional().describe('Shown in the run pane. Default: the title of the persona.'),
  persona: nameSchema.describe('Name of a file in agents/, without .md.'),
  ...gateShape,
  files: fileSliceSchema.optional(),
  leads: signalsSchema.optional().describe('Signals whose hits are handed over as places to look. Default: signals.'),
  directives: z.array(textSchema).max(12).default([]).describe('Extra rules for this call only.'),
  fields: z.array(extraFieldSchema).max(8).default([]),
  isolated: z
    .boolean()
    .default(false)
    .describe(
      'Works without the workspace: no path, code or project text reaches it. For research that must not lean on it.',
    ),
  cover: z
    .array(lineSchema.max(120))
    .max(20)
    .default([])
    .describe('Parts that the answer must report as found or clear, each by name. Missing ones are asked for once.'),
  yagni: yagniSchema.optional().describe('Overrides the yagni posture of the flow for this step.'),
  roleOverride: lineSchema
    .optional()
    .describe(
      'A rule of the persona that is lifted for this call, and why. Told to the agent and listed in the report.',
    ),
};

/** One persona and one question. Gated: it takes part when its band and signals say so. */
export const angleSchema = z.strictObject({
  ...askShape,
  question: textSchema.describe('The one question this agent answers.'),
});
export type Angle = z.infer<typeof angleSchema>;

const writerShape = { ...askShape, task: textSchema.describe('What this agent does with the material it is handed.') };

export const synthesizerSchema = z.strictObject({
  ...writerShape,
  id: nameSchema.default('synthesis'),
  output: outputShapeSchema.default('findings'),
});

export const validatorSchema = z.strictObject({
  ...writerShape,
  id: nameSchema.default('validate'),
  output: outputShapeSchema.default('verdicts'),
});

export const rewriteSchema = z.strictObject({
  id: nameSchema.default('rewrite'),
  title: lineSchema.max(80).optional(),
  persona: nameSchema.optional().describe('Default: the persona of the synthesizer, in a fresh call.'),
  task: textSchema,
  directives: z.array(textSchema).max(12).default([]),
});

/** The common shape: preflight, discovery?, angles, fold, second wave?, synthesizer?, validators, rewrite?, resolve, render. */
export const spineSchema = z.strictObject({
  discovery: z
    .array(angleSchema)
    .max(6)
    .default([])
    .describe('Run before the angles; every angle gets what they found.'),
  angles: z.array(angleSchema).min(1).max(24),
  secondWave: z.array(angleSchema).max(12).default([]).describe('Personas that consume the folded findings.'),
  secondWaveWhen: triggerSchema
    .optional()
    .describe(
      'The second wave runs only when this holds after the fold. open-majors: critical findings or more than two new ones.',
    ),
  secondPass: z
    .strictObject({ ...askShape, question: textSchema, when: triggerSchema })
    .optional()
    .describe(
      'One more angle after the second wave, only when it gave reason to. new-gaps: three new findings or a fifth of the old ones contradicted.',
    ),
  synthesizer: synthesizerSchema.optional(),
  validators: z.array(validatorSchema).max(4).default([]),
  rewrite: rewriteSchema.optional().describe('Runs once, when a validator refutes the conclusion.'),
});
export type Spine = z.infer<typeof spineSchema>;

/** One node of the explicit form: an agent step (`persona` and `question`) or an engine step (`op`). */
export const stepSchema = z.strictObject({
  ...askShape,
  op: codeOpSchema.optional().describe('Engine step. Then persona and question are left out.'),
  persona: nameSchema.optional(),
  question: textSchema.optional(),
  role: agentRoleSchema.default('angle'),
  output: outputShapeSchema.default('findings'),
  needs: z.array(nameSchema).max(40).default([]).describe('Steps that must end well first.'),
  optionalNeeds: z
    .array(nameSchema)
    .max(40)
    .default([])
    .describe('Steps to wait for; if one fails this step is told what is missing.'),
  inputs: z.array(nameSchema).max(40).default([]).describe('Steps whose output is handed over. Each is also a need.'),
  whenRefuted: nameSchema.optional().describe('Runs only if this validator refuted something.'),
});
export type StepDefinition = z.infer<typeof stepSchema>;

export const preflightCheckSchema = z.strictObject({
  check: z
    .enum(['files', 'base', 'git', 'brief', 'brief-words', 'route', 'subject', 'need', 'focus'])
    .describe(
      'files, base, git, brief: must be there. brief-words: the brief must contain one of words. route: words point to another flow; one that blocks counts only at the start of the brief. subject: the brief or the scope names a document, or the brief holds the text itself (40 words, 200 characters or five list items). need: a brief that plans for some day ("we might need", "just in case") and holds none of words, which say why it is needed now, ends in a deferral report (YAGNI). focus: not the whole workspace unless the brief names a part of it.',
    ),
  words: wordsSchema.optional(),
  unlessWords: wordsSchema.optional().describe('The check passes when the brief contains one of these.'),
  orQuestion: z.boolean().optional().describe('brief-words: a question mark or more than five words will do as well.'),
  flow: nameSchema.optional().describe('route, need, subject: the flow that fits better.'),
  blocks: z.boolean().default(true).describe('false: only noted in the report.'),
  reopenWhen: lineSchema.optional().describe('need, route: the event that would make it worth doing.'),
  message: lineSchema.describe('What is missing and what to do, for the user.'),
});
export type PreflightCheck = z.infer<typeof preflightCheckSchema>;

export const launcherSchema = z.strictObject({
  prompt: lineSchema.describe('Question shown where the user types the brief.'),
  brief: z.enum(['required', 'optional']).default('optional'),
  defaultScope: scopeKindSchema.default('workspace'),
  scopes: z.array(scopeKindSchema).min(1).optional().describe('Scopes that make sense. Default: all.'),
  examples: z.array(lineSchema).max(6).default([]),
  gives: lineSchema.optional().describe('What the user gives, for the documentation. Default: the prompt.'),
});

/** What the engine itself finds out and tells every agent of a flow. */
export const factSchema = z.enum([
  'documents',
  'instructions',
  'stack',
  'commands',
  'churn',
  'pr-template',
  'branch-mode',
  'subject',
  'naming',
  'layout',
  'work-items',
]);
export type FactId = z.infer<typeof factSchema>;

/** A flow as its author writes it. Exactly one of `spine` and `steps`. */
export const flowFileSchema = z
  .strictObject({
    schema: z.literal('boocode.flow/1'),
    name: nameSchema.describe('Id of the flow. Must equal the file name without .yaml.'),
    title: lineSchema.max(80),
    category: lineSchema
      .max(40)
      .describe('Heading under which the flow is listed, e.g. Review, Investigate, Plan, Document.'),
    description: lineSchema.describe('One sentence: what the user gets.'),
    launcher: launcherSchema,
    report: z.strictObject({
      kind: reportKindSchema.default('generic'),
      rules: foldRulesSchema
        .optional()
        .describe('How findings are merged and numbered. Default: as kind says; document: investigate.'),
      sections: z
        .array(z.union([lineSchema.max(80), sectionSpecSchema]))
        .max(40)
        .default([])
        .describe('Headings in order. In a document each says where its content comes from.'),
      records: z.array(recordSpecSchema).max(10).default([]).describe('Lists that the writer returns as JSON.'),
      checks: z.array(documentCheckSchema).max(12).default([]),
      conclusion: lineSchema
        .optional()
        .describe('What the one-sentence conclusion states. Validators may refute it; then the rewrite runs.'),
      draft: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}\.(?:md|html)$/)
        .optional()
        .describe('File name under which the document alone is offered for saving.'),
      textOnly: z
        .boolean()
        .default(false)
        .describe('Works on the brief and the documents it names only: evidence from anywhere else does not count.'),
      notice: lineSchema.optional().describe('Said at the top of the report, e.g. that nothing was posted.'),
    }),
    facts: z.array(factSchema).max(11).default([]).describe('What the engine finds out itself and tells every agent.'),
    contracts: z
      .strictObject({
        evidence: postureSchema.default('produce').describe('Posture of angles. Validators always review.'),
        yagni: yagniSchema.default('off'),
      })
      .default({ evidence: 'produce', yagni: 'off' }),
    bands: bandsSchema,
    calibration: z
      .strictObject({
        always: textSchema.optional(),
        small: textSchema.optional(),
        medium: textSchema.optional(),
        large: textSchema.optional(),
        withoutBase: textSchema.optional().describe('Added when there is no base to compare with.'),
      })
      .default({})
      .describe('What to report at which size. Overrides the habits of a persona.'),
    preflight: z.array(preflightCheckSchema).max(12).default([]),
    spine: spineSchema.optional(),
    steps: z.array(stepSchema).min(1).max(60).optional(),
  })
  .describe('A BooCode Orchestrator flow: a recipe of read-only agent steps.');

export type FlowFile = z.infer<typeof flowFileSchema>;
