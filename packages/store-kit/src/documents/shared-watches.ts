import type { DocumentStore, Watcher } from './document-store.ts';
import type { Reading } from './reading.ts';

type Watch = DocumentStore['watch'];

interface Shared {
  readonly watchers: Set<Watcher<Reading>>;
  last: Reading | undefined;
  stop: () => void;
}

/**
 * One listener per document serves everybody who follows it. Who comes later gets at once what was seen last. The
 * listener ends with its last watcher, or with its failure, which all of them hear; the next watcher begins a new one.
 */
export function shareWatches(watch: Watch): Watch {
  const byPath = new Map<string, Shared>();

  function begin(path: string): Shared {
    const shared: Shared = { watchers: new Set(), last: undefined, stop: () => {} };
    byPath.set(path, shared);
    shared.stop = watch(path, {
      onChange(reading) {
        shared.last = reading;
        for (const { onChange } of [...shared.watchers]) {
          onChange(reading);
        }
      },
      onError(error) {
        end(path, shared);
        const hearing = [...shared.watchers];
        shared.watchers.clear();
        for (const { onError } of hearing) {
          onError(error);
        }
      },
    });
    return shared;
  }

  function end(path: string, shared: Shared): void {
    if (byPath.get(path) === shared) {
      byPath.delete(path);
    }
  }

  return (path, watcher) => {
    const shared = byPath.get(path) ?? begin(path);
    // A copy: one watcher may follow the same document twice, and leaves once for each.
    const own = { ...watcher };
    shared.watchers.add(own);
    if (shared.last !== undefined) {
      const { last } = shared;
      // Later, as from a listener: nobody is called before its `watch` has returned.
      queueMicrotask(() => {
        if (shared.watchers.has(own) && shared.last === last) {
          own.onChange(last);
        }
      });
    }
    return () => {
      if (shared.watchers.delete(own) && shared.watchers.size === 0) {
        end(path, shared);
        shared.stop();
      }
    };
  };
}
