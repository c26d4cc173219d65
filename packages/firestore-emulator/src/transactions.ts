import { randomBytes } from 'node:crypto';
import type { Clock } from '@sets/clock';
import type { LockOwner, LockTable } from './lock-table.ts';
import { aborted, invalidArgument } from './rpc-error.ts';
import { type Micros, toMicros } from './timestamp.ts';
import type { TransactionOptions } from './wire.ts';

/** Firestore: a transaction ends after 270 s, or after 60 s without an operation. */
const MAX_AGE_MS = 270_000;
const MAX_IDLE_MS = 60_000;

/** A repeatable observation: run again at commit, it must give the same text, or a phantom has appeared. */
export type Observation = () => string;

export class Transaction implements LockOwner {
  readonly id = randomBytes(16).toString('base64');
  /** Set for read-only transactions: the moment they see. */
  readonly readTime: Micros | null;
  readonly observations: { observe: Observation; seen: string }[] = [];
  broken = false;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #lastUsed: number;
  #running = 0;

  constructor(clock: Clock, readTime: Micros | null) {
    this.#clock = clock;
    this.readTime = readTime;
    this.#startedAt = clock.now();
    this.#lastUsed = this.#startedAt;
  }

  idleSince(): number | null {
    return this.#running > 0 ? null : this.#lastUsed;
  }

  onBroken(): void {
    this.broken = true;
  }

  get expired(): boolean {
    const now = this.#clock.now();
    return now - this.#startedAt > MAX_AGE_MS || (this.#running === 0 && now - this.#lastUsed > MAX_IDLE_MS);
  }

  /** Marks the transaction as busy until the returned function is called. */
  use(): () => void {
    this.#running++;
    return () => {
      this.#running--;
      this.#lastUsed = this.#clock.now();
    };
  }
}

/** The open transactions. Ids are unknown once a transaction has ended, also after a restart. */
export class Transactions {
  readonly #clock: Clock;
  readonly #locks: LockTable;
  readonly #open = new Map<string, Transaction>();

  constructor(clock: Clock, locks: LockTable) {
    this.#clock = clock;
    this.#locks = locks;
  }

  begin(options: TransactionOptions | undefined, now: Micros): Transaction {
    this.#dropExpired();
    const readOnly = options?.readOnly;
    const readTime = readOnly ? (readOnly.readTime ? toMicros(readOnly.readTime) : now) : null;
    const transaction = new Transaction(this.#clock, readTime);
    this.#open.set(transaction.id, transaction);
    return transaction;
  }

  get(id: string): Transaction {
    const transaction = this.#open.get(id);
    if (transaction?.broken) {
      this.end(transaction);
      throw aborted('The transaction was aborted because it held its locks idle while others waited for them.');
    }
    if (transaction && !transaction.expired) {
      return transaction;
    }
    if (transaction) {
      this.end(transaction);
    }
    // Clients begin again when they read "transaction has expired".
    throw invalidArgument('The referenced transaction has expired or is no longer valid.');
  }

  end(transaction: Transaction): void {
    this.#open.delete(transaction.id);
    this.#locks.release(transaction);
  }

  /** Oldest first, up to the first that lives: cheap, and nothing stays longer than its elders. */
  #dropExpired(): void {
    for (const transaction of this.#open.values()) {
      if (!transaction.expired) {
        return;
      }
      this.end(transaction);
    }
  }
}
