import type { Report, ReportSection } from '../../src/protocol/report.ts';
import { h } from '../shared/dom.ts';
import { renderMarkdown } from '../shared/markdown.ts';
import { drawDiagrams } from './diagrams.ts';

/** From so many sections on a document gets a table of contents. */
const longDocument = 6;

/** Only documents have a body; the reports of other flows have sections before and after their findings. */
export function isDocument(report: Report): boolean {
  return report.sections.some((section) => section.place === 'body');
}

/** The sections of one place, in order. */
export function sectionViews(report: Report, places: readonly ReportSection['place'][]): HTMLElement[] {
  return places.flatMap((place) =>
    report.sections
      .filter((section) => section.place === place)
      .map(({ heading, markdown }) =>
        h('section', { class: 'document-section' }, h('h2', {}, heading), drawDiagrams(renderMarkdown(markdown))),
      ),
  );
}

/** Findings that the body shows in full, each with the heading of its section: below them only their citations are of use. */
export function shownInBody(report: Report): ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  for (const { place, heading, markdown } of report.sections) {
    if (place !== 'body') continue;
    for (const match of markdown.matchAll(/^#{3,4} ([A-Z]{1,5}-\d{1,5}) [^\n]*\n\n[^\n]* · raised by /gm))
      if (!shown.has(match[1] ?? '')) shown.set(match[1] ?? '', heading);
  }
  return shown;
}

/** The sections of the document to jump to, then one entry each for evidence and account. `root` holds the headings once the report is shown. */
export function contentsView(report: Report, root: HTMLElement): HTMLElement | null {
  if (!isDocument(report) || report.sections.length < longDocument) return null;
  const headings = (place: ReportSection['place']): string[] =>
    report.sections.filter((section) => section.place === place).map((section) => section.heading);
  const [appendix] = headings('appendix');
  const named = [...headings('lead'), ...headings('body'), 'Evidence'].map((heading) => ({ text: heading, heading }));
  const rest = appendix === undefined ? [] : [{ text: 'Appendix and account of the run', heading: appendix }];
  const entries = [...new Map([...named, ...rest].map((entry) => [entry.text, entry])).values()];
  const jump = (heading: string): void => {
    const target = [...root.querySelectorAll<HTMLElement>('h2')].find((element) => element.textContent === heading);
    if (target === undefined) return;
    target.tabIndex = -1;
    target.scrollIntoView({ block: 'start' });
    target.focus({ preventScroll: true });
  };
  return h(
    'nav',
    { class: 'contents', attrs: { 'aria-label': 'Contents' } },
    h(
      'ul',
      {},
      ...entries.map(({ text, heading }) =>
        h(
          'li',
          {},
          h('button', { class: 'id-link', attrs: { type: 'button' }, on: { click: () => jump(heading) } }, text),
        ),
      ),
    ),
  );
}
