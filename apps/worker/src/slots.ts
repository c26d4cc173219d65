export interface Slots {
  /** Takes a slot, or null when all are taken. The returned function gives it back, once. */
  tryAcquire(): (() => void) | null;
  readonly active: number;
  readonly capacity: number;
}

/** How many jobs this instance works on at once. It refuses rather than queues: Cloud Tasks is the queue. */
export function createSlots(capacity: number): Slots {
  let active = 0;
  return {
    tryAcquire() {
      if (active >= capacity) return null;
      active += 1;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        active -= 1;
      };
    },
    get active() {
      return active;
    },
    capacity,
  };
}
