import { type RunView, type StepView, stateWords } from '../../src/protocol/pane/runView.ts';
import { runStreamId } from '../../src/protocol/stream/item.ts';
import { closest, h, setAttrs, setText } from '../shared/dom.ts';
import { icon, setIcon } from '../shared/icon.ts';
import { elapsedText, silence, statusLine } from './format.ts';
import { stateGlyphs } from './glyphs.ts';
import { groupWaves, isOver, type Wave } from './waves.ts';

export interface RailPorts {
  select(stream: string): void;
  setAuto(on: boolean): void;
}

/** The list of streams: the run itself, then waves with their agents and code steps, in plan order and never moved. */
export class Rail {
  readonly element: HTMLElement;
  private readonly list = h('div', {
    class: 'rail-list',
    attrs: { role: 'listbox', 'aria-label': 'Agents', tabindex: -1 },
  });
  private readonly picker = h('select', { class: 'rail-picker', attrs: { 'aria-label': 'Agent' } });
  private readonly auto: HTMLElement;
  private readonly rows = new Map<string, RailRow>();
  private readonly headings = new Map<number, WaveHeading>();
  private run: RunView | null = null;
  private shape = '';

  constructor(ports: RailPorts) {
    this.auto = h(
      'button',
      {
        class: 'rail-auto',
        title: 'Show the agent that needs attention or works',
        attrs: { type: 'button', 'aria-pressed': 'true', 'aria-label': 'Follow the active agent' },
        on: { click: () => ports.setAuto(this.auto.getAttribute('aria-pressed') !== 'true') },
      },
      icon('pulse'),
    );
    const head = h('div', { class: 'rail-head' }, h('span', { class: 'grow' }, 'Agents'), this.auto);
    this.element = h(
      'nav',
      { class: 'rail', attrs: { 'aria-label': 'Agents of this run' } },
      head,
      this.picker,
      this.list,
    );
    this.list.addEventListener('click', (event) => {
      const id = closest(event, '[role=option]')?.dataset.stream;
      if (id !== undefined) ports.select(id);
    });
    this.picker.addEventListener('change', () => ports.select(this.picker.value));
  }

  update(run: RunView, selected: string | null, auto: boolean, now: number): void {
    this.run = run;
    const shape = run.steps.map((step) => `${step.id} ${step.wave}`).join(',');
    if (shape !== this.shape) {
      this.shape = shape;
      this.build(run);
    }
    this.rows.get(runStreamId)?.show(runRow(run), selected === runStreamId, now);
    for (const step of run.steps) this.rows.get(step.id)?.show(step, selected === step.id, now);
    for (const wave of groupWaves(run.steps)) this.headings.get(wave.index)?.show(wave, now);
    this.auto.setAttribute('aria-pressed', String(auto));
    if (selected !== null && this.picker.value !== selected) this.picker.value = selected;
    this.updatePicker(run);
  }

  tick(now: number): void {
    if (this.run === null) return;
    this.rows.get(runStreamId)?.tick(runRow(this.run), now);
    for (const step of this.run.steps) this.rows.get(step.id)?.tick(step, now);
    for (const wave of groupWaves(this.run.steps)) this.headings.get(wave.index)?.show(wave, now);
  }

  focus(stream: string): void {
    this.rows.get(stream)?.element.focus();
  }

  reveal(stream: string): void {
    this.rows.get(stream)?.element.scrollIntoView({ block: 'nearest' });
  }

  private build(run: RunView): void {
    this.rows.clear();
    this.headings.clear();
    const make = (id: string, thin: boolean): HTMLElement => {
      const row = new RailRow(id, thin);
      this.rows.set(id, row);
      return row.element;
    };
    const groups = groupWaves(run.steps).map((wave) => {
      const heading = new WaveHeading(wave.index);
      this.headings.set(wave.index, heading);
      const rows = wave.steps.map((step) => make(step.id, step.kind === 'code'));
      return h('div', { class: 'wave', attrs: { role: 'group' } }, heading.element, ...rows);
    });
    this.list.replaceChildren(make(runStreamId, false), ...groups);
  }

