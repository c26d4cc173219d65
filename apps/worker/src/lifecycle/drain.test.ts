import { createManualClock } from '@sets/clock/testing';
import { describe, expect, it } from 'vitest';
import { createSlots } from '../jobs/slots.ts';
import { createDrain, HAND_BACK_MS } from './drain.ts';

const GRACE_MS = 8_000;
const WORK_MS = GRACE_MS - HAND_BACK_MS;

/** A worker whose jobs end, and whose server loses its requests, when the test says so. */
function setUp({ graceMs = GRACE_MS } = {}) {
  const clock = createManualClock();
  const slots = createSlots(3);
  const drain = createDrain({ slots, clock, graceMs });
  const events: string[] = [];
  drain.handBack.addEventListener('abort', () => events.push(`hand back at ${clock.monotonic()}`));

  let openRequests = 0;
  const noRequests = Promise.withResolvers<void>();
  const server = {
    async close(options: { readonly graceMs: number }): Promise<void> {
      events.push(`close within ${options.graceMs}`);
      if (openRequests > 0) {
        clock.schedule(noRequests.resolve, options.graceMs);
        await noRequests.promise;
      }
      events.push(`closed at ${clock.monotonic()}`);
    },
  };
  /** A push of Cloud Tasks whose job holds a slot. */
  function push() {
    const release = slots.tryAcquire() ?? expect.fail('no slot is free');
    openRequests += 1;
    const dropRequest = (): void => {
      openRequests -= 1;
      if (openRequests === 0) {
        noRequests.resolve();
      }
    };
    return {
      dropRequest,
      endJob: release,
      end(): void {
        release();
        dropRequest();
      },
    };
  }
  const stop = (): Promise<void> => drain.run(server).then(() => void events.push(`drained at ${clock.monotonic()}`));
  return { clock, drain, events, push, stop };
}

describe('a worker that is told to stop', () => {
  it('is done at once when nothing runs', async () => {
    const { drain, events, stop, clock } = setUp();
    await stop();
    expect(events).toEqual([`close within ${GRACE_MS}`, 'closed at 0', 'drained at 0']);
    expect([drain.isStopping(), drain.handBack.aborted, clock.pendingTimers]).toEqual([true, false, 0]);
  });

  it('takes nothing more from the first moment', async () => {
    const { drain, stop, push } = setUp();
    const job = push();
    expect(drain.isStopping()).toBe(false);
    const stopped = stop();
    expect(drain.isStopping()).toBe(true);
    job.end();
    await stopped;
  });

  it('lets a job finish that does so in time', async () => {
    const { clock, events, push, stop } = setUp();
    const job = push();
    const stopped = stop();
    await clock.advanceAsync(WORK_MS - 1);
    job.end();
    await stopped;
    expect(events).toEqual([`close within ${GRACE_MS}`, `closed at ${WORK_MS - 1}`, `drained at ${WORK_MS - 1}`]);
    expect(clock.pendingTimers).toBe(1);
  });

  it('hands back what does not, and waits for that', async () => {
    const { clock, events, push, stop } = setUp();
    const [quick, slow] = [push(), push()];
    const stopped = stop();
    await clock.advanceAsync(1_000);
    quick.end();
    await clock.advanceAsync(WORK_MS - 1_000);
    await clock.advanceAsync(500);
    expect(events.at(-1)).toBe(`hand back at ${WORK_MS}`);
    slow.end();
    await stopped;
    expect(events.slice(1)).toEqual([
      `hand back at ${WORK_MS}`,
      `closed at ${WORK_MS + 500}`,
      `drained at ${WORK_MS + 500}`,
    ]);
  });

  it('gives a job that outlives its dropped request the same time, and is not done before it is', async () => {
    const { clock, events, push, stop } = setUp();
    const job = push();
    job.dropRequest();
    const stopped = stop();
    await clock.advanceAsync(WORK_MS);
    expect(events.slice(1)).toEqual(['closed at 0', `hand back at ${WORK_MS}`]);
    await clock.advanceAsync(200);
    expect(events).toHaveLength(3);
    job.endJob();
    await stopped;
    expect(events.at(-1)).toBe(`drained at ${WORK_MS + 200}`);
  });

  it('waits no longer than its grace period for a job that cannot be handed back', async () => {
    const { clock, events, push, stop } = setUp();
    push();
    const stopped = stop();
    await clock.advanceAsync(GRACE_MS);
    await stopped;
    expect(events.at(-1)).toBe(`drained at ${GRACE_MS}`);
  });

  it('gives requests without a job their time too', async () => {
    const { clock, drain, events, push, stop } = setUp();
    const sweep = push();
    sweep.endJob();
    const stopped = stop();
    await clock.advanceAsync(3_000);
    sweep.dropRequest();
    await stopped;
    expect([events.at(-1), drain.handBack.aborted]).toEqual(['drained at 3000', false]);
  });

  it('does not begin anew when it is told again', async () => {
    const { clock, events, push, stop } = setUp();
    const job = push();
    const stopped = [stop(), stop()];
    await clock.advanceAsync(1_000);
    job.end();
    await Promise.all(stopped);
    expect(events).toEqual([`close within ${GRACE_MS}`, 'closed at 1000', 'drained at 1000', 'drained at 1000']);
  });

  it.each([0, HAND_BACK_MS])('hands back at once when its whole grace period is %d ms', async (graceMs) => {
    const { clock, events, push, stop } = setUp({ graceMs });
    push();
    const stopped = stop();
    await clock.advanceAsync(graceMs);
    await stopped;
    expect(events[1]).toBe('hand back at 0');
  });
});
