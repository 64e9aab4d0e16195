import { assertNever } from '../../base/assertNever.ts';
import type { Report } from '../../protocol/report.ts';
import { cleanText } from '../flow/briefText.ts';
import type { Block } from './blocks.ts';
import { htmlStyle } from './htmlStyle.ts';
import { layoutReport } from './layout.ts';
import { codeSpans } from './markdownText.ts';
import { markdownToHtml } from './sectionHtml.ts';
import { escapeHtml } from './escapeHtml.ts';

/**
 * The report as one self-contained page: no script, no outside reference of any kind, and a policy that forbids both should
 * something slip in. Light and dark follow the reader's system.
 */
export function toHtml(report: Report): string {
  const body = layoutReport(report).map(blockHtml).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(`${report.run.title}: ${report.verdict}`)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return headingHtml(block);
    case 'paragraph':
      return `<p class="text">${block.label === undefined ? '' : `<strong>${escapeHtml(block.label)}:</strong> `}${inlineHtml(block.text)}</p>`;
    case 'verdict':
      return `<p class="verdict ${className(block.verdict)}"><strong>Verdict: ${escapeHtml(block.verdict)}.</strong> ${inlineHtml(block.text)}</p>`;
    case 'facts':
      return `<dl>${block.rows.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${inlineHtml(value)}</dd>`).join('')}</dl>`;
    case 'table':
      return tableHtml(block.head, block.rows);
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${inlineHtml(item)}</li>`).join('')}</ul>`;
    case 'quote':
      return quoteHtml(block);
    case 'markdown':
      return `<div class="section">${markdownToHtml(block.markdown)}</div>`;
    default:
      return assertNever(block);
  }
}

function headingHtml(block: Extract<Block, { kind: 'heading' }>): string {
  const id = block.anchor === undefined ? '' : ` id="${escapeHtml(block.anchor)}"`;
  const tone = block.tone === undefined ? '' : ` class="finding ${className(block.tone)}"`;
  return `<h${block.level}${id}${tone}>${inlineHtml(block.text)}</h${block.level}>`;
}

function tableHtml(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const header = head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${inlineHtml(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table><thead><tr>${header}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function quoteHtml(block: Extract<Block, { kind: 'quote' }>): string {
  const status = `<span class="status ${className(block.status)}">${escapeHtml(block.status)}</span>`;
  const note = block.note === '' ? '' : ` <span class="note">${inlineHtml(block.note)}</span>`;
  const text = block.text.trim() === '' ? '' : `<pre>${escapeHtml(cleanText(block.text).replace(/\s+$/, ''))}</pre>`;
  return `<figure><figcaption><code>${escapeHtml(cleanText(block.caption))}</code> ${status}${note}</figcaption>${text}</figure>`;
}

/** Untrusted text: escaped, with code spans; line breaks are kept by the style sheet. */
function inlineHtml(text: string): string {
  return cleanText(text)
    .trim()
    .split('\n')
    .map((line) =>
      codeSpans(line)
        .map((part) => (part.code ? `<code>${escapeHtml(part.text)}</code>` : escapeHtml(part.text)))
        .join(''),
    )
    .join('\n');
}

/** Class names come from fixed lists; should one not, it is reduced to letters and hyphens. */
function className(name: string): string {
  return name.replace(/[^a-z-]/g, '');
}
