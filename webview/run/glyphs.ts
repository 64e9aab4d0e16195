import type { ToolKind, ToolStatus } from '../../src/protocol/agentEvent.ts';
import type { ShownState } from '../../src/protocol/pane/runView.ts';
import type { Verdict } from '../../src/protocol/report.ts';
import type { ItemOf } from '../../src/protocol/stream/item.ts';
import type { IconName } from '../shared/icon.ts';

/** How a state looks: shape first, colour (a class) only on top of it. */
export interface Glyph {
  readonly icon: IconName;
  readonly tone: 'quiet' | 'muted' | 'running' | 'passed' | 'failed' | 'attention';
  readonly spin?: boolean;
}

export const stateGlyphs: Record<ShownState, Glyph> = {
  waiting: { icon: 'circle-outline', tone: 'quiet' },
  queued: { icon: 'ellipsis', tone: 'quiet' },
  running: { icon: 'loading', tone: 'running', spin: true },
  retrying: { icon: 'history', tone: 'attention' },
  interrupted: { icon: 'debug-disconnect', tone: 'attention' },
  completed: { icon: 'pass', tone: 'passed' },
  skipped: { icon: 'debug-step-over', tone: 'quiet' },
  failed: { icon: 'error', tone: 'failed' },
  blocked: { icon: 'warning', tone: 'attention' },
  cancelled: { icon: 'circle-slash', tone: 'muted' },
};

/** A run that ended is judged by what its report may claim. */
export const verdictGlyphs: Record<Verdict, Glyph> = {
  complete: { icon: 'pass', tone: 'passed' },
  partial: { icon: 'warning', tone: 'attention' },
  'not-reviewed': { icon: 'circle-slash', tone: 'attention' },
};

export const stageGlyphs: Record<ItemOf<'stage'>['state'], Glyph> = {
  pending: { icon: 'circle-outline', tone: 'quiet' },
  running: { icon: 'debug-continue', tone: 'running' },
  completed: { icon: 'pass', tone: 'passed' },
  failed: { icon: 'error', tone: 'failed' },
  blocked: { icon: 'warning', tone: 'attention' },
  cancelled: { icon: 'circle-slash', tone: 'muted' },
  skipped: { icon: 'debug-step-over', tone: 'quiet' },
  retrying: { icon: 'history', tone: 'attention' },
  info: { icon: 'info', tone: 'muted' },
};

/** Tool rows keep the glyph of their kind while all is well; anything else shows its status. */
export const toolIcons: Record<ToolKind, IconName> = {
  read: 'eye',
  search: 'search',
  list: 'list-tree',
  think: 'lightbulb',
  other: 'tools',
};

export const toolWords: Record<ToolKind, string> = {
  read: 'Read',
  search: 'Search',
  list: 'List',
  think: 'Think',
  other: 'Tool',
};

export const toolGlyphs: Record<ToolStatus, Glyph | null> = {
  pending: { icon: 'circle-outline', tone: 'quiet' },
  running: { icon: 'loading', tone: 'running', spin: true },
  completed: null,
  failed: { icon: 'error', tone: 'failed' },
  cancelled: { icon: 'circle-slash', tone: 'muted' },
  blocked: { icon: 'shield', tone: 'attention' },
};
