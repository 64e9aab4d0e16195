import { Marked } from 'marked';
import { diagramSvg } from '../../protocol/diagram/diagramSvg.ts';
import { idOfHeading } from './anchors.ts';
import { escapeHtml } from './escapeHtml.ts';

const maxChars = 1_000_000;
/** More would make the page slow to open; further ones stay as text. */
const maxDiagrams = 24;

/**
 * Turns the Markdown of sections into HTML. A stored report may have been tampered with, so raw HTML is shown as text, an image as its
 * alternative text, a link as its text: nothing in the result can load or lead anywhere. Only `[E-001]` leads somewhere: to the
 * finding or record of that id on the same page. Flowcharts are drawn, with their source below.
 */
export class SectionHtml {
  private readonly marked: Marked;
  private readonly anchors: ReadonlySet<string>;
  private readonly given: Set<string>;
  private diagrams = 0;

  /** `findings`: ids that have an anchor already. `anchors`: all ids that can be reached on this page. */
  constructor(findings: Iterable<string>, anchors: Iterable<string>) {
    this.anchors = new Set(anchors);
    this.given = new Set(findings);
    this.marked = this.renderer();
  }

  render(markdown: string): string {
    return this.marked.parse(markdown.slice(0, maxChars), { async: false });
  }

  /** An id as a link, or as it was written when nothing on the page has it. */
  link(id: string, written: string): string {
    return this.anchors.has(id) ? `<a href="#${id}">[${id}]</a>` : escapeHtml(written);
  }

  private renderer(): Marked {
    const diagram = (source: string): string | null => this.diagram(source);
    const idOf = (text: string): string => this.headingId(text);
    const link = (id: string, written: string): string => this.link(id, written);
    return new Marked({
      gfm: true,
      extensions: [
        {
          name: 'bracketedId',
          level: 'inline',
          start: (source) => /\\?\[[A-Z]/.exec(source)?.index,
          tokenizer(source) {
            const match = /^\\?\[([A-Z]{1,5}-\d{1,4})\\?\](?![([:])/.exec(source);
            return match === null ? undefined : { type: 'bracketedId', raw: match[0], id: match[1] };
          },
          renderer: ({ raw, id }) => link(String(id), raw.replaceAll('\\', '')),
        },
      ],
      renderer: {
        html: ({ text }) => (/^<br\s*\/?>$/i.test(text.trim()) ? '<br>' : escapeHtml(text)),
        image: ({ text }) => escapeHtml(text),
        link({ tokens }) {
          return this.parser.parseInline(tokens);
        },
        tablecell(cell) {
          const { tokens, header, text, align } = cell;
          const tag = header ? 'th' : 'td';
          const own = !header && /^[A-Z]{1,5}-\d{1,5}$/.test(text.trim()) ? ' class="id"' : '';
          const side = align === null ? '' : ` align="${align}"`;
          return `<${tag}${own}${side}>${this.parser.parseInline(tokens)}</${tag}>\n`;
        },
        checkbox: ({ checked }) => (checked ? '[x] ' : '[ ] '),
        heading({ tokens, depth, text }) {
          return `<h${depth}${idOf(text)}>${this.parser.parseInline(tokens)}</h${depth}>\n`;
        },
        code: ({ text, lang }) => (/^mermaid\b/i.test(lang ?? '') ? (diagram(text) ?? false) : false),
      },
    });
  }

  private headingId(text: string): string {
    const id = idOfHeading(text);
    if (id === null || this.given.has(id)) return '';
    this.given.add(id);
    return ` id="${id}"`;
  }

  private diagram(source: string): string | null {
    if (this.diagrams >= maxDiagrams) return null;
    const svg = diagramSvg(source);
    if (svg === null) return null;
    this.diagrams++;
    return `<div class="drawing">${svg}<details><summary>Source of the diagram</summary><pre><code>${escapeHtml(source)}</code></pre></details></div>\n`;
  }
}
