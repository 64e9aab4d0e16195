import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';

/** What a page of the launcher ended with. */
export type Answer<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'cancel' };

export const back = { kind: 'back' } as const;
export const cancelled = { kind: 'cancel' } as const;

export interface Page {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly placeholder: string;
}

/** A row. `inert` rows inform and cannot be chosen. */
export interface Row<T> extends vscode.QuickPickItem {
  readonly value?: T;
  readonly inert?: boolean;
}

/** Changes an open list. */
export interface ListHandle<T> {
  /** Replaces the rows; the active row stays the one with the same label, unless that cannot be chosen any more. */
  show(rows: readonly Row<T>[], busy?: boolean): void;
}

/**
 * A page with a list. `fill` is called once when the page is shown and may go on changing it until `signal` aborts,
 * which it does when the page closes for whatever reason.
 */
export function askList<T>(
  page: Page,
  fill: (list: ListHandle<T>, signal: AbortSignal) => void,
  active?: (row: Row<T>) => boolean,
): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<Row<T>>();
  const own = new DisposableStore();
  const open = new AbortController();
  own.add(pick);
  dress(pick, page);
  pick.placeholder = page.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  let first = true;
  const list: ListHandle<T> = {
    show(rows, busy = false) {
      if (open.signal.aborted) return;
      const before = pick.activeItems[0]?.label;
      pick.keepScrollPosition = !first;
      pick.items = rows;
      pick.busy = busy;
      const wanted =
        (first && active !== undefined ? rows.find(active) : undefined) ??
        rows.find((row) => row.label === before && row.inert !== true) ??
        rows.find((row) => row.value !== undefined && row.inert !== true);
      if (wanted !== undefined) pick.activeItems = [wanted];
      first = rows.length === 0;
    },
  };
  return new Promise<Answer<T>>((resolve) => {
    const end = (answer: Answer<T>): void => {
      resolve(answer);
      open.abort();
      own.dispose();
    };
    own.add(
      pick.onDidAccept(() => {
        const [row] = pick.selectedItems;
        if (row?.value !== undefined && row.inert !== true) end({ kind: 'value', value: row.value });
      }),
    );
    own.add(pick.onDidTriggerButton(() => end(back)));
    own.add(pick.onDidHide(() => end(cancelled)));
    pick.show();
    fill(list, open.signal);
  });
}

export interface TextPage extends Page {
  readonly value: string;
  readonly prompt: string;
  /** A sentence when the text cannot be accepted. */
  readonly refuse: (text: string) => string | undefined;
}

/** A page with a text field. The refusal is shown under the field, from the first attempt to go on. */
export function askText(page: TextPage): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  const own = new DisposableStore();
  own.add(box);
  dress(box, page);
  box.placeholder = page.placeholder;
  box.prompt = page.prompt;
  box.value = page.value;
  box.valueSelection = [0, page.value.length];
  return new Promise<Answer<string>>((resolve) => {
    const end = (answer: Answer<string>): void => {
      resolve(answer);
      own.dispose();
    };
    own.add(
      box.onDidAccept(() => {
        const refusal = page.refuse(box.value);
        if (refusal === undefined) end({ kind: 'value', value: box.value });
        else box.validationMessage = refusal;
      }),
    );
    own.add(
      box.onDidChangeValue((text) => {
        if (box.validationMessage !== undefined) box.validationMessage = page.refuse(text);
      }),
    );
    own.add(box.onDidTriggerButton(() => end(back)));
    own.add(box.onDidHide(() => end(cancelled)));
    box.show();
  });
}

function dress(input: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] }, page: Page): void {
  input.title = page.title;
  input.step = page.step;
  input.totalSteps = page.steps;
  input.ignoreFocusOut = true;
  if (page.step > 1) input.buttons = [vscode.QuickInputButtons.Back];
}
