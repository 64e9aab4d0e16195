import type { Report } from '../../src/protocol/report.ts';
import { h } from '../shared/dom.ts';
import { icon } from '../shared/icon.ts';
import { button } from '../shared/kit.ts';
import { formatCount, formatDuration, plural } from '../shared/time.ts';
import type { Actions } from './actions.ts';
import { verdictLabel } from './labels.ts';

const formats = [
  ['md', 'Markdown'],
  ['html', 'HTML'],
  ['json', 'JSON'],
  ['sarif', 'SARIF'],
] as const;

/** The top of the report: what it may claim, and the engine's own account of what was done. */
export function accountView(report: Report, actions: Actions): HTMLElement {
  const { run, verdict } = report;
  const label = verdictLabel[verdict];
  return h(
    'header',
    { class: 'account' },
    h('h1', {}, run.title),
    h(
      'p',
      { class: `verdict tone-${label.tone}`, attrs: { 'data-verdict': verdict } },
      icon(label.icon),
      h('strong', {}, label.word),
    ),
    reasons(report),
    report.notice === '' ? null : h('p', { class: 'note notice' }, icon('info'), report.notice),
    h('p', { class: 'muted facts' }, factLine(report)),
    run.bandReason === '' ? null : h('p', { class: 'muted' }, `Size ${run.band}: ${run.bandReason}`),
    run.brief === '' ? null : h('blockquote', { class: 'brief' }, run.brief),
    h('dl', { class: 'numbers' }, ...numbers(report).map(([name, value, note]) => number(name, value, note))),
    ...report.account.budgetNotes.map((note) => h('p', { class: 'note' }, icon('warning'), note)),
    workspaceLine(report),
    h(
      'div',
      { class: 'toolbar', attrs: { role: 'group', 'aria-label': 'Report' } },
      button({
        label: 'Open run',
        kind: 'secondary',
        icon: 'list-tree',
        onClick: () => actions.post({ type: 'openRun' }),
      }),
      h('span', { class: 'muted' }, 'Export'),
      ...formats.map(([format, name]) =>
        button({
          label: name,
          kind: 'secondary',
          title: `Export as ${name}`,
          onClick: () => actions.post({ type: 'export', format }),
        }),
      ),
    ),
    artifactButtons(report, actions),
  );
}

/** The files that the report offers: the document alone, or the page. */
function artifactButtons({ artifacts }: Report, actions: Actions): HTMLElement | null {
  if (artifacts.length === 0) return null;
  return h(
    'div',
    { class: 'toolbar', attrs: { role: 'group', 'aria-label': 'Drafts' } },
    h('span', { class: 'muted' }, 'Save draft'),
    ...artifacts.map(({ name }) =>
      button({
        label: name,
        kind: 'secondary',
        icon: 'save',
        title: `Save ${name}`,
        onClick: () => actions.post({ type: 'saveArtifact', name }),
      }),
    ),
  );
}

function reasons(report: Report): HTMLElement | null {
  if (report.verdictReasons.length === 0) return null;
  return h('ul', { class: 'reasons' }, ...report.verdictReasons.map((reason) => h('li', {}, reason)));
}

function factLine({ run, account }: Report): string {
  const dirty = run.dirty === true ? ' with uncommitted changes' : '';
  const parts = [
    run.scope,
    run.model === null ? run.backend : `${run.backend}, ${run.model}`,
    new Date(run.endedAt).toLocaleString(),
    formatDuration(account.durationMs),
    ...(run.commit === null ? [] : [`commit ${run.commit.slice(0, 10)}${dirty}`]),
  ];
  return parts.join(' · ');
}

function numbers({ account }: Report): readonly (readonly [name: string, value: string, note: string])[] {
  const { steps, files, findings, tokens } = account;
  const stepNotes = [
    ...(steps.failed === 0 ? [] : [`${steps.failed} failed`]),
    ...(steps.skipped === 0 ? [] : [`${steps.skipped} skipped`]),
  ];
  return [
    ['Steps done', `${steps.completed} of ${steps.planned}`, stepNotes.join(', ')],
    ['Files opened', `${files.opened} of ${files.inScope}`, files.skipped === 0 ? '' : `${files.skipped} skipped`],
    ['Findings raised', String(findings.raised), findings.merged === 0 ? '' : `${findings.merged} merged`],
    [
      'Findings verified',
      String(findings.verified),
      `${findings.reanchored} re-anchored, ${findings.unverified} unverified`,
    ],
    ['Excluded', String(findings.excluded), findings.suppressed === 0 ? '' : `${findings.suppressed} suppressed`],
    [
      'Tokens',
      formatCount(tokens.input + tokens.output),
      `${formatCount(tokens.input)} in, ${formatCount(tokens.output)} out`,
    ],
  ];
}

function number(name: string, value: string, note: string): HTMLElement {
  return h(
    'div',
    {},
    h('dt', {}, name),
    h('dd', {}, h('strong', {}, value), note === '' ? null : h('span', { class: 'muted' }, ` ${note}`)),
  );
}

/** The read-only promise, as measured. */
function workspaceLine(report: Report): HTMLElement {
  const { workspaceUnchanged: unchanged, workspaceChanges: changes } = report;
  if (unchanged === true)
    return h(
      'p',
      { class: 'note' },
      icon('shield'),
      'The run changed nothing in the workspace: its fingerprints before and after are the same.',
    );
  if (unchanged === null)
    return h('p', { class: 'note' }, icon('info'), 'The workspace was not compared before and after.');
  return h(
    'div',
    { class: 'note' },
    icon('warning'),
    h(
      'div',
      {},
      `${plural(changes.length, 'path')} changed while the run was under way:`,
      h('ul', { class: 'mono' }, ...changes.map((path) => h('li', {}, path))),
    ),
  );
}
