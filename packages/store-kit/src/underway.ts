import { type Clock, sleep } from '@sets/clock';

/** Operations that the service has not ended, those included whose callers have given up. */
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
      const enough = new AbortController();
      const all = Promise.allSettled(operations).then(() => enough.abort());
      await Promise.race([all, sleep(clock, ms, enough.signal)]);
      enough.abort();
      return operations.size === 0;
    },
  };
}
