import type { DocumentQuery } from './query.ts';
import type { Reading } from './reading.ts';
import type { Version } from './version.ts';
import type { Write } from './write.ts';

/** What became of a commit. It is applied whole or not at all. */
export type CommitOutcome =
  /** `versions` in the order of the writes; none of a commit under `onlyIf`, whose times the client does not tell. */
  | { readonly kind: 'applied'; readonly versions: readonly Version[] }
  /**
   * A precondition did not hold. Somebody was first, or the client's own first try was applied, its answer was lost
   * and the second try met its traces: read again to tell. Nothing of ours is on its way any more.
   */
  | { readonly kind: 'refused'; readonly error: unknown }
  /** Nobody answered. It was applied, or not, or still will be: read again to tell. */
  | { readonly kind: 'unknown'; readonly error: unknown };

export interface CommitOptions {
  /** What it is for, in spans and error messages: `claim`. */
  readonly purpose: string;
  /** Reads in the transaction of the commit, which is refused unless it resolves to true. May run several times. */
  readonly onlyIf?: (reads: TransactionReads) => Promise<boolean>;
}

/** Reads that others cannot change before the transaction commits. */
export interface TransactionReads {
  read(path: string): Promise<Reading>;
  find(query: DocumentQuery): Promise<readonly Reading[]>;
}

export interface Found {
  readonly documents: readonly Reading[];
  /** The server's time of the look, in milliseconds since the epoch. */
  readonly readAtMs: number;
}

export interface DeleteTarget {
  readonly path: string;
  /** What changed since it was read stays. */
  readonly ifVersion?: Version;
}

export interface Watcher<T> {
  /** Called with what is there, and again after each change; changes between may be skipped. */
  readonly onChange: (seen: T) => void;
  /** The last call: nothing more is heard. */
  readonly onError: (error: Error) => void;
}

/**
 * Documents, as everything here uses them: the port that a second engine would implement. Each operation throws
 * ProblemError `storage_unavailable` when the store stays silent, unless it says otherwise.
 */
export interface DocumentStore {
  read(path: string): Promise<Reading>;
  find(query: DocumentQuery): Promise<Found>;
  /** Costs one read per thousand documents. */
  count(query: DocumentQuery): Promise<number>;
  /** How many there are and the sum of one field of theirs, at the same price; needs an index that ends in that field. */
  sumUp(query: DocumentQuery, field: string): Promise<{ readonly count: number; readonly sum: number }>;
  /**
   * Says what became of it, silence too.
   *
   * @throws only what no reading again can settle, such as a missing right
   */
  commit(writes: readonly Write[], options: CommitOptions): Promise<CommitOutcome>;
  /** A commit for those who need no more than that it was applied; throws otherwise. */
  write(writes: readonly Write[], options: Pick<CommitOptions, 'purpose'>): Promise<void>;
  /**
   * Reads, and commits what follows from it, unless somebody changed meanwhile what was read. `change` may run several
   * times, and what it throws is thrown.
   */
  transact<T>(
    purpose: string,
    change: (reads: TransactionReads) => Promise<{ readonly value: T; readonly writes: readonly Write[] }>,
  ): Promise<T>;
  /**
   * Deletes one document per commit, and returns how many went. The client's own bulk writer would retry for minutes
   * while a request waits, and its failures escape until it is closed. What was deleted before a failure stays deleted.
   */
  deleteAll(targets: readonly DeleteTarget[]): Promise<number>;
  /** Follows one document until the returned function is called. One listener serves all who follow it. */
  watch(path: string, watcher: Watcher<Reading>): () => void;
  /** Follows the documents that `query` means. */
  watchAll(query: DocumentQuery, watcher: Watcher<readonly Reading[]>): () => void;
  /** The server's time in ms as far as known; the local clock's before the first answer, when nothing is judged by it. */
  now(): number;
  /** The server's time in ms; asks for it when no answer was seen yet. */
  serverTime(): Promise<number>;
  /** Whether the store seems to be out: what memory holds is then better than waiting for it. */
  seemsOut(): boolean;
}
