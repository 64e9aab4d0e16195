import type { DocumentContext } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { shortened } from '../sectionText.ts';

const maxLines = 60;
const absent =
  /\b(?:not found|nothing found|found no(?:ne|thing)?|no (?:match|hit|result|such|sign|trace|other|existing)\w*|none (?:found|exists?)|absent|does not exist|missing)\b/i;

/**
 * What was looked for and is not there: as the agents say it, and for a description of a project what such a project often has. Absence
 * is a result, not a defect.
 */
export function notFound(context: DocumentContext): string {
  const said = searchedInVain(context);
  const describes = context.plan.steps.some(
    (step) => step.kind === 'agent' && step.persona === 'project-scanner' && step.role === 'angle',
  );
  return [...said, ...(describes || said.length === 0 ? missingParts(context) : [])].join('\n');
}

function searchedInVain({ input, plan }: DocumentContext): string[] {
  const lines = new Set<string>();
  for (const { id, output } of input.steps) {
    const step = plan.steps.find((candidate) => candidate.id === id);
    if (output?.kind !== 'agent' || step?.kind !== 'agent' || step.role === 'validator') continue;
    for (const entry of output.checked) if (absent.test(entry)) lines.add(`- ${inlineMarkdown(shortened(entry, 300))}`);
  }
  return [...lines].slice(0, maxLines);
}

function missingParts({ plan }: DocumentContext): string[] {
  const { scope } = plan;
  const kinds = new Set(scope.documents.map((document) => document.kind));
  const commands = scope.commands.map((entry) => entry.name.toLowerCase()).join(' ');
  const counts = scope.signalCounts;
  const checks: readonly (readonly [isAbsent: boolean, text: string])[] = [
    [scope.git === null, 'git repository'],
    [!kinds.has('readme'), 'README'],
    [!kinds.has('instructions'), 'instructions for contributors or agents'],
    [!kinds.has('adr') && scope.docs.adr.length === 0, 'decision records'],
    [!kinds.has('standard') && scope.docs.standards.length === 0, 'written coding standards'],
    [!kinds.has('runbook'), 'runbooks'],
    [!kinds.has('pr-template'), 'pull request template'],
    [scope.profile.manifests.length === 0, 'package manifest'],
    [scope.profile.manifests.length > 0 && scope.profile.lockFiles.length === 0, 'lock file'],
    [!/test|check|spec/.test(commands), 'test command'],
    [!/lint|format|vet|clippy/.test(commands), 'lint or format command'],
    [!/build|compile|package|bundle/.test(commands), 'build command'],
    [(counts['tests'] ?? 0) === 0, 'test code in scope'],
  ];
  return checks.flatMap(([isAbsent, text]) => (isAbsent ? [`- No ${text}.`] : []));
}
