import type { FlowFile, PreflightCheck } from '../../protocol/definition/flowFile.ts';
import { BooError, type ErrorCode } from '../../protocol/errors.ts';
import type { Plan, ScopeFacts } from '../../protocol/plan.ts';
import { saidWords } from './briefText.ts';
import { hasBase } from './scopeSignals.ts';
import { isPasted, namesPart } from './subject.ts';

/** What the checks before a run led to. */
export interface Preflight {
  /** Messages of checks that only note. */
  readonly notes: readonly string[];
  /** Set when the run shall end in a short report instead of asking any agent. */
  readonly deferral: Plan['deferral'];
  /** Checks that the user lifted in so many words. */
  readonly overrides: readonly string[];
}

type CheckId = PreflightCheck['check'];

/** Words of the user that lift a deferral. They are honoured and recorded. */
const overrideWords = ['write it anyway', 'draft it anyway', 'do it anyway', 'run it anyway'];
const liftable: ReadonlySet<CheckId> = new Set<CheckId>(['need', 'route', 'focus']);
const deferring: ReadonlySet<CheckId> = new Set<CheckId>(['need', 'route', 'focus', 'subject']);

/**
 * Checks the input of a run before any model is asked. Missing input throws the first failed check that blocks, as BooError
 * ('brief_missing', 'scope_empty', 'scope_no_base' or 'scope_not_git'). A run that is not worth its cost, or not this flow's job,
 * is deferred: `need`, `route`, `focus` (which the user may lift), and `subject`. The first of them in the flow counts.
 */
export function checkInput(flow: FlowFile, scope: ScopeFacts, brief: string, subject: readonly string[]): Preflight {
  if (flow.launcher.brief === 'required' && brief === '') {
    throw new BooError('brief_missing', `The flow "${flow.name}" needs a brief. ${flow.launcher.prompt}`);
  }
  const failed = flow.preflight.filter(
    (check) => saidWords(brief, check.unlessWords ?? []).length === 0 && fails(check, scope, brief, subject),
  );
  const missing = failed.find((check) => check.blocks && !deferring.has(check.check));
  if (missing !== undefined) throw new BooError(codeOf(missing.check), missing.message, { where: scope.label });
  const [said] = saidWords(brief, overrideWords);
  const notes: string[] = [];
  const overrides: string[] = [];
  let deferral: Plan['deferral'] = null;
  for (const check of failed) {
    if (!check.blocks) notes.push(messageOf(check));
    else if (said !== undefined && liftable.has(check.check)) {
      overrides.push(`${check.check}: lifted because the brief says "${said}" (${messageOf(check)})`);
    } else deferral ??= deferralOf(check);
  }
  return { notes, deferral, overrides };
}

function messageOf(check: PreflightCheck): string {
  return check.check === 'route' ? `${check.message} (flow: ${check.flow ?? ''})` : check.message;
}

function deferralOf(check: PreflightCheck): NonNullable<Plan['deferral']> {
  const usual: Partial<Record<CheckId, string>> = {
    need: 'something that happens now needs it: a choice being made, a rule, a customer, an incident, a measurement',
    route: 'the brief asks for what this flow is for',
    focus: 'the scope is a folder or files, or the brief names the part that is meant',
    subject: 'the brief names a document of the workspace by its path, or holds the text itself',
  };
  return {
    reason: check.message,
    reopenWhen: check.reopenWhen ?? usual[check.check] ?? '',
    instead: check.flow ?? null,
  };
}

function fails(check: PreflightCheck, scope: ScopeFacts, brief: string, subject: readonly string[]): boolean {
  switch (check.check) {
    case 'files':
      return scope.files.length === 0;
    case 'base':
      return !hasBase(scope);
    case 'git':
      return scope.git === null;
    case 'brief':
      return brief === '';
    case 'brief-words':
    case 'need':
      return saidWords(brief, check.words ?? []).length === 0;
    case 'route':
      return saidWords(brief, check.words ?? []).length > 0;
    case 'subject':
      return subject.length === 0 && !isPasted(brief);
    case 'focus':
      return scope.kind === 'workspace' && subject.length === 0 && !namesPart(scope, brief);
  }
}

function codeOf(check: CheckId): ErrorCode {
  switch (check) {
    case 'files':
      return 'scope_empty';
    case 'base':
      return 'scope_no_base';
    case 'git':
      return 'scope_not_git';
    case 'brief':
    case 'brief-words':
      return 'brief_missing';
    case 'need':
    case 'route':
    case 'subject':
    case 'focus':
      return 'usage';
  }
}
