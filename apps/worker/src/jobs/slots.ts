export interface Slots {
  /** Takes a slot, or null when all are taken. The returned function gives it back, once. */
  tryAcquire(): (() => void) | null;
  /** Resolves as soon as no slot is taken. */
  idle(): Promise<void>;
  readonly active: number;
  readonly capacity: number;
}

/** How many jobs this instance works on at once. It refuses rather than queues: Cloud Tasks is the queue. */
export function createSlots(capacity: number): Slots {
  let active = 0;
  let whenIdle = Promise.withResolvers<void>();
  whenIdle.resolve();
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
        if (active === 0) {
          whenIdle.resolve();
        }
      };
    },
    idle: () => whenIdle.promise,
    get active() {
      return active;
    },
    capacity,
  };
}
