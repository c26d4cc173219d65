import type { Clock } from './clock.ts';
import { orLate } from './or-late.ts';

/** Operations that have not ended, those included whose callers have given up. */
export interface Underway {
  add(operation: Promise<unknown>): void;
  readonly count: number;
  /** Waits up to `ms` for all to end; false when some have not. */
  ended(clock: Clock, ms: number): Promise<boolean>;
}

export function createUnderway(): Underway {
  const operations = new Set<Promise<unknown>>();
  return {
    add(operation) {
      operations.add(operation);
      const remove = (): void => void operations.delete(operation);
      operation.then(remove, remove);
    },
    get count() {
      return operations.size;
    },
    async ended(clock, ms) {
      await orLate(clock, Promise.allSettled(operations), ms);
      return operations.size === 0;
    },
  };
}
