import type { ScopeDocument } from '../../protocol/plan.ts';

export type Heading = ScopeDocument['headings'][number];

/** A target as it stands in the text. */
export interface Link {
  readonly line: number;
  readonly target: string;
}

const maxHeadings = 1000;
const maxLinks = 1000;
const maxHeadingText = 160;

/** Collects what an outline consists of, within its bounds. Lines are given 0-based. */
export class OutlineBuilder {
  readonly headings: Heading[] = [];
  readonly links: Link[] = [];

  heading(level: number, text: string, index: number): void {
    const plain = text.replace(/\p{Cc}/gu, ' ').trim();
    if (plain === '' || this.headings.length >= maxHeadings) return;
    this.headings.push({ level: Math.min(6, level), text: plain.slice(0, maxHeadingText), line: index + 1 });
  }

  link(target: string, index: number): void {
    if (this.links.length < maxLinks) this.links.push({ line: index + 1, target });
  }
}
