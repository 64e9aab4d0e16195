import type { RunEvent } from '../../protocol/events.ts';
import { paneBounds } from '../../protocol/pane/messages.ts';
import { type Item, runStreamId, type StreamChange } from '../../protocol/stream/item.ts';
import { type ItemList, trimFront } from '../../protocol/stream/itemList.ts';
import { applyToRunStream, makeRunStream } from '../../protocol/stream/runStream.ts';
import { applyToStream, closeStream, makeStepStream } from '../../protocol/stream/stepStream.ts';
import type { StepStream } from '../../protocol/stream/streamWriter.ts';

/** Text of one stream that is not shown, before its older half is let go. Characters. */
const keptChars = 2_000_000;

/** Changes of one stream that an event caused. */
export interface BookChange {
  readonly step: string;
  readonly changes: readonly StreamChange[];
}

interface Entry {
  readonly stream: StepStream;
  /** Rough size in characters; an upper bound that is corrected when it grows too large. */
  chars: number;
}

/**
 * The folded streams of one run. The focused stream is kept whole; of the others only the newest rows, so that memory stays
 * bounded by the number of agents. A stream that lost rows is read again from the log when it is focused (`isWhole`).
 */
export class StreamBook {
  private readonly entries = new Map<string, Entry>();
  private readonly run = makeRunStream();
  private focused: string | null = null;

  /** Applies one event; at most two streams change (the step's and the run's). */
  apply(event: RunEvent): BookChange[] {
    const out: BookChange[] = [];
    const ofRun = applyToRunStream(this.run, event);
    if (ofRun.length > 0) out.push({ step: runStreamId, changes: ofRun });
    if ('step' in event) {
      const entry = this.entry(event.step);
      const changes = applyToStream(entry.stream, event);
      if (changes.length > 0) out.push({ step: event.step, changes });
      this.bound(entry, changes);
    }
    return out;
  }

  focus(step: string | null): void {
    const before = this.focused === null ? undefined : this.entries.get(this.focused);
    this.focused = step;
    if (before !== undefined && before.stream.step !== step) this.trim(before);
  }

  /** False when rows were let go; `replace` brings them back. */
  isWhole(step: string): boolean {
    return (this.entries.get(step)?.stream.list.dropped ?? 0) === 0;
  }

  /** Puts a stream that was read again from the log in place of the trimmed one. */
  replace(stream: StepStream): void {
    this.entries.set(stream.step, { stream, chars: 0 });
  }

  list(step: string): ItemList | undefined {
    return step === runStreamId ? this.run.list : this.entries.get(step)?.stream.list;
  }

  /** Ends every open row: nobody drives the run. */
  closeAll(at: number): void {
    for (const { stream } of this.entries.values()) closeStream(stream, at, interruptedText);
  }

  private entry(step: string): Entry {
    let entry = this.entries.get(step);
    if (entry === undefined) {
      entry = { stream: makeStepStream(step), chars: 0 };
      this.entries.set(step, entry);
    }
    return entry;
  }

  private bound(entry: Entry, changes: readonly StreamChange[]): void {
    if (entry.stream.step === this.focused) return;
    for (const change of changes) entry.chars += changeChars(change);
    const { items } = entry.stream.list;
    if (entry.chars > keptChars || items.length > paneBounds.keptItems * 1.25) this.trim(entry);
  }

  private trim(entry: Entry): void {
    const { list } = entry.stream;
    trimFront(list, paneBounds.keptItems);
    entry.chars = list.items.reduce((sum, item) => sum + itemChars(item), 0);
    if (entry.chars > keptChars) {
      trimFront(list, Math.ceil(list.items.length / 2));
      entry.chars = list.items.reduce((sum, item) => sum + itemChars(item), 0);
    }
  }
}

export const interruptedText = 'The run was interrupted before this call ended.';

function changeChars(change: StreamChange): number {
  if (change.op === 'append') return change.text.length;
  return change.op === 'remove' ? 0 : itemChars(change.item);
}

/** Characters a row costs in memory and on the wire, roughly. */
export function itemChars(item: Item): number {
  const text = 'text' in item ? item.text.length : 0;
  return 200 + text + (item.kind === 'tool' ? item.output.length + item.input.length : 0);
}
