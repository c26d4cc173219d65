import { type Clock, orLate } from '@sets/clock';
import type { Listening } from '@sets/service-kit';
import type { Slots } from '../jobs/slots.ts';

export interface DrainDeps {
  readonly slots: Pick<Slots, 'active' | 'idle'>;
  readonly clock: Clock;
  /** From the signal to the moment at which the last request is cut (SHUTDOWN_GRACE_MS). */
  readonly graceMs: number;
}

export interface Drain {
  /** Whether the instance takes no more tasks. */
  readonly isStopping: () => boolean;
  /** Aborts when jobs under way have to be handed back. */
  readonly handBack: AbortSignal;
  /**
   * Stops accepting, lets jobs finish until the time for handing back begins, then has the rest handed back. Resolves
   * when the server is closed and no job is under way, or the grace period is over: what jobs owe to Firestore is then
   * written, so the store may close. A further call joins the first.
   */
  run(server: Pick<Listening, 'close'>): Promise<void>;
}

/** What of the grace period is kept for handing back: one fenced write and one new task per job. */
export const HAND_BACK_MS = 1_500;

/** How a worker ends. It waits for jobs rather than requests: a job outlives a request that Cloud Tasks has dropped. */
export function createDrain({ slots, clock, graceMs }: DrainDeps): Drain {
  const handBack = new AbortController();
  const handBackMs = Math.min(HAND_BACK_MS, graceMs);
  let draining: Promise<void> | undefined;

  async function drain(server: Pick<Listening, 'close'>): Promise<void> {
    const closed = server.close({ graceMs });
    await orLate(clock, slots.idle(), graceMs - handBackMs);
    if (slots.active > 0) {
      handBack.abort();
      await orLate(clock, slots.idle(), handBackMs);
    }
    await closed;
  }

  return {
    isStopping: () => draining !== undefined,
    handBack: handBack.signal,
    run(server) {
      draining ??= drain(server);
      return draining;
    },
  };
}
