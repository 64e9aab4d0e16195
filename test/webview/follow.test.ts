import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Follow,
  type FollowEvent,
  following,
  type Metrics,
  pillText,
  stepFollow,
} from '../../webview/run/follow.ts';

const here = { id: 's:1:9', offset: -4 };
const metrics = (change: Partial<Metrics> = {}): Metrics => ({
  below: 500,
  shown: true,
  scrollable: true,
  anchor: here,
  ...change,
});
const detached: Follow = { mode: 'detached', anchor: 's:1:5', offset: 12, unseen: 2 };
const growth: FollowEvent = { type: 'grew', added: 3 };

describe('follow mode', () => {
  it('leaves the end on the wish to read, before anything has moved', () => {
    const { state, effect } = stepFollow(following, { type: 'upIntent' }, metrics({ below: 0 }));
    assert.deepEqual(state, { mode: 'detached', anchor: 's:1:9', offset: -4, unseen: 0 });
    assert.equal(effect, 'none');
  });

  it('ignores the wish when there is nothing to scroll', () => {
    assert.deepEqual(stepFollow(following, { type: 'upIntent' }, metrics({ scrollable: false })).state, following);
  });

  it('sticks to the end whatever grows, by any amount', () => {
    assert.deepEqual(stepFollow(following, growth, metrics({ below: 9000 })), { state: following, effect: 'stick' });
  });

  it('is not disturbed by its own scrolling', () => {
    const ours: FollowEvent = { type: 'scrolled', byUs: true, down: false };
    assert.deepEqual(stepFollow(following, ours, metrics()).state, following);
    assert.deepEqual(stepFollow(detached, ours, metrics()).state, detached);
  });

  it('leaves the end when the scrollbar is dragged up', () => {
    const { state } = stepFollow(following, { type: 'scrolled', byUs: false, down: false }, metrics());
    assert.equal(state.mode, 'detached');
  });

  it('keeps the place and counts what came below', () => {
    assert.deepEqual(stepFollow(detached, growth, metrics()), { state: { ...detached, unseen: 5 }, effect: 'restore' });
  });

  it('follows again only when the reader scrolls down to the end', () => {
    const scroll = (down: boolean, below: number) =>
      stepFollow(detached, { type: 'scrolled', byUs: false, down }, metrics({ below })).state.mode;
    assert.equal(scroll(true, 24), 'follow');
    assert.equal(scroll(true, 25), 'detached');
    assert.equal(scroll(false, 10), 'detached');
  });

  it('comes back with the pill, End and G', () => {
    assert.deepEqual(stepFollow(detached, { type: 'toEnd' }, metrics()), { state: following, effect: 'stick' });
  });

  it('anchors an opened row at its header when sticking would push it out of view', () => {
    const opened = (leaves: boolean): FollowEvent => ({ type: 'opened', header: { id: 'h', offset: 7 }, leaves });
    const { state, effect } = stepFollow(following, opened(true), metrics());
    assert.deepEqual([state, effect], [{ mode: 'detached', anchor: 'h', offset: 7, unseen: 0 }, 'restore']);
    assert.equal(stepFollow(following, opened(false), metrics()).effect, 'stick');
    assert.deepEqual(stepFollow(detached, opened(false), metrics()).state, {
      mode: 'detached',
      anchor: 'h',
      offset: 7,
      unseen: 2,
    });
  });

  it('ignores all geometry while hidden, and sticks or restores when shown', () => {
    const hidden = metrics({ shown: false, below: 0, anchor: null });
    for (const event of [growth, { type: 'upIntent' }, { type: 'scrolled', byUs: false, down: false }] as const) {
      assert.deepEqual(stepFollow(following, event, hidden), { state: following, effect: 'none' });
      assert.deepEqual(stepFollow(detached, event, hidden), { state: detached, effect: 'none' });
    }
    assert.equal(stepFollow(following, { type: 'shown' }, metrics()).effect, 'stick');
    assert.equal(stepFollow(detached, { type: 'shown' }, metrics()).effect, 'restore');
  });

  it('never moves a detached reader by growth, resize or our own scrolling, in any order', () => {
    const quiet = fc.oneof(
      fc.nat(20).map((added): FollowEvent => ({ type: 'grew', added })),
      fc.boolean().map((down): FollowEvent => ({ type: 'scrolled', byUs: true, down })),
      fc.constant<FollowEvent>({ type: 'shown' }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(quiet, fc.nat(3000))), (events) => {
        let state: Follow = detached;
        for (const [event, below] of events) state = stepFollow(state, event, metrics({ below })).state;
        assert.ok(state.mode === 'detached');
        assert.deepEqual([state.anchor, state.offset], ['s:1:5', 12]);
      }),
    );
  });

  it('says on the pill what is below', () => {
    assert.equal(pillText(following, 4000, 600), null);
    assert.equal(pillText(detached, 30, 600), '2 new');
    assert.equal(pillText({ ...detached, unseen: 0 }, 800, 600), 'Jump to latest');
    assert.equal(pillText({ ...detached, unseen: 0 }, 30, 600), null);
  });
});
