import type { ToolStatus } from '../agentEvent.ts';
import type { FenceScanner } from './fence.ts';
import { type Item, itemId, type StreamChange } from './item.ts';
import { applyChange, getItem, type ItemList } from './itemList.ts';
import { joinStatus } from './toolStatus.ts';

/** The folded stream of one step. Owned by its holder and changed in place; the rows are immutable. */
export interface StepStream {
  readonly step: string;
  readonly list: ItemList;
  lastSeq: number;
  attempt: number;
  attemptStartedAt: number | null;
  /** Row of each call of the current attempt. */
  readonly calls: Map<string, string>;
  /** The prose or thought row that grows. */
  open: string | null;
  /** Text rows since the last turn boundary, which a `rewind` withdraws. */
  turn: string[];
  /** Boundary row that waits for its attempt to begin. */
  waiting: string | null;
  /** Why the last attempt ended early. */
  failure: string | null;
  /** Tool calls that have not ended. */
  readonly running: Set<string>;
  toolCalls: number;
  tokens: number;
  fence: FenceScanner;
}

/** Writes rows of one event and remembers the changes. */
export class StreamWriter {
  readonly changes: StreamChange[] = [];
  readonly stream: StepStream;
  readonly at: number;
  private readonly seq: number;

  constructor(stream: StepStream, event: { readonly at: number; readonly seq: number }) {
    this.stream = stream;
    this.at = event.at;
    this.seq = event.seq;
  }

  base(): { id: string; startedAt: number; endedAt: number | null } {
    const { step, attempt } = this.stream;
    return { id: itemId({ step, attempt, seq: this.seq }), startedAt: this.at, endedAt: this.at };
  }

  add(item: Item): void {
    this.emit({ op: 'add', item });
  }

  set(item: Item): void {
    this.emit({ op: 'set', item });
  }

  emit(change: StreamChange): void {
    if (applyChange(this.stream.list, change) >= 0) this.changes.push(change);
  }

  /** Ends the growing text row, if any. */
  closeText(): void {
    const { open } = this.stream;
    if (open === null) return;
    this.stream.open = null;
    const item = getItem(this.stream.list, open);
    if (item !== undefined) this.set({ ...item, endedAt: this.at });
  }

  /** A turn boundary: text before it is not withdrawn any more. */
  boundary(): void {
    this.closeText();
    this.stream.turn = [];
  }

  closeAll(status: ToolStatus, why: string): void {
    this.boundary();
    for (const id of this.stream.running) {
      const item = getItem(this.stream.list, id);
      if (item?.kind === 'tool') {
        this.set({ ...item, status: joinStatus(item.status, status), error: item.error ?? why, endedAt: this.at });
      }
    }
    this.stream.running.clear();
    this.settleWaiting();
  }

  settleWaiting(): void {
    const waiting = this.stream.waiting === null ? undefined : getItem(this.stream.list, this.stream.waiting);
    this.stream.waiting = null;
    if (waiting?.kind === 'boundary') this.set({ ...waiting, retryAt: null, endedAt: this.at });
  }
}
