import type * as vscode from 'vscode';
import type { FlowInfo, ScopeRequest } from '../../compose/App.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { ChosenBackend } from '../config.ts';
import type { Host } from '../host.ts';
import type { Answer } from './questions.ts';
import type { Memory, Preset } from './preset.ts';

export type SizeChoice = 'auto' | 'small' | 'medium' | 'large';

/** What has been answered so far. Pages fill it in order; going back keeps what was answered. */
export interface Draft {
  readonly host: Host;
  readonly memory: Memory;
  readonly preset: Preset;
  folder: vscode.WorkspaceFolder | undefined;
  flow: FlowInfo | undefined;
  scope: ScopeRequest | undefined;
  brief: string;
  size: SizeChoice;
  backend: ChosenBackend;
  plan: Plan | undefined;
}

/** Where a page is, for its title. */
export interface Place {
  readonly step: number;
  readonly steps: number;
}

/** What a page leads to. `goto` names an earlier page, to correct an answer that turned out not to work. */
export type PageEnd = Answer<'next'> | { readonly kind: 'goto'; readonly page: PageName };

/** What a row of the last page does. */
export type ConfirmChoice = 'start' | 'size' | 'backend' | 'settings' | { readonly page: PageName };

export type PageName = 'folder' | 'flow' | 'scope' | 'brief' | 'confirm';
export type PageFunction = (draft: Draft, place: Place) => Promise<PageEnd>;

export const next = { kind: 'value', value: 'next' } as const;
export const launcherTitle = 'Run Orchestrator Flow';

/** Narrows what an earlier page must have answered. */
export function answered<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a page of the launcher was shown before its turn');
  return value;
}
