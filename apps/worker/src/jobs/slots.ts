export interface Slots {
  /** Takes a slot, or null when all are taken. The returned function gives it back, once. */
  tryAcquire(): (() => void) | null;
  /** Resolves as soon as no slot is taken. */
  idle(): Promise<void>;
  /** Resolves as soon as at most so many slots are taken. */
  atMost(count: number): Promise<void>;
  readonly active: number;
  readonly capacity: number;
}

/** How many jobs this instance works on at once. It refuses rather than queues: Cloud Tasks is the queue. */
export function createSlots(capacity: number): Slots {
  let active = 0;
  let whenIdle = Promise.withResolvers<void>();
  whenIdle.resolve();
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const wake = (): void => {
    for (const { resolve } of waiting.filter(({ count }) => active <= count)) {
      resolve();
    }
    waiting = waiting.filter(({ count }) => active > count);
  };
  return {
    tryAcquire() {
      if (active >= capacity) {
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
    atMost(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ count, resolve });
      wake();
      return promise;
    },
    get active() {
      return active;
    },
    capacity,
  };
}
