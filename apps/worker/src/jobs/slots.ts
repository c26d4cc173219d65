export interface Slots {
  /** Takes a slot, or null when all are taken. The returned function gives it back, once. */
  tryAcquire(): (() => void) | null;
  /** Resolves as soon as no slot is taken. */
  idle(): Promise<void>;
  /**
   * Holds back the owner of a slot until at most so many others work, or the signal aborts. Who is held back does not
   * work, others may have its slot (it then begins beyond all slots), and those begin in the order in which they came.
   */
  quiet(neighbours: number, signal: AbortSignal): Promise<void>;
  readonly active: number;
  readonly capacity: number;
}

/** How many jobs this instance works on at once. It refuses rather than queues: Cloud Tasks is the queue. */
export function createSlots(capacity: number): Slots {
  let active = 0;
  let whenIdle = Promise.withResolvers<void>();
  whenIdle.resolve();
  const heldBack = new Set<{ readonly neighbours: number; readonly resolve: () => void }>();
  const wake = (): void => {
    for (const one of heldBack) {
      if (active - heldBack.size <= one.neighbours) {
        heldBack.delete(one);
        one.resolve();
      }
    }
  };
  return {
    tryAcquire() {
      if (active - heldBack.size >= capacity) {
        return null;
      }
      if (active === 0) {
        whenIdle = Promise.withResolvers<void>();
      }
      active += 1;
      let held = true;
      return () => {
        if (!held) {
          return;
        }
        held = false;
        active -= 1;
        wake();
        if (active === 0) {
          whenIdle.resolve();
        }
      };
    },
    idle: () => whenIdle.promise,
    async quiet(neighbours, signal) {
      if (signal.aborted) {
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      const one = { neighbours, resolve };
      const letGo = (): void => {
        heldBack.delete(one);
        resolve();
      };
      heldBack.add(one);
      signal.addEventListener('abort', letGo, { once: true });
      wake();
      await promise;
      signal.removeEventListener('abort', letGo);
    },
    get active() {
      return active;
    },
    capacity,
  };
}
