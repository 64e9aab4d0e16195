import { assertNever } from '../../src/base/assertNever.ts';
import {
  type BatchMessage,
  type HostMessage,
  type PaneMessage,
  paneBounds,
  type PaneState,
  parsePaneState,
} from '../../src/protocol/pane/messages.ts';
import type { RunView, ShownState } from '../../src/protocol/pane/runView.ts';
import type { StreamDetail } from '../../src/protocol/stream/rows.ts';
import type { Bridge } from '../shared/bridge.ts';
import { h } from '../shared/dom.ts';
import { busy } from '../shared/kit.ts';
import { routeLinks } from '../shared/markdown.ts';
import { Announcer, describeChange, describeRunChange } from './announcer.ts';
import { HostClock } from './clock.ts';
import { type Follow, following } from './follow.ts';
import { Header } from './header.ts';
import { listenToKeys } from './keyboard.ts';
import { Rail } from './rail.ts';
import { chooseStream, neighbour, neighbourWave, nextInState } from './selection.ts';
import { StreamList } from './streamList.ts';
import { StreamPane } from './streamPane.ts';

/** Changes of the kept state are stored at most this often. */
const saveMs = 300;

/** The run pane: takes messages of the host, keeps what the reader did, and brings both onto the screen. */
export class RunApp {
  private readonly bridge: Bridge<HostMessage, PaneMessage>;
  private readonly clock = new HostClock();
  private readonly header: Header;
  private readonly rail: Rail;
  private readonly list: StreamList;
  private readonly stream: StreamPane;
  private readonly announcer: Announcer;
  private readonly layout: HTMLElement;
  private readonly loading = h('div', { class: 'loading' }, busy('Reading the run'));

  private run: RunView | null = null;
  private seq = 0;
  private detail: StreamDetail = 'concise';
  private selected: string | null = null;
  private sticky = false;
  private readonly open = new Set<string>();
  private readonly follows = new Map<string, Follow>();
  /** Urgent states that were shown once: they do not draw the view again. */
  private readonly seen = new Set<string>();
  private saving: number | undefined;
  /** The page of the selected stream has arrived. */
  private filled = false;

  constructor(root: HTMLElement, bridge: Bridge<HostMessage, PaneMessage>) {
    this.bridge = bridge;
    const post = (message: PaneMessage): void => bridge.post(message);
    this.header = new Header({ post, jump: (states) => this.jump(states) });
    this.rail = new Rail({ select: (id) => this.choose(id), setAuto: (on) => this.setAuto(on) });
    this.list = new StreamList({
      context: {
        isOpen: (id) => this.open.has(id),
        now: () => this.clock.now(),
        post,
        select: (step) => this.choose(step),
      },
      setOpen: (id, open) => this.remember(id, open),
      requestOlder: (before) => {
        if (this.selected !== null) post({ type: 'older', step: this.selected, before });
      },
      onFollow: (state, below, screen) => {
        this.stream.showPill(state, below, screen);
        this.save();
      },
    });
    this.stream = new StreamPane(this.list, { post, openReport: () => post({ type: 'act', action: 'openReport' }) });
    const polite = h('div', { class: 'sr-only', attrs: { 'aria-live': 'polite', role: 'status' } });
    const assertive = h('div', { class: 'sr-only', attrs: { 'aria-live': 'assertive', role: 'alert' } });
    this.announcer = new Announcer(polite, assertive);
    this.layout = h('div', { class: 'layout', attrs: { hidden: true } }, this.rail.element, this.stream.element);
    this.header.element.hidden = true;
    root.append(this.header.element, this.layout, this.loading, polite, assertive);
    this.listen();
  }

  start(): void {
    this.restore(parsePaneState(this.bridge.getState()));
    this.bridge.listen((message) => this.receive(message));
    this.bridge.post({ type: 'ready' });
    window.setInterval(() => this.tick(), 1000);
  }

  private listen(): void {
    routeLinks(this.list.element, {
      onFile: (link) => this.bridge.post({ type: 'openPath', path: link.path, line: link.line, endLine: link.endLine }),
      onUrl: (url) => this.bridge.post({ type: 'link', url }),
      onCopy: (text) => this.copy(text),
    });
    listenToKeys({
      list: this.list,
      moveAgent: (by) => this.moveTo(this.run === null ? null : neighbour(this.run, this.selected, by)),
      moveWave: (by) => this.moveTo(this.run === null ? null : neighbourWave(this.run, this.selected, by)),
      focusRail: () => this.selected !== null && this.rail.focus(this.selected),
      nextBlocked: () => this.jump(['blocked']),
      copy: (text) => this.copy(text),
      inRail: () => this.rail.element.contains(document.activeElement),
    });
  }

  // ---- messages -------------------------------------------------------------------------------------------------

  private receive(message: HostMessage): void {
    switch (message.type) {
      case 'snapshot':
        this.clock.sync(message.now);
        this.seq = message.seq;
        this.detail = message.detail;
        this.announceChanges(message.run);
        this.run = message.run;
        this.showLayout();
        this.chooseAutomatically(true);
        this.draw();
        this.save();
        return;
      case 'page':
        this.takePage(message);
        return;
      case 'batch':
        this.takeBatch(message);
        return;
      case 'problem':
        this.loading.hidden = false;
        this.loading.replaceChildren(h('p', { class: 'problem', attrs: { role: 'alert' } }, message.message));
        return;
      default:
        assertNever(message);
    }
  }

