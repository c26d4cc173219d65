import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import type { JobView } from '@sets/jobs';
import { byteString, JsonText } from '@sets/service-kit';
import { expect, it } from 'vitest';
import type { JobAnswer } from './job-answer.ts';
import { createJobPolls, FINISHED_KEPT_MS, LIVE_KEPT_MS } from './job-polls.ts';

const ME = 'me';

/** A store with one job as the test has it; counts how often it is read. */
function pollsOf({ maxBytes = 1_000_000, text = '{}' } = {}) {
  const clock = createManualClock();
  let reads = 0;
  let state: 'live' | 'done' | 'deleted' | 'silent' = 'live';
  let held: Promise<void> = Promise.resolve();
  const polls = createJobPolls({
    store: {
      views: {
        async read() {
          reads += 1;
          const seen = state;
          await held;
          if (seen === 'silent') {
            throw new ProblemError('storage_unavailable');
          }
          return seen === 'deleted' ? null : ({ id: seen } as JobView);
        },
      },
    },
    answerOf: (view): JobAnswer => ({
      ...{ updated: view.id, etag: view.id, retryAfter: null, live: view.id === 'done' ? null : view },
      body: new JsonText(byteString(text)),
    }),
    ...{ clock, maxBytes },
  });
  return {
    clock,
    polls,
    reads: () => reads,
    become(next: typeof state) {
      state = next;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

it('reads a live job once for everybody within a quarter of a second', async () => {
  const { polls, reads, clock } = pollsOf();
  await Promise.all(Array.from({ length: 100 }, () => polls.look('a', ME)));
  clock.advance(LIVE_KEPT_MS - 1);
  await polls.look('a', ME);
  expect(reads()).toBe(1);
  clock.advance(1);
  await polls.look('a', ME);
  expect(reads()).toBe(2);
});

it('reads a finished job no more, until it may have been deleted elsewhere', async () => {
  const { polls, reads, clock, become } = pollsOf();
  become('done');
  await polls.look('a', ME);
  become('deleted');
  clock.advance(FINISHED_KEPT_MS - 1);
  expect(await polls.look('a', ME)).toMatchObject({ live: null });
  expect(reads()).toBe(1);
  clock.advance(1);
  expect(await polls.look('a', ME)).toBeNull();
});

it('forgets at once what was deleted here, also what a read under way has seen before', async () => {
  const { polls, become, hold } = pollsOf();
  become('done');
  await polls.look('a', ME);
  become('deleted');
  polls.forget('a', ME);
  expect(await polls.look('a', ME)).toBeNull();

  become('done');
  const release = hold();
  const underWay = polls.look('b', ME);
  await Promise.resolve();
  become('deleted');
  polls.forget('b', ME);
  release();
  await underWay;
  expect(await polls.look('b', ME)).toBeNull();
});

it('shares a failure, and asks again after it', async () => {
  const { polls, reads, clock, become } = pollsOf();
  become('silent');
  for (let n = 0; n < 10; n += 1) {
    await expect(polls.look('a', ME)).rejects.toMatchObject({ code: 'storage_unavailable' });
  }
  expect(reads()).toBe(1);
  become('live');
  clock.advance(LIVE_KEPT_MS);
  expect(await polls.look('a', ME)).not.toBeNull();
});

it('keeps finished jobs within its bytes, and lets go of the one that was asked for longest ago', async () => {
  const { polls, reads, become } = pollsOf({ maxBytes: 5_000, text: 'x'.repeat(1_000) });
  become('done');
  for (const id of ['a', 'b', 'a', 'c']) {
    await polls.look(id, ME);
  }
  expect([reads(), polls.bytes]).toEqual([3, 4_000]);
  await polls.look('a', ME);
  expect(reads()).toBe(3);
  await polls.look('b', ME);
  expect(reads()).toBe(4);
});

it('keeps what one caller sees from another', async () => {
  const { polls, reads, become } = pollsOf();
  become('done');
  await polls.look('a', ME);
  become('deleted');
  expect(await polls.look('a', 'another')).toBeNull();
  expect([reads(), (await polls.look('a', ME))?.etag]).toEqual([2, 'done']);
});

it('forgets everything at once where jobs of others were removed, also what a read under way has seen', async () => {
  const { polls, become, hold } = pollsOf();
  become('done');
  await polls.look('a', ME);
  const release = hold();
  const underWay = polls.look('b', ME);
  await Promise.resolve();
  become('deleted');
  polls.forgetAll();
  release();
  await underWay;
  expect(polls.bytes).toBe(0);
  expect([await polls.look('a', ME), await polls.look('b', ME)]).toEqual([null, null]);
});

it('counts the time of a finished job from the begin of its read', async () => {
  const { polls, clock, become, hold } = pollsOf();
  become('done');
  const release = hold();
  const slow = polls.look('a', ME);
  await Promise.resolve();
  clock.advance(4_000);
  release();
  await slow;
  become('deleted');
  clock.advance(FINISHED_KEPT_MS - 4_000);
  expect(await polls.look('a', ME)).toBeNull();
});

it('keeps looks at live jobs within its bytes, too', async () => {
  const { polls, reads } = pollsOf({ maxBytes: 10_000, text: 'x'.repeat(500) });
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    await polls.look(id, ME);
  }
  expect(polls.bytes).toBe(4_500);
  await polls.look('e', ME);
  expect(reads()).toBe(5);
  // The first had to go for the others.
  await polls.look('a', ME);
  expect(reads()).toBe(6);
});
