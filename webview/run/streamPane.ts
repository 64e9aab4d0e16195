import type { PaneMessage } from '../../src/protocol/pane/messages.ts';
import { type RunView, type StepView, stateWords } from '../../src/protocol/pane/runView.ts';
import { runStreamId } from '../../src/protocol/stream/item.ts';
import { h, setAttrs, setText } from '../shared/dom.ts';
import { icon, setIcon } from '../shared/icon.ts';
import { busy, button } from '../shared/kit.ts';
import { formatDuration, plural } from '../shared/time.ts';
import { elapsedText, foundText, listed, percentText, silence, statusLine, tokenText } from './format.ts';
import { type Follow, pillText } from './follow.ts';
import { stateGlyphs } from './glyphs.ts';
import { actionButton } from './rows/disclosure.ts';
import type { StreamList } from './streamList.ts';

export interface StreamPanePorts {
  post(message: PaneMessage): void;
  openReport(): void;
}

/** The focused stream: who it is, the rows, and one line at the bottom that says what happens now. */
export class StreamPane {
  readonly element: HTMLElement;
  private readonly glyph = icon('circle-outline', { class: 'agent-glyph' });
  private readonly title = h('h2', { class: 'agent-title ellipsis' });
  private readonly word = h('span', { class: 'agent-word' });
  private readonly persona = h('span', { class: 'agent-chip muted ellipsis' });
  private readonly elapsed = h('span', { class: 'run-number' });
  private readonly context = h('span', { class: 'run-number agent-context' });
  private readonly stop: HTMLElement;
  private readonly empty = h('div', { class: 'empty' });
  private readonly pill: HTMLButtonElement;
  private readonly foot: HTMLElement;
  private readonly footGlyph = icon('circle-outline');
  private readonly footText = h('span', { class: 'foot-text ellipsis grow' });
  private readonly footMeta = h('span', { class: 'foot-meta' });
  private readonly head: HTMLElement;
  private readonly list: StreamList;
  private readonly ports: StreamPanePorts;
  private shown: string | null = null;
  private emptyKey = '';

  constructor(list: StreamList, ports: StreamPanePorts) {
    this.list = list;
    this.ports = ports;
    this.stop = actionButton('debug-stop', 'Stop this agent', () => {
      if (this.shown !== null && this.shown !== runStreamId) ports.post({ type: 'stopStep', step: this.shown });
    });
    const asText = actionButton('file-code', 'Show as text', () => {
      if (this.shown !== null) ports.post({ type: 'showAsText', step: this.shown });
    });
    for (const action of [this.stop, asText]) action.tabIndex = 0;
    this.head = h(
      'div',
      { class: 'agent-head' },
      ...[this.glyph, this.title, this.word, this.persona, h('span', { class: 'grow' }), this.context, this.elapsed],
      ...[this.stop, asText],
    );
    this.pill = h(
      'button',
      { class: 'pill', attrs: { type: 'button', hidden: true }, on: { click: () => list.toEnd() } },
      icon('arrow-down'),
      h('span', {}),
    );
    this.foot = h('footer', { class: 'agent-foot' }, this.footGlyph, this.footText, this.footMeta);
    const body = h('div', { class: 'agent-body' }, list.element, this.empty, this.pill);
    this.element = h(
      'main',
      { class: 'agent', attrs: { 'aria-label': 'Stream of the selected agent' } },
      this.head,
      body,
      this.foot,
    );
  }

  update(run: RunView, selected: string, now: number): void {
    this.shown = selected;
    const step = run.steps.find((entry) => entry.id === selected);
    const { header } = run;
    const state = step?.state ?? header.state;
    const glyph = stateGlyphs[state];
    setIcon(this.glyph, glyph.icon, { spin: glyph.spin === true });
    this.head.dataset.tone = glyph.tone;
    setText(this.title, step?.title ?? 'Run');
    setText(this.word, stateWords[state]);
    const chips = step === undefined ? [header.backend, header.model] : [step.persona, step.model];
    setText(this.persona, chips.filter((chip) => chip !== null).join(' · '));
    this.stop.hidden = step === undefined || step.kind === 'code' || step.state !== 'running' || !header.live;
    this.showContext(step);
    this.showEmpty(run, step, now);
    this.tick(run, selected, now);
  }

  tick(run: RunView, selected: string, now: number): void {
    const step = run.steps.find((entry) => entry.id === selected);
    setText(this.elapsed, elapsedText(step ?? run.header, now));
    this.showFoot(run, step, now);
  }

