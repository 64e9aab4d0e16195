import type { SeverityFilter } from '../../src/protocol/pane/reportMessages.ts';
import type { Report, ReportFinding } from '../../src/protocol/report.ts';
import { h, setAttrs } from '../shared/dom.ts';
import { icon } from '../shared/icon.ts';
import { renderMarkdown } from '../shared/markdown.ts';
import type { Actions } from './actions.ts';
import { citationView } from './citationView.ts';
import { isDocument, shownInBody } from './documentView.ts';
import { foldable } from './foldable.ts';
import { type Group, groupLabel, groupOf, groups } from './labels.ts';

/** The findings by severity, with chips that narrow them to one. `onFilter` is told the choice, to be kept. */
export function findingsView(
  report: Report,
  actions: Actions,
  filter: SeverityFilter,
  onFilter: (filter: SeverityFilter) => void,
): HTMLElement {
  const { findings } = report;
  if (findings.length === 0) return h('section', {}, h('h2', {}, headingOf(report)), h('p', {}, emptyText(report)));
  const present = groups.filter((group) => findings.some((finding) => groupOf(finding) === group));
  const shown = shownInBody(report);
  const sections = new Map(present.map((group) => [group, groupSection(group, findings, shown, actions)]));
  const chips = new Map<SeverityFilter, HTMLElement>();
  const apply = (wanted: SeverityFilter): void => {
    for (const [group, section] of sections) section.hidden = wanted !== 'all' && wanted !== group;
    for (const [value, chip] of chips) setAttrs(chip, { 'aria-pressed': value === wanted ? 'true' : 'false' });
  };
  const addChip = (value: SeverityFilter, text: string, amount: number): void => {
    const press = (): void => {
      apply(value);
      onFilter(value);
    };
    chips.set(
      value,
      h(
        'button',
        { class: 'chip', attrs: { type: 'button', 'data-filter': value }, on: { click: press } },
        `${text} `,
        h('span', {}, String(amount)),
      ),
    );
  };
  addChip('all', 'All', findings.length);
  for (const group of present) {
    addChip(group, groupLabel[group].many, findings.filter((finding) => groupOf(finding) === group).length);
  }
  // A filter kept from an earlier version of this report may name a group that it no longer has.
  apply(chips.has(filter) ? filter : 'all');
  return h(
    'section',
    { class: 'findings' },
    h('h2', {}, headingOf(report)),
    h('div', { class: 'chips', attrs: { role: 'group', 'aria-label': 'Show findings' } }, ...chips.values()),
    ...sections.values(),
  );
}

/** What a document rests on is its evidence. */
function headingOf(report: Report): string {
  return isDocument(report) ? 'Evidence' : 'Findings';
}

/** An empty list is good news only in a complete report. */
function emptyText(report: Report): string {
  if (isDocument(report) && report.verdict === 'complete')
    return 'No finding stands behind this document: none was raised, or none stood up to the checks.';
  return report.verdict === 'complete'
    ? 'No findings. Everything in scope was reviewed.'
    : 'No findings were established, but the review is not complete: this says nothing about the parts that were not reviewed.';
}

function groupSection(
  group: Group,
  findings: readonly ReportFinding[],
  shown: ReadonlyMap<string, string>,
  actions: Actions,
): HTMLElement {
  const label = groupLabel[group];
  const own = findings.filter((finding) => groupOf(finding) === group);
  const hint =
    group === 'lead'
      ? h('p', { class: 'muted' }, 'Places that a deterministic scan points to. No model has judged them.')
      : null;
  return h(
    'section',
    { class: `group tone-${label.tone}`, attrs: { 'data-group': group, 'aria-label': label.many } },
    h('h3', {}, icon(label.icon), label.many),
    hint,
    ...own.map((finding) => findingView(finding, shown.get(finding.id) ?? null, actions)),
  );
}

/** `above`: the section of the document that shows it in full; then everything but the first line is folded. */
function findingView(finding: ReportFinding, above: string | null, actions: Actions): HTMLElement {
  const label = groupLabel[groupOf(finding)];
  const raised = [finding.persona, ...finding.alsoRaisedBy].join(', ');
  const headingId = `finding-${finding.id}`;
  return h(
    'article',
    { class: 'finding', attrs: { 'data-finding': finding.id, 'aria-labelledby': headingId } },
    h('h4', { attrs: { id: headingId } }, h('span', { class: 'id' }, finding.id), ' ', finding.title),
    h(
      'p',
      { class: 'muted' },
      [label.one, finding.category, `${finding.confidence} confidence`, `raised by ${raised}`]
        .filter((part) => part !== '')
        .join(' · '),
    ),
    above === null
      ? bodyOf(finding, actions)
      : foldable(actions, `shown-${finding.id}`, `In full above, in "${above}". Open its evidence`, () =>
          bodyOf(finding, actions),
        ),
  );
}

function bodyOf(finding: ReportFinding, actions: Actions): HTMLElement {
  return h(
    'div',
    { class: 'finding-body' },
    renderMarkdown(finding.claim),
    finding.recommendation === ''
      ? null
      : h('div', { class: 'recommendation' }, h('h5', {}, 'Recommendation'), renderMarkdown(finding.recommendation)),
    h(
      'ul',
      { class: 'citations', attrs: { 'aria-label': 'Evidence' } },
      ...finding.citations.map((citation, index) => citationView(finding.id, index, citation, actions)),
    ),
    finding.notes.length === 0
      ? null
      : h('ul', { class: 'notes muted' }, ...finding.notes.map((note) => h('li', {}, note))),
  );
}
