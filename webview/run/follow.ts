import type { PaneState } from '../../src/protocol/pane/messages.ts';

/** `follow`: the end stays in view. `detached`: the anchor row stays where it is, `unseen` rows came below meanwhile. */
export type Follow = PaneState['follow'][string];

export interface Anchor {
  readonly id: string;
  /** Pixels from the top of the viewport to the top of the row; negative when the row begins above it. */
  readonly offset: number;
}

/** Geometry at the time of an event. */
export interface Metrics {
  /** Pixels from the lower edge of the viewport to the end of the content. */
  readonly below: number;
  /** The viewport has a size: the pane is shown. */
  readonly shown: boolean;
  /** Content is taller than the viewport. */
  readonly scrollable: boolean;
  /** First row in view. */
  readonly anchor: Anchor | null;
}

export type FollowEvent =
  /** Wheel up, touch, scrollbar drag, PageUp, Home, arrow up, find, or focus moved to a row above. */
  | { readonly type: 'upIntent' }
  /** The scroll position changed. `byUs`: we wrote it. */
  | { readonly type: 'scrolled'; readonly byUs: boolean; readonly down: boolean }
  /** End, G, the pill. */
  | { readonly type: 'toEnd' }
  /** Rows came, grew or were measured, or the viewport changed its size. `added`: rows below. */
  | { readonly type: 'grew'; readonly added: number }
  /** The user opened a row. `leaves`: sticking to the end would push its header out of view. */
  | { readonly type: 'opened'; readonly header: Anchor; readonly leaves: boolean }
  /** The pane became visible again, or was loaded. */
  | { readonly type: 'shown' };

export type FollowEffect = 'none' | 'stick' | 'restore';
export interface FollowStep {
  readonly state: Follow;
  readonly effect: FollowEffect;
}

/** Closer to the end than this counts as the end. Pixels. */
const nearEnd = 24;

export const following: Follow = { mode: 'follow' };

/**
 * The follow mode of one stream. Detaches on what the user means, never on geometry, so that growth of the content cannot
 * break it; a detached view is never moved except to keep its anchor in place.
 */
export function stepFollow(state: Follow, event: FollowEvent, metrics: Metrics): FollowStep {
  if (!metrics.shown && event.type !== 'shown') return { state, effect: 'none' };
  return state.mode === 'follow' ? whileFollowing(state, event, metrics) : whileDetached(state, event, metrics);
}

function whileFollowing(state: Follow, event: FollowEvent, metrics: Metrics): FollowStep {
  switch (event.type) {
    case 'upIntent':
      return metrics.scrollable ? { state: detach(metrics.anchor), effect: 'none' } : { state, effect: 'none' };
    case 'scrolled':
      // A position that moved up without us is a drag of the scrollbar or a script-driven scroll such as find.
      if (event.byUs || event.down || metrics.below <= nearEnd) return { state, effect: 'none' };
      return { state: detach(metrics.anchor), effect: 'none' };
    case 'opened':
      return event.leaves ? { state: detach(event.header), effect: 'restore' } : { state, effect: 'stick' };
    case 'toEnd':
    case 'grew':
    case 'shown':
      return { state, effect: 'stick' };
  }
}

function whileDetached(state: Follow, event: FollowEvent, metrics: Metrics): FollowStep {
  const unseen = state.mode === 'detached' ? state.unseen : 0;
  switch (event.type) {
    case 'upIntent':
      return { state: detach(metrics.anchor, unseen, state), effect: 'none' };
    case 'scrolled':
      if (event.byUs) return { state, effect: 'none' };
      if (event.down && metrics.below <= nearEnd) return { state: following, effect: 'stick' };
      return { state: detach(metrics.anchor, unseen, state), effect: 'none' };
    case 'toEnd':
      return { state: following, effect: 'stick' };
    case 'grew':
      return { state: detach(null, unseen + event.added, state), effect: 'restore' };
    case 'opened':
      return { state: detach(event.header, unseen), effect: 'restore' };
    case 'shown':
      return { state, effect: 'restore' };
  }
}

/** Detached at `anchor`, or where it was when there is none. */
function detach(anchor: Anchor | null, unseen = 0, before: Follow = following): Follow {
  const at = anchor ?? (before.mode === 'detached' ? { id: before.anchor, offset: before.offset } : null);
  if (at === null) return following;
  return { mode: 'detached', anchor: at.id, offset: at.offset, unseen };
}

/** What the jump button says, or null when it is not shown. `screen` is the height of the viewport in pixels. */
export function pillText(state: Follow, below: number, screen: number): string | null {
  if (state.mode === 'follow') return null;
  if (state.unseen > 0) return `${state.unseen} new`;
  return below > Math.min(screen, 64) ? 'Jump to latest' : null;
}
