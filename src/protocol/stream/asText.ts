import { assertNever } from '../../base/assertNever.ts';
import type { Item } from './item.ts';

/** The stream as plain Markdown, for reading with a screen reader, searching and copying. */
export function streamAsText(title: string, items: readonly Item[]): string {
  return [`# ${title}`, ...items.map(itemAsText)].join('\n\n') + '\n';
}

export function itemAsText(item: Item): string {
  switch (item.kind) {
    case 'user':
      return quoted(item.round === 0 ? 'Prompt' : `Prompt, round ${item.round + 1}`, item.text);
    case 'prose':
      return item.text.trim();
    case 'thought':
      return quoted('Thinking', item.text);
    case 'tool': {
      const outcome = item.error === null ? item.status : `${item.status}: ${item.error}`;
      const body = item.output === '' ? '' : `\n\n~~~\n${item.output.trimEnd()}\n~~~`;
      return `**${item.name}** ${item.title} (${outcome})${body}`;
    }
    case 'notice':
      return `_${item.level}: ${item.text}_`;
    case 'challenge': {
      const lines = item.violations.map((v) => `- ${v.at === '' ? '' : `\`${v.at}\`: `}${v.message}`);
      return [`**The engine asked for ${item.total} repairs**`, ...lines].join('\n');
    }
    case 'boundary':
      return `---\n\n**Attempt ${item.attempt}** after: ${item.reason}`;
    case 'end':
      return `---\n\n**${item.state}** ${item.text}`.trimEnd();
    case 'stage':
      return item.detail === '' ? `- ${item.text}` : `- ${item.text}\n  ${item.detail.replaceAll('\n', '\n  ')}`;
    default:
      return assertNever(item);
  }
}

function quoted(heading: string, text: string): string {
  return [`**${heading}**`, ...text.trimEnd().split('\n')].map((line) => `> ${line}`.trimEnd()).join('\n');
}
