import type { DocumentContext } from '../documentContext.ts';
import { fencedMarkdown } from '../markdownText.ts';
import { issueDrafts } from './issueData.ts';

const maxCommands = 60;

/** One command per draft for the user to run. Neither label nor assignee is set; the body is a file that the user saves. */
export function publishCommands(context: DocumentContext): string {
  const commands = issueDrafts(context)
    .slice(0, maxCommands)
    .map(({ record, repository }) => {
      const repo = /^[\w.-]+\/[\w.-]+$/.test(repository) ? repository : 'OWNER/REPOSITORY';
      return `gh issue create --repo ${repo} --title ${quoted(`${record.title}`)} --body-file ${record.id}.md`;
    });
  if (commands.length === 0) return '';
  return [
    'Not run. Save the text of each draft under the file name that its command uses, then run the commands in this order:',
    fencedMarkdown(commands.join('\n'), 'sh'),
  ].join('\n\n');
}

/** In single quotes nothing is expanded by a shell. */
function quoted(text: string): string {
  return `'${text.replace(/\s+/g, ' ').replaceAll("'", `'\\''`)}'`;
}
