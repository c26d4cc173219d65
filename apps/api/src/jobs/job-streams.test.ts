import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import type { JobView, JobViews } from '@sets/jobs';
import { ANONYMOUS, byteString, JsonText, silentLogger } from '@sets/service-kit';
import { expect, it } from 'vitest';
import type { JobAnswer } from './job-answer.ts';
import { createJobStreams, HEARTBEAT_MS } from './job-streams.ts';

/** A job whose listener the test speaks for. A state is done when its time ends in 9. */
const answerOf = (view: JobView): JobAnswer => ({
  ...{ updated: view.id, etag: view.id, retryAfter: null, live: view.id.endsWith('9') ? null : view },
  body: new JsonText(byteString(`"${view.id}"`)),
});
const at = (version: string) => ({ id: version }) as JobView;

async function stream() {
  const clock = createManualClock();
  const listeners: { change(version: string): void; break(): void }[] = [];
  const left = new AbortController();
  let taken = 0;
  const watch: JobViews['watch'] = (_view, { onChange = () => {} }) =>
    new Promise((resolve, reject) => {
      listeners.push({
        change(version) {
          onChange(at(version));
          if (version.endsWith('9')) {
            resolve(at(version));
          }
        },
        break: () => reject(new ProblemError('storage_unavailable')),
      });
    });
  const streams = createJobStreams({
    store: { views: { watch } },
    polls: { look: async () => answerOf(at('1.000000000')) },
    places: {
      takeForStream() {
        taken += 1;
        return () => {
          taken -= 1;
        };
      },
    },
    ...{ answerOf, clock, random: () => 1, logger: silentLogger },
  });
  const opened = await streams.open({ id: 'a', caller: ANONYMOUS, lastEventId: undefined, signal: left.signal });
  const pieces = opened.stream[Symbol.asyncIterator]();
  return {
    ...{ clock, listeners, streams, left, cut: opened.cut },
    next: async () => (await pieces.next()).value as string | undefined,
    taken: () => taken,
  };
}

it('holds the newest state alone for a slow reader, and always the last', async () => {
  const { next, listeners } = await stream();
  expect(await next()).toMatch(/^retry/);
  for (const version of ['2.000000000', '3.000000000', '4.000000000']) {
    listeners[0]?.change(version);
  }
  expect(await next()).toContain('id: 4.000000000\n');
  listeners[0]?.change('5.000000009');
  expect(await next()).toBe('id: 5.000000009\nevent: job\ndata: "5.000000009"\n\n');
  expect(await next()).toBeUndefined();
});

it('never goes back to a state before the one that was sent, nor says one twice', async () => {
  const { next, listeners, clock } = await stream();
  await next();
  listeners[0]?.change('4.000000000');
  expect(await next()).toContain('id: 4.000000000\n');
  listeners[0]?.change('3.000000000');
  listeners[0]?.change('4.000000000');
  clock.advance(HEARTBEAT_MS);
  expect(await next()).toBe(': alive\n\n');
});

it('cuts off who has read nothing for two heartbeats', async () => {
  const { next, clock, cut } = await stream();
  expect(await next()).toMatch(/^retry/);
  clock.advance(HEARTBEAT_MS);
  expect(cut.aborted).toBe(false);
  clock.advance(HEARTBEAT_MS);
  expect(cut.aborted).toBe(true);
});

it('spares who reads slowly', async () => {
  const { next, clock, cut } = await stream();
  await next();
  await next();
  for (let beats = 0; beats < 6; beats += 1) {
    const reading = next();
    await clock.advanceAsync(HEARTBEAT_MS);
    expect(await reading).toBe(': alive\n\n');
  }
  expect(cut.aborted).toBe(false);
});

it('begins a broken listener again, later each time, and tells what was missed', async () => {
  const { next, clock, listeners } = await stream();
  await next();
  await next();
  listeners[0]?.break();
  await clock.advanceAsync(500);
  expect(listeners).toHaveLength(2);
  listeners[1]?.break();
  await clock.advanceAsync(999);
  expect(listeners).toHaveLength(2);
  await clock.advanceAsync(1);
  listeners[2]?.change('7.000000009');
  expect(await next()).toContain('id: 7.000000009\n');
});

it('leaves nothing behind when its client goes: no timer, no place, no new listener', async () => {
  const { next, clock, left, listeners, taken } = await stream();
  await next();
  listeners[0]?.break();
  await clock.advanceAsync(1);
  left.abort();
  await clock.advanceAsync(60_000);
  expect([clock.pendingTimers, taken(), listeners.length]).toEqual([0, 0, 1]);
});

it('says the newest state before its last word', async () => {
  const { next, streams } = await stream();
  await next();
  streams.stop();
  expect(await next()).toContain('id: 1.000000000\n');
  expect(await next()).toContain('connect again');
  expect(await next()).toBeUndefined();
});
