import { status } from '@grpc/grpc-js';
import type { Clock } from '@sets/clock';
import type { DocumentState } from './apply-write.ts';
import { CommitQueue, type Committed } from './commit-queue.ts';
import { Database } from './database.ts';
import { type DocumentChange, DocumentStore } from './document-store.ts';
import { Faults } from './faults.ts';
import { IndexStore } from './index-store.ts';
import { type LockOwner, LockTable } from './lock-table.ts';
import { emptyCounts, type OperationCounts } from './operation-counts.ts';
import type { Query } from './query.ts';
import { invalidArgument, RpcError } from './rpc-error.ts';
import { QueryRunner } from './run-query.ts';
import { Scopes } from './scopes.ts';
import { ServerTime } from './server-time.ts';
import { type Micros, toMicros } from './timestamp.ts';
import { type Transaction, Transactions } from './transactions.ts';
import type { Consistency } from './wire.ts';

/** Firestore waits for locks, then aborts; Spanner beneath it takes locks from transactions idle for 10 s. */
const LOCK_POLICY = { waitMs: 20_000, idleMs: 10_000 };
/** Without point-in-time recovery the past can be read for one hour. */
const READ_WINDOW_MICROS = 3_600_000_000;

/** What a read looks at. `transaction` is set inside a read-write transaction, `at` for reads in the past. */
export interface ReadView {
  transaction: Transaction | null;
  at: Micros | null;
  /** The id to tell the client, when this read has begun the transaction. */
  begun: string | null;
}

/** The parts of the emulator that its RPCs share. */
export class EmulatorCore {
  readonly db: Database;
  readonly clock: Clock;
  readonly time: ServerTime;
  readonly documents: DocumentStore;
  readonly queries: QueryRunner;
  readonly locks: LockTable;
  readonly transactions: Transactions;
  readonly commits: CommitQueue;
  readonly faults: Faults;
  readonly listeners = new Set<(changes: DocumentChange[], commitTime: Micros) => void>();
  counts: OperationCounts = emptyCounts();

  constructor(file: string, clock: Clock) {
    this.db = new Database(file);
    this.clock = clock;
    const scopes = new Scopes(this.db);
    const indexes = new IndexStore(this.db, scopes);
    this.documents = new DocumentStore(this.db, scopes, indexes);
    this.queries = new QueryRunner(this.db, scopes, indexes, this.documents);
    this.time = new ServerTime(clock, this.documents.lastCommitTime());
    this.locks = new LockTable(clock, LOCK_POLICY);
    this.transactions = new Transactions(clock, this.locks);
    this.commits = new CommitQueue(this.db, this.documents, this.time, (changes, commitTime) => {
      for (const listener of this.listeners) {
        listener(changes, commitTime);
      }
    });
    this.faults = new Faults(clock, (full) => this.db.setDiskFull(full));
  }

  view(consistency: Consistency): ReadView {
    if (consistency.transaction) {
      const transaction = this.transactions.get(consistency.transaction);
      const writes = transaction.readTime === null;
      return { transaction: writes ? transaction : null, at: transaction.readTime, begun: null };
    }
    if (consistency.newTransaction) {
      const transaction = this.transactions.begin(consistency.newTransaction, this.time.read());
      const writes = transaction.readTime === null;
      return { transaction: writes ? transaction : null, at: transaction.readTime, begun: transaction.id };
    }
    if (consistency.readTime) {
      return { transaction: null, at: this.#checkedReadTime(consistency.readTime), begun: null };
    }
    return { transaction: null, at: null, begun: null };
  }

  document(name: string, view: ReadView): DocumentState | null {
    return view.at === null ? this.documents.get(name) : this.documents.getAt(name, view.at);
  }

  query(query: Query, view: ReadView): DocumentState[] {
    const unchangedSince = view.at !== null && this.documents.lastCommitTime() <= view.at;
    return view.at === null || unchangedSince ? this.queries.run(query) : this.queries.runAt(query, view.at);
  }

  /** Waits for the locks of one commit outside of transactions, then commits. */
  async commitLocked(names: readonly string[], commit: (owner: LockOwner) => Promise<Committed>): Promise<Committed> {
    const owner: LockOwner = { idleSince: () => null, onBroken: () => {} };
    try {
      if (!this.locks.tryAcquire(owner, names)) {
        await this.locks.acquire(owner, names);
      }
      return await commit(owner);
    } finally {
      this.locks.release(owner);
    }
  }

  /** Closes the file once the commits at hand have been applied or refused. */
  async close(): Promise<void> {
    await this.commits.idle();
    this.db.close();
  }

  #checkedReadTime(readTime: NonNullable<Consistency['readTime']>): Micros {
    const at = toMicros(readTime);
    const now = this.time.read();
    if (at > now) {
      throw invalidArgument('The requested read_time cannot be in the future.');
    }
    if (at < now - READ_WINDOW_MICROS) {
      throw new RpcError(status.FAILED_PRECONDITION, 'The requested snapshot version is too old.');
    }
    return at;
  }
}
