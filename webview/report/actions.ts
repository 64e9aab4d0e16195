import type { ReportPaneMessage } from '../../src/protocol/pane/reportMessages.ts';

/** What the views of the report may ask for. */
export interface Actions {
  post(message: ReportPaneMessage): void;
  /** Whether a foldable part is open, and a note that it was opened or closed by the reader. */
  isOpen(id: string): boolean;
  setOpen(id: string, open: boolean): void;
}
