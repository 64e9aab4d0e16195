import { assertNever } from '../../base/assertNever.ts';
import type { Report } from '../../protocol/report.ts';
import { anchorsOf, fragmentOf, linkIds } from './anchors.ts';
import type { Block } from './blocks.ts';
import { layoutReport } from './layout.ts';
import { codeMarkdown, fencedMarkdown, inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { tableMarkdown } from './sectionText.ts';

/** The report as GitHub-flavoured Markdown. Agents' text is shown as text: it cannot add markup, images or links. */
export function toMarkdown(report: Report): string {
  const blocks = layoutReport(report);
  const anchors = anchorsOf(blocks);
  const fragments = new Map(
    [...anchors.ofBlock].reverse().map(([i, fragment]) => [headingText(blocks[i]), fragment] as const),
  );
  const text = blocks.map((block) => {
    const markdown = blockMarkdown(block, fragments);
    return block.kind === 'quote' || block.kind === 'heading' ? markdown : linkIds(markdown, anchors);
  });
  return `${text.join('\n\n')}\n`;
}

function headingText(block: Block | undefined): string {
  return block?.kind === 'heading' ? block.text : '';
}

function blockMarkdown(block: Block, fragments: ReadonlyMap<string, string>): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${inlineMarkdown(block.text)}`;
    case 'paragraph':
      return block.label === undefined
        ? plainMarkdown(block.text)
        : `**${inlineMarkdown(block.label)}:** ${plainMarkdown(block.text)}`;
    case 'verdict':
      return `**Verdict: ${inlineMarkdown(block.verdict)}.** ${inlineMarkdown(block.text)}`;
    case 'facts':
      return block.rows.map(([label, value]) => `- **${inlineMarkdown(label)}**: ${inlineMarkdown(value)}`).join('\n');
    case 'contents':
      return block.items
        .map(({ text, heading }) => `- [${inlineMarkdown(text)}](#${fragments.get(heading) ?? fragmentOf(heading)})`)
        .join('\n');
    case 'table':
      return tableMarkdown(block.head, block.rows);
    case 'list':
      return block.items.map((item) => `- ${inlineMarkdown(item)}`).join('\n');
    case 'quote':
      return quoteMarkdown(block);
    case 'markdown':
      return block.markdown;
    default:
      return assertNever(block);
  }
}

function quoteMarkdown(block: Extract<Block, { kind: 'quote' }>): string {
  const note = block.note === '' ? '' : ` (${inlineMarkdown(block.note)})`;
  const head = `${codeMarkdown(block.caption)} **${inlineMarkdown(block.status)}**${note}`;
  return block.text.trim() === '' ? head : `${head}\n\n${fencedMarkdown(block.text)}`;
}
