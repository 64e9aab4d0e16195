import { type Check, type CheckContext, mapRecords } from '../draft.ts';
import { oneLine } from '../prose.ts';

const mark = '(unverified: not found in the repository)';

/**
 * Fields of kind `command` hold commands that the repository, a finding, another agent's result or the brief shows. Any other line is marked
 * with a comment, so that nobody runs an invented command unwarned. Action: fix.
 */
export const commands: Check = (draft, context) => {
  if (!draft.lists.some((list) => list.spec.fields.some((field) => field.kind === 'command'))) return {};
  const known = knownCommands(context);
  const marked = (line: string): string => (line.includes(mark) || isKnown(line, known) ? line : `${line}  # ${mark}`);
  return {
    draft: mapRecords(draft, (record, spec) => {
      const changed = spec.fields.flatMap((field): [string, string][] => {
        const value = record.fields[field.name];
        if (field.kind !== 'command' || typeof value !== 'string' || value === '') return [];
        return [[field.name, value.split('\n').map(marked).join('\n')]];
      });
      return { ...record, fields: { ...record.fields, ...Object.fromEntries(changed) } };
    }),
  };
};

function knownCommands({ findings, handed, scope, brief, subject }: CheckContext): string {
  return [
    ...findings.flatMap((finding) =>
      finding.citations.filter((citation) => citation.status !== 'unverified').map((citation) => citation.quote),
    ),
    ...handed,
    ...scope.commands.flatMap(({ name, command }) => [
      command,
      `npm run ${name}`,
      `yarn ${name}`,
      `pnpm ${name}`,
      `make ${name}`,
    ]),
    'npm test',
    brief,
    subject,
  ]
    .map(oneLine)
    .join('\n');
}

function isKnown(line: string, known: string): boolean {
  const command = oneLine(line.replace(/^\s*(?:\$|>|#>)\s+/, ''));
  return command === '' || command.startsWith('#') || contains(known, command);
}

/** The command as a whole: a text with `make test` does not show `make`, nor `git push --dry-run` a `git push`. */
function contains(known: string, command: string): boolean {
  const wordAfter = command.includes(' ') ? /^(?:$|["'`;&|\n)\],.]|\s(?!-))/ : /^(?:$|["'`;&|\n)\],.])/;
  for (let at = known.indexOf(command); at >= 0; at = known.indexOf(command, at + 1)) {
    const before = known[at - 1] ?? '\n';
    const end = at + command.length;
    if (!/[\w./-]/.test(before) && wordAfter.test(known.slice(end, end + 2))) return true;
  }
  return false;
}
