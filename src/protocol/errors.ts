import { z } from 'zod';

/** Process exit codes of the CLI. 130 is the shell's convention for "ended by an interrupt". */
export const exitCode = {
  complete: 0,
  findingsMatched: 1,
  usage: 2,
  backend: 3,
  runFailed: 4,
  notComplete: 5,
  cancelled: 130,
} as const;

interface CatalogueEntry {
  /** May the same attempt succeed if simply tried again later? */
  readonly retryable: boolean;
  readonly exit: number;
  /** The one next step, said to the user after what happened. */
  readonly remedy: string;
}

/**
 * Every failure the product can name. Code decides by `code`, never by message text.
 * The message (what happened, where) is written where the failure is seen; the remedy is here.
 */
export const errorCatalogue = {
  // usage and configuration
  usage: { retryable: false, exit: 2, remedy: 'Run `boo --help` to see the options.' },
  flow_unknown: { retryable: false, exit: 2, remedy: 'Run `boo flows` to list the flows.' },
  flow_invalid: { retryable: false, exit: 2, remedy: 'Correct the file at the place named, then run again.' },
  persona_unknown: { retryable: false, exit: 2, remedy: 'Name a persona that exists in the agents folder.' },
  persona_invalid: { retryable: false, exit: 2, remedy: 'Correct the front matter of the file named, then run again.' },
  brief_missing: {
    retryable: false,
    exit: 2,
    remedy: 'Say in one or two sentences what is wrong or wanted (--brief).',
  },
  config_invalid: { retryable: false, exit: 2, remedy: 'Correct the setting or option named.' },
  run_unknown: { retryable: false, exit: 2, remedy: 'Run `boo runs` to list the runs of this workspace.' },
  run_not_resumable: { retryable: false, exit: 2, remedy: 'Start a new run of the same flow.' },
  run_busy: {
    retryable: false,
    exit: 2,
    remedy: 'Use the window or terminal that owns the run, or wait until it ends.',
  },
  // scope and workspace
  scope_empty: { retryable: false, exit: 2, remedy: 'Choose another scope, for example --scope workspace.' },
  scope_not_git: {
    retryable: false,
    exit: 2,
    remedy: 'Use --scope workspace or path:GLOB, or run inside a git repository.',
  },
  scope_no_base: {
    retryable: false,
    exit: 2,
    remedy: 'Name the base branch: --scope diff:BASE. In a shallow clone run `git fetch --unshallow` first.',
  },
  scope_too_large: { retryable: false, exit: 2, remedy: 'Narrow the scope with path:GLOB or diff.' },
  workspace_missing: { retryable: false, exit: 2, remedy: 'Name an existing folder (--workspace).' },
  workspace_untrusted: { retryable: false, exit: 2, remedy: 'Trust the workspace first; old runs stay readable.' },
  git_failed: {
    retryable: false,
    exit: 2,
    remedy: 'Check that git is installed and that the repository opens with `git status`.',
  },
  // store
  store_unwritable: {
    retryable: false,
    exit: 2,
    remedy: 'Choose a writable folder (--store), or free space on the disk.',
  },
  store_newer: {
    retryable: false,
    exit: 2,
    remedy: 'Update BooCode Orchestrator; the history was written by a newer version.',
  },
  store_corrupt: {
    retryable: false,
    exit: 4,
    remedy: 'Run the command Rebuild History; damaged parts are kept aside.',
  },
  store_fenced: { retryable: false, exit: 4, remedy: 'Another window took this run over; watch it there.' },
  store_full: { retryable: false, exit: 4, remedy: 'Free disk space, then resume the run.' },
  output_unwritable: {
    retryable: false,
    exit: 2,
    remedy: 'Name a file in an existing, writable folder (--out). A finished report is kept: `boo report <run>`.',
  },
  // backend
  backend_unavailable: { retryable: false, exit: 3, remedy: 'Run `boo doctor` for details.' },
  qwen_missing: {
    retryable: false,
    exit: 3,
    remedy:
      'Install it with `npm install -g @qwen-code/qwen-code`, or name it with --qwen PATH, or use --backend offline.',
  },
  qwen_unsupported: {
    retryable: false,
    exit: 3,
    remedy: 'Install a supported version of the qwen CLI; `boo doctor` names the range.',
  },
  qwen_unconfigured: {
    retryable: false,
    exit: 3,
    remedy: 'Set OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL, or configure qwen in your home folder.',
  },
  endpoint_unreachable: { retryable: true, exit: 3, remedy: 'Start the model server, or correct its address.' },
  boocoder_unconfigured: {
    retryable: false,
    exit: 3,
    remedy: 'This version dispatches to qwen and offline; choose --backend qwen or offline.',
  },
  readonly_unproven: {
    retryable: false,
    exit: 3,
    remedy: 'Run `boo doctor`; no agent is started until read-only operation is proven.',
  },
  readonly_violation: { retryable: false, exit: 3, remedy: 'Report this; the agent was stopped before the tool ran.' },
  sandbox_unavailable: { retryable: false, exit: 3, remedy: 'Install bubblewrap, or set the sandbox option to auto.' },
  // model and agent
  model_auth: { retryable: false, exit: 3, remedy: 'Check the API key of the model endpoint.' },
  model_rate_limited: { retryable: true, exit: 4, remedy: 'Wait, or lower the concurrency setting.' },
  model_server_error: { retryable: true, exit: 4, remedy: 'Look at the log of the model server.' },
  model_request_rejected: { retryable: false, exit: 4, remedy: 'Check the model name and its context size.' },
  model_stream_cut: {
    retryable: true,
    exit: 4,
    remedy: 'Retry the step; if it repeats, look at the log of the model server.',
  },
  model_empty_answer: {
    retryable: true,
    exit: 4,
    remedy: 'Retry the step, or use a model that follows the output format.',
  },
  model_loop: { retryable: true, exit: 4, remedy: 'Retry the step, or use another model.' },
  output_unreadable: {
    retryable: true,
    exit: 4,
    remedy: 'Retry the step, or use a model that follows the output format.',
  },
  agent_lost: { retryable: true, exit: 4, remedy: 'Retry the step.' },
  agent_protocol: { retryable: true, exit: 4, remedy: 'Run `boo doctor`; the qwen CLI answered in an unexpected way.' },
  step_timeout: { retryable: true, exit: 4, remedy: 'Raise the step time limit, or use a faster model.' },
  step_silent: {
    retryable: true,
    exit: 4,
    remedy: 'Raise the silence limit if the model is slow to start, or check the model server.',
  },
  budget_exhausted: { retryable: false, exit: 5, remedy: 'Raise the budget named, or narrow the scope.' },
  upstream_failed: { retryable: false, exit: 4, remedy: 'Retry the step that failed first.' },
  validator_gap: { retryable: false, exit: 4, remedy: 'Retry the step.' },
  // control
  cancelled: { retryable: false, exit: 130, remedy: 'Resume the run when you are ready.' },
  workspace_changed: { retryable: false, exit: 5, remedy: 'Run again when the workspace is quiet.' },
  internal: { retryable: false, exit: 4, remedy: 'This is a defect; please report it with the log.' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

const codeSchema = z.enum(codes);

/** An error as it crosses a file or a wire. */
export const errorRecordSchema = z.object({
  code: codeSchema,
  message: z.string().max(4000),
  /** Where it happened: `file:line:column`, a step, a URL without credentials. */
  where: z.string().max(1000).optional(),
  /** Milliseconds the other side asked us to wait before trying again. */
  retryAfterMs: z.number().int().nonnegative().optional(),
});
export type ErrorRecord = z.infer<typeof errorRecordSchema>;

/** The one error class of the product. `message` says what happened; `remedy` says the next step. */
export class BooError extends Error {
  override readonly name = 'BooError';
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { where?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.where = options.where;
    this.retryAfterMs = options.retryAfterMs;
  }

  get retryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }
  get remedy(): string {
    return errorCatalogue[this.code].remedy;
  }
  get exit(): number {
    return errorCatalogue[this.code].exit;
  }
  toRecord(): ErrorRecord {
    return {
      code: this.code,
      message: this.message.slice(0, 4000),
      ...(this.where === undefined ? {} : { where: this.where.slice(0, 1000) }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: Math.max(0, Math.round(this.retryAfterMs)) }),
    };
  }
}

/**
 * Any thrown value as a BooError; an unknown one becomes `internal` with the original as its cause. Goes by shape where `instanceof`
 * fails: the application is a bundle of its own, so its BooError is another class than that of its front ends.
 */
export function asBooError(error: unknown): BooError {
  if (error instanceof BooError) return error;
  if (!(error instanceof Error)) return new BooError('internal', String(error), { cause: error });
  const { code, where, retryAfterMs } = error as { code?: unknown; where?: unknown; retryAfterMs?: unknown }; // widens only; checked below
  const known = codeSchema.safeParse(error.name === 'BooError' ? code : undefined);
  if (!known.success) return new BooError('internal', error.message, { cause: error });
  return new BooError(known.data, error.message, {
    ...(typeof where === 'string' ? { where } : {}),
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
    cause: error.cause,
  });
}

/** Sentence for people: what, where, next step. */
export function describeError(error: ErrorRecord | BooError): string {
  const where = error.where === undefined ? '' : ` (${error.where})`;
  return `${error.message}${where} ${errorCatalogue[error.code].remedy}`;
}
