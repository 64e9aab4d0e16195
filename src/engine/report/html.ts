import { assertNever } from '../../base/assertNever.ts';
import type { Report } from '../../protocol/report.ts';
import { cleanText } from '../flow/briefText.ts';
import { anchorsOf, bracketedId, fragmentOf } from './anchors.ts';
import type { Block } from './blocks.ts';
import { htmlStyle } from './htmlStyle.ts';
import { layoutReport } from './layout.ts';
import { codeSpans } from './markdownText.ts';
import { SectionHtml } from './sectionHtml.ts';
import { escapeHtml } from './escapeHtml.ts';

/**
 * The report as one self-contained page: no script, no outside reference of any kind, and a policy that forbids both should
 * something slip in. Light and dark follow the reader's system.
 */
export function toHtml(report: Report): string {
  const blocks = layoutReport(report);
  const anchors = anchorsOf(blocks);
  const findings = blocks.flatMap((block) =>
    block.kind === 'heading' && block.anchor !== undefined ? [block.anchor] : [],
  );
  const page = new PageBody(new SectionHtml(findings, anchors.ofId.keys()), anchors.ofBlock);
  const body = blocks.map((block, i) => page.block(block, i)).join('\n');
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

/** The blocks of one page. Ids in brackets lead to the finding or record that they name. */
class PageBody {
  private readonly sections: SectionHtml;
  private readonly fragments: ReadonlyMap<number, string>;
  private readonly headings = new Map<string, string>();

  constructor(sections: SectionHtml, fragments: ReadonlyMap<number, string>) {
    this.sections = sections;
    this.fragments = fragments;
  }

  block(block: Block, index: number): string {
    switch (block.kind) {
      case 'heading':
        return this.heading(block, index);
      case 'contents':
        return `<nav class="contents" aria-label="Contents"><ul>${block.items.map(({ text, heading }) => `<li><a href="#${sectionId(heading)}">${this.inline(text)}</a></li>`).join('')}</ul></nav>`;
      case 'paragraph':
        return `<p class="text">${block.label === undefined ? '' : `<strong>${escapeHtml(block.label)}:</strong> `}${this.inline(block.text)}</p>`;
      case 'verdict':
        return `<p class="verdict ${className(block.verdict)}"><strong>Verdict: ${escapeHtml(block.verdict)}.</strong> ${this.inline(block.text)}</p>`;
      case 'facts':
        return `<dl>${block.rows.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${this.inline(value)}</dd>`).join('')}</dl>`;
      case 'table':
        return this.table(block.head, block.rows);
      case 'list':
        return `<ul>${block.items.map((item) => `<li>${this.inline(item)}</li>`).join('')}</ul>`;
      case 'quote':
        return this.quote(block);
      case 'markdown':
        return `<div class="section">${this.sections.render(block.markdown)}</div>`;
      default:
        return assertNever(block);
    }
  }

  private heading(block: Extract<Block, { kind: 'heading' }>, index: number): string {
    const own = block.anchor ?? (block.level === 2 && this.fragments.has(index) ? this.newSection(block.text) : null);
    const id = own === null ? '' : ` id="${escapeHtml(own)}"`;
    const tone = block.tone === undefined ? '' : ` class="finding ${className(block.tone)}"`;
    return `<h${block.level}${id}${tone}>${this.inline(block.text)}</h${block.level}>`;
  }

  /** The first heading of a text is the one that the contents lead to. */
  private newSection(text: string): string | null {
    const id = sectionId(text);
    if (this.headings.has(id)) return null;
    this.headings.set(id, text);
    return id;
  }

  private table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const header = head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
    const body = rows
      .map((row) => `<tr>${row.map((cell) => `<td>${this.inline(cell)}</td>`).join('')}</tr>`)
      .join('\n');
    return `<div class="scroll"><table><thead><tr>${header}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
  }

  private quote(block: Extract<Block, { kind: 'quote' }>): string {
    const status = `<span class="status ${className(block.status)}">${escapeHtml(block.status)}</span>`;
    const note = block.note === '' ? '' : ` <span class="note">${this.inline(block.note)}</span>`;
    const text = block.text.trim() === '' ? '' : `<pre>${escapeHtml(cleanText(block.text).replace(/\s+$/, ''))}</pre>`;
    return `<figure><figcaption><code>${escapeHtml(cleanText(block.caption))}</code> ${status}${note}</figcaption>${text}</figure>`;
  }

  /** Untrusted text: escaped, with code spans; line breaks are kept by the style sheet. */
  private inline(text: string): string {
    return cleanText(text)
      .trim()
      .split('\n')
      .map((line) =>
        codeSpans(line)
          .map((part) => (part.code ? `<code>${escapeHtml(part.text)}</code>` : this.linked(part.text)))
          .join(''),
      )
      .join('\n');
  }

  private linked(text: string): string {
    let html = '';
    let at = 0;
    for (const match of text.matchAll(bracketedId())) {
      html += `${escapeHtml(text.slice(at, match.index))}${this.sections.link(match[1] ?? '', match[0])}`;
      at = match.index + match[0].length;
    }
    return html + escapeHtml(text.slice(at));
  }
}

/** Apart from the ids of findings, which are capital letters and digits. */
function sectionId(heading: string): string {
  return `section-${fragmentOf(heading).replace(/[^\w-]/g, '') || 'untitled'}`;
}

/** Class names come from fixed lists; should one not, it is reduced to letters and hyphens. */
function className(name: string): string {
  return name.replace(/[^a-z-]/g, '');
}
