import DOMPurify from 'dompurify';
import { Marked, type Token, type Tokens } from 'marked';
import { h } from './dom.ts';
import { type FileLink, parseFileLink } from './fileLink.ts';
import { icon } from './icon.ts';
import { plural } from './time.ts';

/*
 * Markdown as models write it, on hostile terms: raw HTML is shown as text, images become words, links do nothing by
 * themselves (the pane asks the host), and what the renderer produced still passes a strict allow-list.
 */
const allowedTags = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'strong', 'em', 'del', 'code', 'pre', 'blockquote'],
  ...['ul', 'ol', 'li', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary', 'div', 'span'],
];
const allowedAttributes = ['class', 'data-path', 'data-line', 'data-end', 'data-url', 'href', 'start', 'title'];

/** JSON blocks with more lines than this are folded: they are for the engine, not for reading. */
const foldedJsonLines = 8;

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function fileAttributes(link: FileLink): string {
  const line = link.line === null ? '' : ` data-line="${link.line}"`;
  const end = link.endLine === null ? '' : ` data-end="${link.endLine}"`;
  return `href="#" class="md-file" data-path="${escape(link.path)}"${line}${end}`;
}

function safeUrl(href: string): string | null {
  try {
    const url = new URL(href);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

function renderCode(token: Tokens.Code): string {
  const language = (token.lang ?? '').split(/\s/)[0] ?? '';
  const kind = /^mermaid$/i.test(language) ? ' md-mermaid' : '';
  const body = `<div class="md-code${kind}"><pre><code>${escape(token.text)}</code></pre></div>`;
  const lines = token.text.split('\n').length;
  if (!/^json/i.test(language) || lines <= foldedJsonLines) return body;
  return `<details class="md-json"><summary>Structured answer, ${plural(lines, 'line')}</summary>${body}</details>`;
}

const marked = new Marked({
  gfm: true,
  breaks: false,
  renderer: {
    html: ({ text }) => escape(text),
    image: ({ text }) => `<span class="muted">[image: ${escape(text)}]</span>`,
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    code: renderCode,
    codespan({ text }) {
      const link = parseFileLink(text);
      const code = `<code>${escape(text)}</code>`;
      return link === null ? code : `<a ${fileAttributes(link)}>${code}</a>`;
    },
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      const file = parseFileLink(href);
      if (file !== null) return `<a ${fileAttributes(file)}>${words}</a>`;
      const url = safeUrl(href);
      return url === null ? words : `<a href="#" data-url="${escape(url)}" title="${escape(url)}">${words}</a>`;
    },
  },
});

/** One top-level block as sanitised DOM. */
function renderBlock(token: Token): DocumentFragment {
  const fragment = DOMPurify.sanitize(marked.parser([token]), {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: allowedAttributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const code of fragment.querySelectorAll('.md-code')) {
    code.append(
      h(
        'button',
        { class: 'md-copy', title: 'Copy', attrs: { type: 'button', 'aria-label': 'Copy code' } },
        icon('copy'),
      ),
    );
  }
  return fragment;
}

/**
 * A growing Markdown text. Blocks that the lexer has closed are rendered once and never touched again; each update parses
 * only the text after them, so the cost of a delta is that of the open block, whatever the length of the message.
 */
export class MarkdownView {
  readonly element: HTMLElement = h('div', { class: 'md' });
  private text = '';
  /** Characters of `text` that are rendered for good. */
  private settled = 0;
  private open: { readonly raw: string; readonly element: HTMLElement } | null = null;

  /** `ended`: no more text will follow, so the last block is final too. */
  update(text: string, ended: boolean): void {
    if (text === this.text && !ended) return;
    // A reference definition may come after its use: such a text is laid out again as a whole when it is complete.
    const again = ended && this.settled > 0 && /^ {0,3}\[[^\]]+\]:/m.test(text);
    if (again || !text.startsWith(this.text)) this.reset();
    this.text = text;
    const tokens = marked.lexer(text.slice(this.settled));
    const last = tokens.findLastIndex((token) => token.type !== 'space');
    tokens.forEach((token, index) => {
      if (index < last) {
        if (token.type !== 'space' && token.type !== 'def') this.settle(token);
        this.settled += token.raw.length;
      }
    });
    const tail = tokens[last];
    if (tail !== undefined && tail.type !== 'def') this.showOpen(tail);
  }

  private reset(): void {
    this.element.replaceChildren();
    this.settled = 0;
    this.open = null;
  }

  private settle(token: Token): void {
    const element = this.open?.element ?? this.newBlock();
    if (this.open?.raw.trimEnd() !== token.raw.trimEnd()) fill(element, token);
    this.open = null;
  }

  private showOpen(token: Token): void {
    if (this.open?.raw === token.raw) return;
    const element = this.open?.element ?? this.newBlock();
    fill(element, token);
    this.open = { raw: token.raw, element };
  }

  private newBlock(): HTMLElement {
    const block = h('div', { class: 'md-block' });
    this.element.append(block);
    return block;
  }
}

/** Replaces the content of a block, keeping a disclosure the reader has opened. */
function fill(block: HTMLElement, token: Token): void {
  const wasOpen = block.querySelector('details')?.open === true;
  block.replaceChildren(renderBlock(token));
  const details = block.querySelector('details');
  if (details !== null && wasOpen) details.open = true;
}

/** A finished text at once. */
export function renderMarkdown(text: string): HTMLElement {
  const view = new MarkdownView();
  view.update(text, true);
  return view.element;
}

export interface LinkTargets {
  onFile(link: FileLink): void;
  onUrl(url: string): void;
  onCopy(text: string): void;
}

/** Routes clicks on links and copy buttons inside `root` to the host; nothing navigates by itself. */
export function routeLinks(root: HTMLElement, targets: LinkTargets): void {
  root.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const copy = target?.closest('.md-copy');
    if (copy) {
      targets.onCopy(copy.parentElement?.querySelector('pre')?.textContent ?? '');
      return;
    }
    const link = target?.closest('a');
    if (!link || !root.contains(link)) return;
    event.preventDefault();
    const { path, line, end, url } = link.dataset;
    if (url !== undefined) targets.onUrl(url);
    else if (path !== undefined) {
      targets.onFile({
        path,
        line: line === undefined ? null : Number(line),
        endLine: end === undefined ? null : Number(end),
      });
    }
  });
}
