/** What the engine does about a broken rule, weakest first. */
export type Action = 'fix' | 'reprompt' | 'demote' | 'drop-to-log' | 'fail';

/** One row of the table of checks: a violating input, and what really happened to it. */
export interface Row {
  readonly section: '7a' | '7b' | '7c' | '7d' | '7e' | '7f';
  readonly check: string;
  readonly action: readonly Action[];
  /** Where it ended, as it is expected; `run` answers with what happened. */
  readonly ended: string;
  readonly run: () => Promise<Happened> | Happened;
}

export interface Happened {
  readonly action: readonly Action[];
  readonly ended: string;
}

/** Derives the action from what happened: asked again, excluded, noted. */
export function happened(facts: {
  readonly asked?: readonly string[];
  /** The rule that must be among those asked for; an objection to something else does not count. */
  readonly rule?: string;
  readonly fix?: boolean;
  readonly demote?: boolean;
  readonly fail?: boolean;
  readonly ended: string;
}): Happened {
  const action: Action[] = [];
  if (facts.rule !== undefined && (facts.asked ?? []).includes(facts.rule)) action.push('reprompt');
  if (facts.fix === true) action.push('fix');
  if (facts.demote === true) action.push('demote');
  if (/(?:^|, )out /.test(facts.ended)) action.push('drop-to-log');
  if (facts.fail === true) action.push('fail');
  return { action, ended: facts.ended };
}