  private takeBatch(batch: BatchMessage): void {
    this.clock.sync(batch.now);
    this.bridge.post({ type: 'ack', seq: batch.seq });
    if (this.run === null || batch.after !== this.seq) {
      this.bridge.post({ type: 'catchUp', after: this.seq });
      return;
    }
    this.seq = batch.seq;
    if (batch.header !== null || batch.steps.length > 0) {
      const changed = new Map(batch.steps.map((step) => [step.id, step]));
      const next: RunView = {
        ...this.run,
        header: batch.header ?? this.run.header,
        steps: this.run.steps.map((step) => changed.get(step.id) ?? step),
      };
      this.announceChanges(next);
      this.run = next;
    }
    if (batch.stream !== null && batch.stream.step === this.selected && this.filled)
      this.list.apply(batch.stream.changes);
    if (batch.header !== null || batch.steps.length > 0) this.chooseAutomatically(false);
    this.draw();
  }

  private takePage(page: Extract<HostMessage, { type: 'page' }>): void {
    if (page.step !== this.selected) return;
    if (page.mode === 'older') this.list.prepend(page.items, page.hasOlder);
    else if (this.filled) this.list.refill(page.items, page.hasOlder);
    else {
      this.filled = true;
      this.list.show(page.items, page.hasOlder, this.detail, this.follows.get(page.step) ?? following);
    }
    this.draw();
  }

  private announceChanges(next: RunView): void {
    const before = new Map(this.run?.steps.map((step) => [step.id, step]));
    for (const step of next.steps) this.announcer.say(describeChange(before.get(step.id), step));
    this.announcer.say(describeRunChange(this.run?.header, next.header));
  }

  // ---- selection ------------------------------------------------------------------------------------------------

  /** Follows the work unless the reader chose a stream, reads back in this one, or has text selected. */
  private chooseAutomatically(first: boolean): void {
    if (this.run === null) return;
    if (!first && this.sticky) return;
    const reading = this.list.follow.mode === 'detached' || window.getSelection()?.isCollapsed === false;
    if (!first && reading) return;
    const next = chooseStream(this.run, this.selected, { sticky: this.sticky || (first && reading), seen: this.seen });
    if (next !== this.selected || !this.filled) this.show(next);
  }

  private choose(id: string): void {
    this.sticky = true;
    this.show(id);
    this.draw();
  }

  private moveTo(id: string | null): void {
    if (id === null || this.run === null) return;
    const inRail = this.rail.element.contains(document.activeElement);
    this.choose(id);
    this.rail.reveal(id);
    if (inRail) this.rail.focus(id);
  }

  private jump(states: readonly ShownState[]): void {
    if (this.run !== null) this.moveTo(nextInState(this.run, this.selected, states));
  }

  private setAuto(on: boolean): void {
    this.sticky = !on;
    this.chooseAutomatically(on);
    this.draw();
    this.save();
  }

  private show(id: string): void {
    if (this.filled && this.selected !== null) this.follows.set(this.selected, this.list.follow);
    this.selected = id;
    this.filled = false;
    const state = this.run?.steps.find((step) => step.id === id)?.state;
    if (state !== undefined) this.seen.add(`${id} ${state}`);
    this.list.show([], false, this.detail, following);
    this.bridge.post({ type: 'select', step: id });
    this.save();
  }

  // ---- drawing and keeping --------------------------------------------------------------------------------------

  private showLayout(): void {
    this.loading.hidden = true;
    this.layout.hidden = false;
    this.header.element.hidden = false;
  }

  private draw(): void {
    if (this.run === null || this.selected === null) return;
    const now = this.clock.now();
    this.header.update(this.run, now);
    this.rail.update(this.run, this.selected, !this.sticky, now);
    this.stream.update(this.run, this.selected, now);
  }

  private tick(): void {
    if (this.run === null || this.selected === null) return;
    const now = this.clock.now();
    this.header.tick(now);
    this.rail.tick(now);
    this.stream.tick(this.run, this.selected, now);
    this.list.tick();
  }

  private remember(id: string, open: boolean): void {
    if (open) this.open.add(id);
    else this.open.delete(id);
    this.save();
  }

  private copy(text: string): void {
    if (text !== '') this.bridge.post({ type: 'copy', text: text.slice(0, paneBounds.copyChars) });
  }

  private restore(state: PaneState | undefined): void {
    if (state === undefined) return;
    this.selected = state.selected;
    this.sticky = state.sticky;
    for (const id of state.open) this.open.add(id);
    for (const [id, follow] of Object.entries(state.follow)) this.follows.set(id, follow);
  }

  private save(): void {
    this.saving ??= window.setTimeout(() => {
      this.saving = undefined;
      if (this.run === null) return;
      if (this.filled && this.selected !== null) this.follows.set(this.selected, this.list.follow);
      const state: PaneState = {
        v: 1,
        runId: this.run.runId,
        selected: this.selected,
        sticky: this.sticky,
        follow: Object.fromEntries([...this.follows].filter(([, follow]) => follow.mode === 'detached')),
        open: [...this.open].slice(-500),
        railHidden: false,
      };
      this.bridge.setState(state);
    }, saveMs);
  }
}