  private updatePicker(run: RunView): void {
    const wanted = [
      { id: runStreamId, text: 'Run' },
      ...run.steps.map((step) => ({ id: step.id, text: `${step.title} (${stateWords[step.state]})` })),
    ];
    wanted.forEach(({ id, text }, index) => {
      const option = this.picker.options[index];
      if (option === undefined) this.picker.append(h('option', { attrs: { value: id } }, text));
      else if (option.textContent !== text) option.textContent = text;
    });
  }
}

/** The run as the first row of the rail. */
function runRow(run: RunView): StepView {
  const { header } = run;
  const done = run.steps.filter((step) => isOver(step.state)).length;
  return {
    ...{ id: runStreamId, title: 'Run', persona: null, kind: 'agent', role: null, op: null, wave: 0 },
    ...{ state: header.state, detail: header.problem, remedy: '', now: `${done} of ${run.steps.length} steps done` },
    ...{ startedAt: header.startedAt, endedAt: header.endedAt, retryAt: null, lastEventAt: null, attempt: 0 },
    ...{
      tokens: header.tokens,
      context: null,
      toolCalls: 0,
      findings: header.findings,
      leads: header.leads,
      model: header.model,
    },
    ...{ after: [], waitingFor: [] },
  };
}

class RailRow {
  readonly element: HTMLElement;
  private readonly glyph = icon('circle-outline');
  private readonly name = h('span', { class: 'rail-name ellipsis' });
  private readonly now = h('span', { class: 'rail-now ellipsis' });
  /** The state for screen readers, when the line beside it says something else ("Reading src/a.ts"). */
  private readonly word = h('span', { class: 'sr-only' });
  private readonly elapsed = h('span', { class: 'rail-elapsed' });
  private readonly thin: boolean;

  constructor(id: string, thin: boolean) {
    this.thin = thin;
    const lines = thin
      ? [this.name, this.word, this.now]
      : [h('span', { class: 'rail-lines' }, this.name, this.word, this.now)];
    this.element = h(
      'div',
      { class: `rail-row${thin ? ' is-thin' : ''}`, attrs: { role: 'option', 'data-stream': id, tabindex: -1 } },
      h('span', { class: 'row-glyph' }, this.glyph),
      ...lines,
      this.elapsed,
    );
  }

  show(step: StepView, selected: boolean, now: number): void {
    const glyph = stateGlyphs[step.state];
    setIcon(this.glyph, glyph.icon, { spin: glyph.spin === true });
    this.element.dataset.tone = glyph.tone;
    setText(this.name, step.title);
    setAttrs(this.element, { 'aria-selected': String(selected), tabindex: selected ? 0 : -1 });
    this.element.classList.toggle('is-selected', selected);
    this.tick(step, now);
    const after = step.after.length === 0 ? '' : `\nafter: ${step.after.join(', ')}`;
    this.element.title = `${step.title}\n${statusLine(step, now)}${step.remedy === '' ? '' : `\n${step.remedy}`}${after}`;
  }

  tick(step: StepView, now: number): void {
    const line = step.id === runStreamId && step.state !== 'failed' ? step.now : statusLine(step, now);
    const word = stateWords[step.state];
    const shown = this.thin && step.state !== 'running' ? word : line;
    setText(this.now, shown);
    setText(this.word, shown.startsWith(word) ? '' : word);
    setText(this.elapsed, step.kind === 'code' && step.state !== 'running' ? '' : elapsedText(step, now));
    this.element.classList.toggle('is-stuck', silence(step, now)?.stuck === true);
  }
}

class WaveHeading {
  readonly element: HTMLElement;
  private readonly ended = h('span');
  private readonly time = h('span', { class: 'wave-time' });
  private readonly index: number;

  constructor(index: number) {
    this.index = index;
    this.element = h(
      'div',
      { class: 'wave-head', attrs: { 'aria-hidden': 'true' } },
      h('span', {}, `Wave ${index + 1}`),
      h('span', { class: 'wave-count' }, this.ended, this.time),
    );
  }

  show(wave: Wave, now: number): void {
    const time = elapsedText(wave, now);
    setText(this.ended, `${wave.ended}/${wave.steps.length}`);
    setText(this.time, time === '' ? '' : ` · ${time}`);
    this.element.classList.toggle('is-done', wave.ended === wave.steps.length);
    const group = this.element.parentElement;
    if (group !== null)
      setAttrs(group, { 'aria-label': `Wave ${this.index + 1}, ${wave.ended} of ${wave.steps.length} ended` });
  }
}
