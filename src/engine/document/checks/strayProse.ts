import { cut } from '../../evidence/fields.ts';
import { documentLimits as limits } from '../documentLimits.ts';
import type { RawDocument } from '../rawDocument.ts';

/** A preamble shorter than this is an introduction to the answer, not part of the document. */
const longPreamble = 400;

/** Prose that has no place in the document, kept as notes so that nothing is lost. Action: fix. */
export function strayNotes(raw: Pick<RawDocument, 'preamble' | 'strays'>): string[] {
  const notes = raw.strays.map(({ heading, markdown }) => `Further notes, under "${heading}": ${whole(markdown)}`);
  return raw.preamble.length < longPreamble
    ? notes
    : [`Further notes, above the first heading: ${whole(raw.preamble)}`, ...notes];
}

function whole(text: string): string {
  const kept = cut(text, limits.stray);
  return kept.length === text.length ? text : `${kept} … (cut; the answer of the agent has the rest)`;
}
