import { splitLines } from '../reader/decodeText.ts';
import { markdownOutline } from './markdownOutline.ts';
import { asciidocOutline, rstOutline } from './otherOutlines.ts';
import { type Heading, type Link, OutlineBuilder } from './OutlineBuilder.ts';

export interface Outline {
  readonly lines: number;
  /** All headings, each cut to 160 characters. */
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
}

/** Longer lines are data; only their beginning is looked at. */
const maxLine = 2000;

/** Headings and link targets of a document; its syntax is told by the ending of `path`. Linear in the size of `text`. */
export function outlineOf(path: string, text: string): Outline {
  const lines = splitLines(text).map((line) => (line.length > maxLine ? line.slice(0, maxLine) : line));
  const builder = new OutlineBuilder();
  if (/\.rst$/i.test(path)) rstOutline(lines, builder);
  else if (/\.(?:adoc|asciidoc)$/i.test(path)) asciidocOutline(lines, builder);
  else markdownOutline(lines, builder);
  return { lines: lines.length, headings: builder.headings, links: builder.links };
}
