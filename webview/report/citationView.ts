import type { Citation } from '../../src/protocol/finding.ts';
import { h } from '../shared/dom.ts';
import { icon } from '../shared/icon.ts';
import type { Actions } from './actions.ts';
import { foldable } from './foldable.ts';
import { citationLabel } from './labels.ts';

/** One piece of evidence: where it is as a button that opens it, how its check ended, and the quote on demand. */
export function citationView(finding: string, index: number, citation: Citation, actions: Actions): HTMLElement {
  const label = citationLabel[citation.status];
  const place = placeOf(citation);
  const status = h(
    'span',
    { class: `status tone-${label.tone}`, ...(citation.note === undefined ? {} : { title: citation.note }) },
    h('span', { attrs: { 'aria-hidden': 'true' } }, `${label.glyph} `),
    label.word,
  );
  const opens = citation.path !== undefined || (citation.trust === 'web' && citation.url !== undefined);
  const where = opens
    ? h(
        'button',
        {
          class: 'place mono',
          title: citation.trust === 'web' ? 'Open the page' : 'Open in the editor',
          attrs: { type: 'button', 'data-citation': `${finding}/${index}` },
          on: { click: () => actions.post({ type: 'openCitation', finding, citation: index }) },
        },
        icon(citation.trust === 'web' ? 'link-external' : 'go-to-file'),
        place,
      )
    : h('span', { class: 'place mono' }, place);
  return h(
    'li',
    { class: 'citation' },
    h('div', { class: 'citation-line' }, where, status),
    citation.note === undefined || citation.status === 'verified' ? null : h('p', { class: 'muted' }, citation.note),
    citation.quote === ''
      ? null
      : foldable(actions, `${finding}-${index}`, 'Quote', () => h('pre', { class: 'quote' }, citation.quote)),
  );
}

function placeOf({ trust, path, startLine, endLine, url }: Citation): string {
  if (path === undefined) return url ?? (trust === 'provided' ? 'from the brief' : 'no place given');
  if (startLine === undefined) return path;
  return endLine === undefined || endLine === startLine ? `${path}:${startLine}` : `${path}:${startLine}-${endLine}`;
}
