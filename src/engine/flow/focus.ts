import type { FlowFile } from '../../protocol/definition/flowFile.ts';
import { isOutsideSignal } from '../../protocol/definition/signals.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import { fileKind } from './fileKind.ts';
import { namedPart } from './subject.ts';

const maxNames = 6;

/**
 * A flow with the check `focus` judges a part. When the scope is the whole workspace and the brief names folders or files of it, the run
 * looks at these alone: files, signals and with them size, roster and leads. What was narrowed is said in label and assumptions. Naming
 * nothing but documents narrows nothing: they are what the part is judged by.
 */
export function focusScope(flow: FlowFile, scope: ScopeFacts, brief: string): ScopeFacts {
  if (scope.kind !== 'workspace' || !flow.preflight.some((check) => check.check === 'focus')) return scope;
  const part = namedPart(
    scope.files.map((file) => file.path),
    brief,
  );
  const files = scope.files.filter((file) => part.files.has(file.path));
  if (files.length === scope.files.length || !files.some((file) => fileKind(file.path) !== 'docs')) return scope;
  const more = part.names.length > maxNames ? ` and ${part.names.length - maxNames} more` : '';
  const names = `${part.names.slice(0, maxNames).join(', ')}${more}`;
  const count = `${files.length} of ${scope.files.length} files`;
  return {
    ...scope,
    label: `${names} (${count}) of ${scope.label}`,
    files,
    signals: scope.signals.filter((hit) => isOutsideSignal(hit.signal) || part.files.has(hit.path)),
    signalCounts: focusCounts(scope, part.files),
    assumptions: [...scope.assumptions, `the brief names ${names}; the run looks at ${count}`],
  };
}

/** Only listed hits can be placed. Where the list was cut and lies in the part as a whole, the count of the scan stands. */
function focusCounts(scope: ScopeFacts, files: ReadonlySet<string>): ScopeFacts['signalCounts'] {
  const counts: Record<string, number> = {};
  for (const [signal, counted] of Object.entries(scope.signalCounts)) {
    const listed = scope.signals.filter((hit) => hit.signal === signal);
    const inside = listed.filter((hit) => files.has(hit.path)).length;
    const whole = isOutsideSignal(signal) || inside === listed.length;
    const count = whole ? counted : inside;
    if (count > 0) counts[signal] = count;
  }
  return counts;
}
