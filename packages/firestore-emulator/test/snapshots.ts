/** A listener's snapshots as a queue: `next()` waits for one more. */
export interface Snapshots<T> {
  next(): Promise<T>;
  pending(): number;
  stop(): void;
}

export function snapshots<T>(
  subscribe: (next: (value: T) => void, fail: (error: Error) => void) => () => void,
): Snapshots<T> {
  const queue: T[] = [];
  const waiting: { resolve(value: T): void; reject(error: Error): void }[] = [];
  const stop = subscribe(
    (value) => {
      const first = waiting.shift();
      if (first) {
        first.resolve(value);
      } else {
        queue.push(value);
      }
    },
    (error) => {
      for (const one of waiting.splice(0)) {
        one.reject(error);
      }
    },
  );
  return {
    next() {
      const value = queue.shift();
      if (value !== undefined) {
        return Promise.resolve(value);
      }
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      waiting.push({ resolve, reject });
      return promise;
    },
    pending: () => queue.length,
    stop,
  };
}
