import type { PaneMessage } from '../../../src/protocol/pane/messages.ts';
import type { Row } from '../../../src/protocol/stream/rows.ts';

/** What rows need from the pane around them. */
export interface RowContext {
  isOpen(id: string): boolean;
  /** Opens or closes a row; the list keeps the scroll position and calls `update` again. */
  toggle(id: string): void;
  /** The host's clock, ms since the epoch. */
  now(): number;
  post(message: PaneMessage): void;
  select(step: string): void;
}

/** One row in the document. It lives as long as the row is mounted; what must outlive that is kept by the context. */
export interface RowView {
  readonly element: HTMLElement;
  update(row: Row): void;
  /** Once a second, for durations of what runs. */
  tick?(): void;
  /** Enter on the row. */
  activate?(): void;
  /** What `c` copies. */
  copyText?(): string;
}
