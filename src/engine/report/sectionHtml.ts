import { Marked } from 'marked';
import { escapeHtml } from './escapeHtml.ts';

/**
 * Engine-written Markdown as HTML. A stored report may have been tampered with, so raw HTML is shown as text, an image as its alternative
 * text, a link as its text: nothing in the result can load or lead anywhere.
 */
export function markdownToHtml(markdown: string): string {
  return renderer.parse(markdown.slice(0, maxChars), { async: false });
}

const maxChars = 1_000_000;

const renderer = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    link({ tokens }) {
      return this.parser.parseInline(tokens);
    },
    checkbox: ({ checked }) => (checked ? '[x] ' : '[ ] '),
  },
});
