import { type Check, type CheckContext, mapRecords } from '../draft.ts';
import { oneLine } from '../prose.ts';

const mark = '(unverified: not found in the repository)';

/**
 * Fields of kind `command` hold commands that the repository, a finding, another agent's result or the brief shows. A text with any other gets
 * one comment above it, so that nobody runs an invented command unwarned; its lines stay as they are, because a comment behind one would
 * break what goes on in the next. Action: fix.
 */
export const commands: Check = (draft, context) => {
  if (!draft.lists.some((list) => list.spec.fields.some((field) => field.kind === 'command'))) return {};
  const known = knownCommands(context);
  const marked = (block: string): string =>
    block.includes(mark) || commandsOf(block).every((command) => isKnown(command, known))
      ? block
      : `# ${mark}\n${block}`;
  return {
    draft: mapRecords(draft, (record, spec) => {
      const changed = spec.fields.flatMap((field): [string, string][] => {
        const value = record.fields[field.name];
        if (field.kind !== 'command' || typeof value !== 'string' || value === '') return [];
        return [[field.name, marked(value)]];
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

/** The commands of a text, each as one: lines that a backslash continues are joined, a here-document belongs to its command. */
function commandsOf(block: string): string[] {
  const commands: string[] = [];
  let open = '';
  let tag: string | null = null;
  for (const line of block.split('\n')) {
    if (tag !== null) {
      if (line.trim() === tag) tag = null;
      continue;
    }
    const whole = `${open}${line}`;
    open = '';
    if (/(?<!\\)(?:\\\\)*\\\s*$/.test(whole)) {
      open = `${whole.replace(/\\\s*$/, '')} `;
      continue;
    }
    tag = /<<-?\s*(["']?)(\w{1,40})\1/.exec(whole)?.[2] ?? null;
    commands.push(whole);
  }
  return open === '' ? commands : [...commands, open];
}

/** As a whole, or each part of a chain. */
function isKnown(line: string, known: string): boolean {
  const command = oneLine(line.replace(/^\s*(?:\$|>|#>)\s+/, ''));
  if (command === '' || command.startsWith('#') || contains(known, command)) return true;
  const parts = partsOf(command);
  return parts.every((part) => isHarmless(part) || contains(known, part));
}

/** Split at `&&`, `||`, `;` and `|` outside of quotes. */
function partsOf(command: string): string[] {
  const cut = command.replace(/"[^"]*"|'[^']*'|&&|\|\|?|;/g, (hit) => (/^["']/.test(hit) ? hit : '\n'));
  return cut
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Going to a folder changes nothing. */
function isHarmless(part: string): boolean {
  return /^(?:cd [\w./-]+|pwd|true|set -[eux]{1,3})$/.test(part);
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
