// Must come first: see the module.
import '../shared/noEval.ts';
import {
  parseReportHostMessage,
  parseReportPaneState,
  type ReportHostMessage,
  type ReportPaneMessage,
  type ReportPaneState,
} from '../../src/protocol/pane/reportMessages.ts';
import type { Report } from '../../src/protocol/report.ts';
import { assertNever } from '../../src/base/assertNever.ts';
import { makeBridge } from '../shared/bridge.ts';
import { h, replaceChildren, setText } from '../shared/dom.ts';
import { icon } from '../shared/icon.ts';
import { busy } from '../shared/kit.ts';
import { routeLinks } from '../shared/markdown.ts';
import { accountView } from './accountView.ts';
import type { Actions } from './actions.ts';
import { appendixView } from './appendixView.ts';
import { contentsView, sectionViews } from './documentView.ts';
import { findingsView } from './findingsView.ts';
import { linkIds } from './idLinks.ts';

/** Scrolling is stored after it rests, not while it lasts. */
const saveDelayMs = 200;
const noticeMs = 8000;

const bridge = makeBridge<ReportHostMessage, ReportPaneMessage>(parseReportHostMessage);
let state: ReportPaneState | undefined = parseReportPaneState(bridge.getState());

const root = h('main', { class: 'report' }, busy('Loading the report'));
const notice = h('div', { class: 'toast', attrs: { role: 'status' } });
notice.hidden = true;
document.body.append(root, notice);

function save(change: Partial<ReportPaneState>): void {
  if (state === undefined) return;
  state = { ...state, ...change };
  bridge.setState(state);
}

const actions: Actions = {
  post: (message) => bridge.post(message),
  isOpen: (id) => state?.open.includes(id) === true,
  setOpen(id, open) {
    const others = (state?.open ?? []).filter((known) => known !== id);
    save({ open: open ? [...others, id].slice(-200) : others });
  },
};

function showReport(report: Report): void {
  const known = state?.runId === report.run.id ? state : undefined;
  state = known ?? { v: 1, runId: report.run.id, filter: 'all', open: [], scroll: 0 };
  bridge.setState(state);
  const { scroll, filter } = state;
  replaceChildren(
    root,
    accountView(report, actions),
    contentsView(report, root),
    ...sectionViews(report, ['lead', 'body']),
    findingsView(report, actions, filter, (wanted) => save({ filter: wanted })),
    ...appendixView(report, actions),
  );
  linkIds(root, new Set(report.findings.map((finding) => finding.id)), goTo);
  document.title = report.run.title;
  requestAnimationFrame(() => window.scrollTo(0, scroll));
}

/** Shows the finding or record of an id; a filter that hides it is lifted. */
function goTo(id: string): void {
  const target = document.getElementById(`finding-${id}`) ?? document.getElementById(`record-${id}`);
  if (target === null) return;
  if (target.closest('[hidden]') !== null) root.querySelector<HTMLElement>('[data-filter="all"]')?.click();
  target.tabIndex = -1;
  target.scrollIntoView({ block: 'start' });
  target.focus({ preventScroll: true });
}

function showNotice(message: string): void {
  setText(notice, message);
  notice.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    notice.hidden = true;
  }, noticeMs);
}
let noticeTimer: ReturnType<typeof setTimeout> | undefined;

function receive(message: ReportHostMessage): void {
  switch (message.type) {
    case 'report':
      return showReport(message.report);
    case 'problem':
      return replaceChildren(root, h('p', { class: 'note', attrs: { role: 'alert' } }, icon('error'), message.message));
    case 'notice':
      return showNotice(message.message);
    default:
      assertNever(message);
  }
}

routeLinks(root, {
  onFile: ({ path, line, endLine }) => bridge.post({ type: 'openPath', path, line, endLine }),
  onUrl: (url) => bridge.post({ type: 'link', url }),
  onCopy: (text) => bridge.post({ type: 'copy', text: text.slice(0, 200_000) }),
});

let saveTimer: ReturnType<typeof setTimeout> | undefined;
window.addEventListener(
  'scroll',
  () => {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => save({ scroll: window.scrollY }), saveDelayMs);
  },
  { passive: true },
);

bridge.listen(receive, (problem) => showNotice(`This report could not be read: ${problem}.`));
bridge.post({ type: 'ready' });
