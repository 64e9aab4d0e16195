import { BooError, type ErrorCode } from '../../protocol/errors.ts';

/** What the relay saw go wrong with one model request. The one structured source for naming model failures. */
export type ModelFailure =
  | { readonly kind: 'status'; readonly status: number; readonly message: string; readonly retryAfterMs?: number }
  /** No connection to the endpoint; `code` is Node's error code, e.g. ECONNREFUSED. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** The connection broke before or while the answer came. */
  | { readonly kind: 'cut' }
  /** The address answers, but not as a model endpoint does. */
  | { readonly kind: 'foreign'; readonly contentType: string }
  /** The request offered the model tools that are not allowed; it was not forwarded. */
  | { readonly kind: 'tools'; readonly names: readonly string[] };

/** Marks, inside the error text that qwen repeats, the failure that the relay has on record. */
export const failureMark = (id: number): string => `boo-failure:${id}`;
const markPattern = /\bboo-failure:(\d{1,9})\b/;

/** Number of the relay's failure record that an error text of qwen refers to, else null. */
export function failureIdIn(text: string): number | null {
  const found = markPattern.exec(text.slice(0, 4_000));
  return found?.[1] === undefined ? null : Number(found[1]);
}

/** Meaning of an HTTP status of a model endpoint. */
export function codeOfStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'model_auth';
  if (status === 429) return 'model_rate_limited';
  if (status === 408 || status >= 500) return 'model_server_error';
  return 'model_request_rejected';
}

export function errorOfFailure(failure: ModelFailure, where: string): BooError {
  switch (failure.kind) {
    case 'status': {
      const text = `The model endpoint answered ${failure.status}${failure.message === '' ? '' : `: ${failure.message}`}.`;
      const retry = failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs };
      return new BooError(codeOfStatus(failure.status), text, { where, ...retry });
    }
    case 'unreachable':
      return new BooError('endpoint_unreachable', `The model endpoint cannot be reached (${failure.code}).`, { where });
    case 'cut':
      return new BooError('model_stream_cut', 'The connection to the model endpoint broke.', { where });
    case 'foreign':
      return new BooError(
        'model_request_rejected',
        `The address answered with ${failure.contentType} instead of a model stream.`,
        { where },
      );
    case 'tools':
      return new BooError(
        'readonly_unproven',
        `qwen offered the model tools that are not allowed: ${failure.names.join(', ')}.`,
      );
  }
}

/**
 * Error texts of qwen 0.24 that have no failure record, because qwen found the fault itself. Each pattern is anchored at
 * the start of the text behind an optional `[API Error: ` and status. The first match counts.
 */
const texts: readonly { readonly pattern: RegExp; readonly code: ErrorCode; readonly message: string }[] = [
  {
    pattern: /^Model stream ended (?:with empty response|without)/,
    code: 'model_empty_answer',
    message: 'The model ended its answer without any text.',
  },
  {
    pattern: /^.{0,80}leaked thinking tags/i,
    code: 'model_empty_answer',
    message: 'The model answered with unfinished reasoning only.',
  },
  {
    pattern: /^(?:Loop detect|Tool-call loop protection|.{0,40}LOOP_DETECTED|.{0,80}loop (?:was )?detected)/i,
    code: 'model_loop',
    message: 'The model repeated the same tool call.',
  },
  {
    pattern: /^(?:terminated|Premature close|.{0,40}socket hang up|.{0,60}stream (?:was )?(?:closed|aborted))/i,
    code: 'model_stream_cut',
    message: 'The answer of the model broke off.',
  },
  {
    pattern: /^Run aborted: (?:wall-clock|tool-call) budget/,
    code: 'budget_exhausted',
    message: 'qwen reached the limit of its own run budget.',
  },
  {
    pattern: /^.{0,120}(?:context (?:window|length|limit|size)|token limit|maximum context)/i,
    code: 'model_request_rejected',
    message: 'The conversation is larger than the context of the model.',
  },
  { pattern: /^Connection error\./, code: 'agent_lost', message: 'qwen lost its connection to the relay.' },
];

/** Names a failure by the error text alone. Used only when the relay has no record of it. */
export function errorOfText(text: string): BooError {
  const bare = text
    .trim()
    .replace(/^\[API Error: /, '')
    .replace(/\]$/, '');
  const status = /^([45]\d\d)\b/.exec(bare)?.[1];
  if (status !== undefined) {
    return new BooError(codeOfStatus(Number(status)), `The model endpoint answered ${bare.slice(0, 300)}.`);
  }
  const known = texts.find((entry) => entry.pattern.test(bare));
  if (known !== undefined) return new BooError(known.code, known.message);
  return new BooError('agent_protocol', `qwen ended the turn with an error: ${bare.slice(0, 300)}`);
}

/** Meaning of an exit of the qwen process in the middle of a turn. Codes: 53 turns, 55 wall time or tool calls. */
export function errorOfExit(code: number | null, signal: string | null): BooError {
  if (code === 53 || code === 55) {
    return new BooError('budget_exhausted', 'qwen stopped because its own run budget was used up.');
  }
  const how = signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`;
  return new BooError('agent_lost', `The qwen process ended ${how} before it had answered.`);
}
