import type { FlowFile, PreflightCheck } from '../../protocol/definition/flowFile.ts';
import { BooError, type ErrorCode } from '../../protocol/errors.ts';
import type { Plan, ScopeFacts } from '../../protocol/plan.ts';
import { saidWords } from './briefText.ts';
import { openingWords } from './opening.ts';
import { didYouMean } from './problem.ts';
import { hasBase } from './scopeSignals.ts';
import { speculativeWords } from './speculation.ts';
import { isPasted, namedPart, wordCount } from './subject.ts';

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
const overrideWords = [
  'write it anyway',
  'draft it anyway',
  'do it anyway',
  'run it anyway',
  'schreib es trotzdem',
  'schreibe es trotzdem',
  'mach es trotzdem',
  'trotzdem schreiben',
];
/** More words than this are a question or a task, whatever the language. */
const topicWords = 5;
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
  const notes = flow.preflight.filter((check) => isUnexplained(check, brief)).map(unexplained);
  const absent = missingDocument(scope, brief, subject);
  if (absent !== null) notes.push(absent);
  const overrides: string[] = [];
  let deferral: Plan['deferral'] = null;
  for (const check of failed) {
    if (!check.blocks) notes.push(messageOf(check));
    else if (said !== undefined && liftable.has(check.check)) {
      overrides.push(`${check.check}: lifted because the brief says "${said}" (${messageOf(check)})`);
    } else deferral ??= deferralOf(check, absent);
  }
  return { notes, deferral, overrides };
}

/** Says that a document which the brief names by its path is not there, with the nearest name; null when all are. */
function missingDocument(scope: ScopeFacts, brief: string, subject: readonly string[]): string | null {
  const named = brief.match(/(?<![\w/:.-])[\w-]+(?:[/.][\w-]+)*\.(?:md|markdown|txt|rst|adoc)\b(?![/\w])/g) ?? [];
  const known = [...new Set([...scope.documents.map(({ path }) => path), ...scope.files.map(({ path }) => path)])];
  const absent = named.find((name) => !known.some((path) => path === name || path.endsWith(`/${name}`)));
  if (absent === undefined || subject.length > 0) return null;
  const near = didYouMean(absent, known);
  return `There is no document ${absent.slice(0, 200)} in the workspace.${near.startsWith('Did you mean') ? ` ${near}` : ''}`;
}

function messageOf(check: PreflightCheck): string {
  return check.check === 'route' ? `${check.message} (flow: ${check.flow ?? ''})` : check.message;
}

function deferralOf(check: PreflightCheck, absent: string | null): NonNullable<Plan['deferral']> {
  const usual: Partial<Record<CheckId, string>> = {
    need: 'something that happens now needs it: a choice being made, a rule, a customer, an incident, a measurement',
    route: 'the brief asks for what this flow is for',
    focus: 'the scope is a folder or files, or the brief names the part that is meant',
    subject: 'the brief names a document of the workspace by its path, or holds the text itself',
  };
  return {
    reason: check.check === 'subject' && absent !== null ? `${absent} ${check.message}` : check.message,
    reopenWhen: check.reopenWhen ?? usual[check.check] ?? '',
    instead: check.flow ?? null,
    liftable: liftable.has(check.check),
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
      return saidWords(brief, check.words ?? []).length === 0 && !(check.orQuestion === true && isQuestion(brief));
    case 'need':
      return speculativeWords(brief) !== null && saidWords(brief, check.words ?? []).length === 0;
    case 'route':
      // A wrong note costs a line, a wrong deferral the run: what stops a run must be what the brief begins with.
      return (check.blocks ? openingWords : saidWords)(brief, check.words ?? []).length > 0;
    case 'subject':
      return subject.length === 0 && !isPasted(brief);
    case 'focus':
      return scope.kind === 'workspace' && subject.length === 0 && namedPart(pathsOf(scope), brief).files.size === 0;
  }
}

function isQuestion(brief: string): boolean {
  return /[?\uff1f\u061f\u037e]/.test(brief) || wordCount(brief) > topicWords;
}

/** Neither a word of need nor one of speculation: worth a note, never a deferral, for no list of words is complete. */
function isUnexplained(check: PreflightCheck, brief: string): boolean {
  if (check.check !== 'need' || brief === '' || speculativeWords(brief) !== null) return false;
  return saidWords(brief, [...(check.words ?? []), ...(check.unlessWords ?? [])]).length === 0;
}

function unexplained(check: PreflightCheck): string {
  const when = check.reopenWhen === undefined ? '' : `; it is worth doing when ${check.reopenWhen}`;
  return `what makes this needed now was not recognised in the brief${when}`;
}

function pathsOf(scope: ScopeFacts): string[] {
  return scope.files.map((file) => file.path);
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
