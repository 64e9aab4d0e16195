import { diagramSvg } from '../../../protocol/diagram/diagramSvg.ts';
import { cleanText } from '../../flow/briefText.ts';
import { escapeHtml } from '../escapeHtml.ts';
import { codeSpans } from '../markdownText.ts';
import type { PageFlow, PageItem, PageSlots } from './pageSlots.ts';
import { pageStyle } from './pageStyle.ts';

const subtitle = 'Summary for stakeholders';

/**
 * The summary page: a fixed template in one file, without script and without any reference to outside. Empty slots leave no trace.
 * Flowcharts are drawn; what cannot be drawn stays as its text.
 */
export function renderPage(slots: PageSlots): string {
  const title = inline(slots.title);
  const parts = [
    `<header><p class="kicker">${subtitle}</p><h1>${title}</h1>${slots.subtitle === '' ? '' : `<p class="subtitle">${inline(slots.subtitle)}</p>`}</header>`,
    section(
      'bottom-line',
      'Bottom line',
      slots.lead === '' ? '' : `<p class="lead">${inline(slots.lead)}</p>${derivedNote(slots.derived)}`,
    ),
    section('asks', 'What we ask of you', list('ol', slots.asks)),
    section('problem', 'The problem today', paragraphs(slots.problem)),
    section('outcomes', 'What it opens up', list('ul', slots.outcomes)),
    section('walkthrough', 'How it goes, step by step', list('ol', slots.steps)),
    section('data-flow', 'Data flow: today and after', slots.flows.map(flowCard).join('')),
    section('exclusions', 'Not in scope', list('ul', slots.exclusions)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(cleanText(slots.title).replace(/\s+/g, ' ').trim())}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${parts.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`;
}

function section(id: string, heading: string, body: string): string {
  return body === '' ? '' : `<section id="${id}"><h2>${heading}</h2>${body}</section>`;
}

function derivedNote(derived: boolean): string {
  return derived
    ? '<p class="note">Drawn together from several places; the summary does not state it in one sentence.</p>'
    : '';
}

function list(kind: 'ol' | 'ul', items: readonly PageItem[]): string {
  if (items.length === 0) return '';
  const entries = items.map(({ title, text }) => {
    const head = title === '' ? '' : `<strong>${inline(title)}</strong>`;
    return `<li>${head}${text === '' ? '' : `<span>${inline(text)}</span>`}</li>`;
  });
  return `<${kind}>${entries.join('')}</${kind}>`;
}

function flowCard({ title, today, after }: PageFlow): string {
  const side = (name: string, text: string): string =>
    text.trim() === '' ? '' : `<div class="side"><h4>${name}</h4>${flowText(text)}</div>`;
  return `<article class="card"><h3>${inline(title)}</h3>${side('Today', today)}${side('After', after)}</article>`;
}

/** Fenced or bare Mermaid is drawn; text around it stays in its place. */
function flowText(text: string): string {
  const bare = diagramSvg(text.trim());
  if (bare !== null) return figure(bare);
  const parts = cleanText(text).split(/```(?:mermaid)?[ \t]*\n([\s\S]*?)```/);
  // With one group in the pattern every second part is the inside of a fence.
  return parts
    .map((part, i) => {
      if (i % 2 === 0) return paragraphs(part);
      const svg = diagramSvg(part);
      return svg === null ? `<pre>${escapeHtml(part.trim())}</pre>` : figure(svg);
    })
    .join('');
}

function figure(svg: string): string {
  return `<div class="figure">${svg}</div>`;
}

function paragraphs(text: string): string {
  return cleanText(text)
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => `<p>${inline(part)}</p>`)
    .join('');
}

/** Untrusted text on one line: escaped, code spans as code, bold kept, ids of the run left out since they lead nowhere here. */
function inline(text: string): string {
  const plain = cleanText(text)
    .replace(/\s*\[[A-Z]{1,5}-\d{1,4}\](?:,\s*)?/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return codeSpans(plain)
    .map((part) =>
      part.code
        ? `<code>${escapeHtml(part.text)}</code>`
        : escapeHtml(part.text).replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>'),
    )
    .join('');
}
