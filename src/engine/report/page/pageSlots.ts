import type { DocumentRecord } from '../../../protocol/document.ts';
import { type DocumentContext, fieldText, recordsOf } from '../documentContext.ts';

export interface PageItem {
  readonly title: string;
  readonly text: string;
}

export interface PageFlow {
  readonly title: string;
  /** Mermaid or sentences; empty when the summary says nothing about it. */
  readonly today: string;
  readonly after: string;
}

/** What the fixed template of the summary page is filled with. All of it is untrusted text. */
export interface PageSlots {
  readonly title: string;
  readonly subtitle: string;
  readonly lead: string;
  /** The bottom line was drawn together by the writer; the summary does not state it. */
  readonly derived: boolean;
  readonly problem: string;
  readonly asks: readonly PageItem[];
  readonly outcomes: readonly PageItem[];
  readonly steps: readonly PageItem[];
  readonly flows: readonly PageFlow[];
  readonly exclusions: readonly PageItem[];
}

/** The slots as the writer filled them; null when the flow declares no page or nothing was written. */
export function pageSlots(context: DocumentContext): PageSlots | null {
  const [page] = recordsOf(context, 'page');
  if (page === undefined) return null;
  const items = (name: string): PageItem[] => recordsOf(context, name).map(itemOf);
  return {
    title: page.title,
    subtitle: fieldText(page, 'subtitle'),
    lead: fieldText(page, 'lead'),
    derived: fieldText(page, 'derived').toLowerCase() === 'yes',
    problem: fieldText(page, 'problem'),
    asks: items('asks'),
    outcomes: items('outcomes'),
    steps: items('steps'),
    flows: recordsOf(context, 'flows').map((record) => ({
      title: record.title,
      today: fieldText(record, 'today'),
      after: fieldText(record, 'after'),
    })),
    exclusions: items('exclusions'),
  };
}

function itemOf(record: DocumentRecord): PageItem {
  return { title: record.title, text: fieldText(record, 'text') };
}

/** Where the slots leave the bounds of the template, in sentences. Nothing is cut: a caveat may stand at the end. */
export function pageProblems(slots: PageSlots): string[] {
  const problems: string[] = [];
  const long = (what: string, text: string, most: number): void => {
    if (text.length > most) problems.push(`${what} has ${text.length} characters; the page is made for ${most}.`);
  };
  long('The title', slots.title, 60);
  long('The bottom line', slots.lead, 250);
  slots.outcomes.forEach((item, i) => long(`Outcome ${i + 1}`, item.text, 120));
  slots.asks.forEach((item, i) => long(`Request ${i + 1}`, item.text, 350));
  slots.steps.forEach((item, i) => long(`Step ${i + 1}`, item.text, 200));
  if (slots.outcomes.length > 8) problems.push(`${slots.outcomes.length} outcomes; the page is made for eight.`);
  if (slots.asks.length > 6) problems.push(`${slots.asks.length} requests; the page is made for six.`);
  if (slots.steps.length > 7) problems.push(`${slots.steps.length} steps; the page is made for seven.`);
  slots.asks.forEach((item, i) => {
    if (!/\b(?:confirm|agree|approve|decide|tell us|let us know|choose|answer)\b[^.?!]*[.?!]?\s*$/i.test(item.text))
      problems.push(`Request ${i + 1} does not end with what the reader shall confirm.`);
  });
  return problems;
}
