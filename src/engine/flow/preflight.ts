import type { FlowFile, PreflightCheck } from '../../protocol/definition/flowFile.ts';
import { BooError, type ErrorCode } from '../../protocol/errors.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import { saidWords } from './briefText.ts';
import { hasBase } from './scopeSignals.ts';

/**
 * Checks the input of a run before any model is asked. Throws the first failed check that blocks, as BooError
 * ('brief_missing', 'scope_empty', 'scope_no_base', 'scope_not_git' or 'usage'); returns the messages of those that only note.
 */
export function checkInput(flow: FlowFile, scope: ScopeFacts, brief: string): string[] {
  if (flow.launcher.brief === 'required' && brief === '') {
    throw new BooError('brief_missing', `The flow "${flow.name}" needs a brief. ${flow.launcher.prompt}`);
  }
  const notes: string[] = [];
  for (const check of flow.preflight) {
    if (!fails(check, scope, brief)) continue;
    const message = check.check === 'route' ? `${check.message} (flow: ${check.flow ?? ''})` : check.message;
    if (check.blocks) throw new BooError(codeOf(check), message, { where: scope.label });
    notes.push(message);
  }
  return notes;
}

function fails(check: PreflightCheck, scope: ScopeFacts, brief: string): boolean {
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
      return saidWords(brief, check.words ?? []).length === 0;
    case 'route':
      return saidWords(brief, check.words ?? []).length > 0;
  }
}

function codeOf(check: PreflightCheck): ErrorCode {
  switch (check.check) {
    case 'files':
      return 'scope_empty';
    case 'base':
      return 'scope_no_base';
    case 'git':
      return 'scope_not_git';
    case 'brief':
    case 'brief-words':
      return 'brief_missing';
    case 'route':
      return 'usage';
  }
}