  showPill(follow: Follow, below: number, screen: number): void {
    const text = pillText(follow, below, screen);
    this.pill.hidden = text === null;
    if (text === null || !(this.pill.lastElementChild instanceof HTMLElement)) return;
    setText(this.pill.lastElementChild, text);
    setAttrs(this.pill, { 'aria-label': text === 'Jump to latest' ? text : `${text}, jump to latest` });
  }

  private showContext(step: StepView | undefined): void {
    const context = step?.context ?? null;
    const share = context === null ? 0 : context.used / context.size;
    setText(this.context, share > 0.6 ? `context ${percentText(context)}` : '');
    this.context.title = context === null ? '' : `Context window: ${context.used} of ${context.size} tokens`;
    this.context.dataset.tone = share > 0.9 ? 'failed' : '';
  }

  private showFoot(run: RunView, step: StepView | undefined, now: number): void {
    if (step === undefined) {
      const active = run.steps.filter((entry) => entry.state === 'running');
      const text = active.length === 0 ? '' : `Running: ${listed(active.map((entry) => entry.title))}`;
      this.setFoot(text === '' ? runLine(run) : text, tokenText(run.header.tokens), run.header.state, false);
      return;
    }
    const quiet = silence(step, now);
    const done = step.state !== 'running';
    const text = done ? endLine(step, now) : (quiet?.text ?? (step.now === '' ? 'Working' : step.now));
    const meta = [done ? '' : elapsedText(step, now), tokenText(step.tokens)].filter((part) => part !== '').join(' · ');
    this.setFoot(text, meta, step.state, quiet?.stuck === true);
  }

  private setFoot(text: string, meta: string, state: StepView['state'], stuck: boolean): void {
    const glyph = stateGlyphs[state];
    setIcon(this.footGlyph, glyph.icon, { spin: glyph.spin === true });
    setText(this.footText, text);
    setText(this.footMeta, meta);
    this.foot.dataset.tone = stuck ? 'attention' : glyph.tone;
  }

  /** A stream without rows says why, and what comes next. */
  private showEmpty(run: RunView, step: StepView | undefined, now: number): void {
    const visible = this.list.isEmpty;
    this.empty.hidden = !visible;
    if (!visible) return;
    const state = step?.state ?? run.header.state;
    const text = step === undefined ? runLine(run) : emptyText(step, now);
    const key = `${step?.id ?? ''} ${state} ${text}`;
    if (key === this.emptyKey) return;
    this.emptyKey = key;
    if (state === 'running') {
      this.empty.replaceChildren(busy(text));
      return;
    }
    const glyph = icon(stateGlyphs[state].icon, { class: 'empty-glyph' });
    const next = step?.remedy ?? run.header.problem;
    const resume = run.header.resumable && (state === 'interrupted' || state === 'cancelled' || state === 'blocked');
    this.empty.dataset.tone = stateGlyphs[state].tone;
    this.empty.replaceChildren(glyph, h('p', {}, text));
    if (next !== '') this.empty.append(h('p', { class: 'muted' }, next));
    if (resume) {
      const act = (): void => this.ports.post({ type: 'act', action: 'resume' });
      this.empty.append(button({ label: 'Resume Run', icon: 'debug-continue', onClick: act }));
    }
  }
}

function runLine(run: RunView): string {
  const { header } = run;
  if (header.problem !== '') return header.problem;
  if (header.reportReady) return `Report ready: ${foundText(header)}`;
  return header.state === 'interrupted'
    ? 'The run was interrupted; it can be resumed'
    : `Run ${stateWords[header.state]}`;
}

function endLine(step: StepView, now: number): string {
  const line = statusLine(step, now);
  const text = line.charAt(0).toUpperCase() + line.slice(1);
  const calls = step.toolCalls > 0 ? ` · ${plural(step.toolCalls, 'tool call')}` : '';
  const took =
    step.startedAt !== null && step.endedAt !== null ? ` · ${formatDuration(step.endedAt - step.startedAt)}` : '';
  return `${text}${took}${calls}`;
}

function emptyText(step: StepView, now: number): string {
  switch (step.state) {
    case 'running':
      return step.now === '' ? 'Starting' : step.now;
    case 'waiting':
      return step.waitingFor.length === 0 ? 'Waiting for its turn' : `Waiting for ${listed(step.waitingFor)}`;
    case 'queued':
      return 'Queued: starts when a slot is free';
    default: {
      const line = statusLine(step, now);
      return line.charAt(0).toUpperCase() + line.slice(1);
    }
  }
}
