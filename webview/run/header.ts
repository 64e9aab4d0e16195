import type { PaneMessage } from '../../src/protocol/pane/messages.ts';
import { type RunView, type ShownState, stateWords } from '../../src/protocol/pane/runView.ts';
import { h, setAttrs, setText } from '../shared/dom.ts';
import { icon, setIcon } from '../shared/icon.ts';
import { button, setEnabled } from '../shared/kit.ts';
import { formatCount } from '../shared/time.ts';
import { elapsedText } from './format.ts';
import { stateGlyphs, verdictGlyphs } from './glyphs.ts';
import { countStates } from './waves.ts';

export interface HeaderPorts {
  post(message: PaneMessage): void;
  /** Shows the next agent in one of these states. */
  jump(states: readonly ShownState[]): void;
}

/** Top of the pane: what runs, how it stands, how long, what it cost; Stop, Resume, Open Report; the counters. */
export class Header {
  readonly element: HTMLElement;
  private readonly glyph = icon('circle-outline');
  private readonly word = h('span', { class: 'run-word' });
  private readonly title = h('h1', { class: 'run-title ellipsis' });
  private readonly scope = h('span', { class: 'run-scope muted ellipsis' });
  private readonly elapsed = h('span', { class: 'run-number', title: 'Elapsed' });
  private readonly tokens = h('span', { class: 'run-number', title: 'Tokens used' });
  private readonly counters = h('div', {
    class: 'counters',
    attrs: { role: 'group', 'aria-label': 'Agents by state' },
  });
  private readonly state: HTMLElement;
  private readonly stop: HTMLElement;
  private readonly resume: HTMLElement;
  private readonly report: HTMLElement;
  private readonly ports: HeaderPorts;
  private run: RunView | null = null;
  private counted = '';

  constructor(ports: HeaderPorts) {
    this.ports = ports;
    const act = (action: 'stop' | 'resume' | 'openReport') => (): void => ports.post({ type: 'act', action });
    this.stop = button({ label: 'Stop', kind: 'secondary', icon: 'debug-stop', onClick: act('stop') });
    this.resume = button({ label: 'Resume', icon: 'debug-continue', onClick: act('resume') });
    this.report = button({ label: 'Open Report', icon: 'output', onClick: act('openReport') });
    this.state = h('span', { class: 'run-state' }, this.glyph, this.word);
    this.element = h(
      'header',
      { class: 'top' },
      h(
        'div',
        { class: 'top-line' },
        this.title,
        this.state,
        this.scope,
        this.elapsed,
        this.tokens,
        this.resume,
        this.stop,
        this.report,
      ),
      this.counters,
    );
  }

  update(run: RunView, now: number): void {
    this.run = run;
    const { header } = run;
    const glyph = header.verdict === null ? stateGlyphs[header.state] : verdictGlyphs[header.verdict];
    setIcon(this.glyph, glyph.icon, { spin: glyph.spin === true });
    this.state.dataset.tone = glyph.tone;
    const word = header.stopping ? 'stopping' : stateWords[header.state];
    setText(this.word, header.state === 'completed' && header.verdict !== null ? verdictWords[header.verdict] : word);
    setText(this.title, header.title);
    setText(this.scope, header.elsewhere ? `${header.scope} · driven by another window` : header.scope);
    this.scope.title = `${header.scope}\n${header.backend}${header.model === null ? '' : `, ${header.model}`}`;
    const total = header.tokens.input + header.tokens.output;
    setText(this.tokens, total === 0 ? '' : `${formatCount(total)} tokens`);
    this.stop.hidden = !header.live;
    setEnabled(this.stop, !header.stopping);
    this.resume.hidden = !header.resumable;
    this.report.hidden = !header.reportReady;
    this.updateCounters(run);
    this.tick(now);
  }

  tick(now: number): void {
    if (this.run !== null) setText(this.elapsed, elapsedText(this.run.header, now));
  }

  private updateCounters(run: RunView): void {
    const counts = countStates(run.steps);
    const key = counts.map((entry) => `${entry.count} ${entry.word}`).join(',');
    if (key === this.counted) return;
    this.counted = key;
    const focused = this.counters.contains(document.activeElement) ? (document.activeElement?.textContent ?? '') : null;
    this.counters.replaceChildren(
      ...counts.map((entry) => {
        const [state = 'waiting'] = entry.states;
        const glyph = stateGlyphs[state];
        const text = `${entry.count} ${entry.word}`;
        return h(
          'button',
          {
            class: 'counter',
            title: `Show the next agent that is ${entry.word}`,
            attrs: { type: 'button', 'data-tone': glyph.tone },
            on: { click: () => this.ports.jump(entry.states) },
          },
          icon(glyph.icon),
          text,
        );
      }),
    );
    setAttrs(this.counters, { hidden: counts.length === 0 });
    // The strip was rebuilt under the reader's hands: the button of the same state takes the focus back.
    if (focused === null) return;
    const word = focused.replace(/^\d+ /, '');
    for (const entry of this.counters.querySelectorAll('button')) if (entry.textContent.endsWith(word)) entry.focus();
  }
}

const verdictWords = { complete: 'complete', partial: 'partial', 'not-reviewed': 'not reviewed' } as const;
