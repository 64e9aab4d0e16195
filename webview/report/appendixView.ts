import type { Report } from '../../src/protocol/report.ts';
import { type Child, h } from '../shared/dom.ts';
import type { Actions } from './actions.ts';
import { sectionViews } from './documentView.ts';
import { foldable } from './foldable.ts';

/** Everything after the findings: texts of the flow, then what was left out, asked, assumed and not done, and who took part. */
export function appendixView(report: Report, actions: Actions): Child[] {
  return [
    ...sectionViews(report, ['appendix']),
    questions(report),
    part(report.excluded.length, 'Excluded', () =>
      foldable(actions, 'excluded', `${report.excluded.length} raised, but not shown as findings`, () =>
        table(
          'Excluded',
          ['Title', 'Raised by', 'Rule', 'Reason'],
          report.excluded.map((row) => [row.title, row.persona, row.rule, row.reason]),
        ),
      ),
    ),
    part(report.notRun.length, 'Not run', () => h('ul', {}, ...report.notRun.map((line) => h('li', {}, line)))),
    part(report.roster.length, 'Agents', () =>
      foldable(actions, 'roster', rosterText(report), () =>
        table(
          'Agents',
          ['Agent', 'Angle', 'Took part', 'Why'],
          report.roster.map((row) => [row.persona, row.angle, row.included ? 'yes' : 'no', row.reason]),
        ),
      ),
    ),
    part(report.steps.length, 'Steps', () =>
      foldable(actions, 'steps', `${report.account.steps.completed} of ${report.steps.length} completed`, () =>
        table(
          'Steps',
          ['Step', 'Agent', 'State', 'Note'],
          report.steps.map((row) => [row.title, row.persona ?? 'engine', row.state, row.note]),
        ),
      ),
    ),
    part(report.trimmed.length, 'Trimmed inputs', () =>
      foldable(actions, 'trimmed', 'Cut so that a prompt fits its model', () =>
        h('ul', {}, ...report.trimmed.map((line) => h('li', {}, line))),
      ),
    ),
    part(report.skippedFiles.length, 'Skipped files', () =>
      foldable(actions, 'skipped', `${report.account.files.skipped} not looked at`, () =>
        table(
          'Skipped files',
          ['Path', 'Reason'],
          report.skippedFiles.map((row) => [row.path, row.reason]),
        ),
      ),
    ),
    part(report.account.files.openedList.length, 'Opened files', () =>
      foldable(actions, 'opened', `${report.account.files.opened} opened by agents`, () =>
        h('ul', { class: 'mono plain' }, ...report.account.files.openedList.map((path) => h('li', {}, path))),
      ),
    ),
    h('footer', { class: 'muted mono' }, `run ${report.run.id} · plan ${report.run.planHash.slice(0, 16)}`),
  ];
}

function part(amount: number, heading: string, body: () => Child): HTMLElement | null {
  return amount === 0 ? null : h('section', {}, h('h2', {}, heading), body());
}

function questions(report: Report): HTMLElement | null {
  return part(report.openQuestions.length, 'Open questions', () =>
    h(
      'ul',
      { class: 'questions' },
      ...report.openQuestions.map(({ question, assumption, persona }) =>
        h(
          'li',
          {},
          question,
          assumption === '' ? null : h('span', { class: 'muted' }, ` Assumed: ${assumption}`),
          h('span', { class: 'muted' }, ` (${persona})`),
        ),
      ),
    ),
  );
}

function rosterText({ roster }: Report): string {
  return `${roster.filter((entry) => entry.included).length} of ${roster.length} took part`;
}

/** A table that becomes a list of labelled lines when the pane is narrow. */
function table(name: string, columns: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  return h(
    'table',
    { class: 'rows', attrs: { 'aria-label': name } },
    h('thead', {}, h('tr', {}, ...columns.map((column) => h('th', { attrs: { scope: 'col' } }, column)))),
    h(
      'tbody',
      {},
      ...rows.map((row) =>
        h('tr', {}, ...row.map((cell, index) => h('td', { attrs: { 'data-label': columns[index] } }, cell))),
      ),
    ),
  );
}
