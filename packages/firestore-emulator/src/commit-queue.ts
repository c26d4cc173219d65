import { applyWrite, type DocumentState, writeTarget } from './apply-write.ts';
import type { Database } from './database.ts';
import type { DocumentChange, DocumentStore } from './document-store.ts';
import { toRpcError } from './rpc-error.ts';
import type { ServerTime } from './server-time.ts';
import { fromMicros, type Micros } from './timestamp.ts';
import type { Write, WriteResult } from './wire.ts';

export interface Committed {
  commitTime: Micros;
  results: WriteResult[];
  changes: DocumentChange[];
}

interface Pending {
  writes: readonly Write[];
  check: () => void;
  resolve(committed: Committed): void;
  reject(error: Error): void;
}

/**
 * Applies commits one after the other; those that arrive in the same turn of the event loop share one SQLite
 * transaction and its one sync to disk. Each is all or nothing, and is answered only after that sync.
 */
export class CommitQueue {
  readonly #db: Database;
  readonly #documents: DocumentStore;
  readonly #time: ServerTime;
  readonly #onApplied: (changes: DocumentChange[], commitTime: Micros) => void;
  #pending: Pending[] = [];

  constructor(
    db: Database,
    documents: DocumentStore,
    time: ServerTime,
    onApplied: (changes: DocumentChange[], commitTime: Micros) => void,
  ) {
    this.#db = db;
    this.#documents = documents;
    this.#time = time;
    this.#onApplied = onApplied;
  }

  /** `check` runs right before the writes, in the same SQLite transaction; what it throws refuses the commit. */
  submit(writes: readonly Write[], check: () => void = () => {}): Promise<Committed> {
    const { promise, resolve, reject } = Promise.withResolvers<Committed>();
    this.#pending.push({ writes, check, resolve, reject });
    if (this.#pending.length === 1) {
      setImmediate(() => this.#flush());
    }
    return promise;
  }

  /** Resolves when nothing is queued. */
  async idle(): Promise<void> {
    while (this.#pending.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #flush(): void {
    const group = this.#pending;
    this.#pending = [];
    this.#applyGroup(group);
  }

  #applyGroup(group: Pending[]): void {
    const outcomes = new Map<Pending, Committed | Error>();
    try {
      this.#db.transaction(() => {
        for (const pending of group) {
          outcomes.set(pending, this.#attempt(pending));
        }
      });
    } catch (error) {
      // The SQLite transaction as a whole failed: alone, each commit gets its own verdict.
      if (group.length > 1) {
        for (const pending of group) {
          this.#applyGroup([pending]);
        }
      } else {
        group[0]?.reject(toRpcError(error));
      }
      return;
    }
    this.#settle(group, outcomes);
  }

  #settle(group: Pending[], outcomes: Map<Pending, Committed | Error>): void {
    const changes: DocumentChange[] = [];
    let latest: Micros | null = null;
    for (const pending of group) {
      const outcome = outcomes.get(pending);
      if (outcome === undefined || outcome instanceof Error) {
        pending.reject(outcome ?? new Error('A commit was not attempted.'));
        continue;
      }
      pending.resolve(outcome);
      changes.push(...outcome.changes);
      latest = outcome.commitTime;
    }
    if (latest !== null) {
      this.#onApplied(changes, latest);
    }
  }

  #attempt(pending: Pending): Committed | Error {
    try {
      return this.#db.savepoint(() => this.#apply(pending));
    } catch (error) {
      if (!this.#db.inTransaction) {
        throw error;
      }
      return toRpcError(error);
    }
  }

  #apply(pending: Pending): Committed {
    pending.check();
    const commitTime = this.#time.next();
    const results: WriteResult[] = [];
    const changes: DocumentChange[] = [];
    for (const write of pending.writes) {
      const name = writeTarget(write);
      const before: DocumentState | null = this.#documents.get(name);
      const applied = applyWrite(before, write, commitTime);
      const change = this.#documents.store(name, before, applied, commitTime);
      changes.push(change);
      const updateTime = change.after ? { updateTime: fromMicros(change.after.updateTime) } : {};
      results.push({ ...updateTime, transformResults: applied.transformResults });
    }
    return { commitTime, results, changes };
  }
}
