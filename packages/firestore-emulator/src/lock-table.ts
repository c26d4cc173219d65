import type { Clock } from '@sets/clock';
import { aborted, type RpcError } from './rpc-error.ts';

/** Who holds locks: a transaction, or one commit outside of any. */
export interface LockOwner {
  /** Milliseconds (clock) since which nothing of this owner has been running; null while something is. */
  idleSince(): number | null;
  /** The table took this owner's locks away. */
  onBroken(): void;
}

interface LockPolicy {
  /** How long an operation waits for locks before ABORTED. */
  waitMs: number;
  /** A holder idle for this long loses its locks to whoever waits for them. */
  idleMs: number;
}

interface Waiter {
  owner: LockOwner;
  name: string;
  grant(): void;
  refuse(error: RpcError): void;
}

interface Lock {
  holder: LockOwner;
  waiters: Waiter[];
}

export const contention = (): RpcError => aborted('Too much contention on these documents. Please try again.');

/**
 * Exclusive locks on document names, first come first served among those that hold nothing yet. A cycle of waiters is found when it would close, and
 * the one closing it is refused. A client that died inside a transaction holds others up for `idleMs` at most.
 */
export class LockTable {
  readonly #clock: Clock;
  readonly #policy: LockPolicy;
  readonly #locks = new Map<string, Lock>();
  readonly #held = new Map<LockOwner, Set<string>>();
  readonly #waiting = new Map<LockOwner, Set<Waiter>>();

  constructor(clock: Clock, policy: LockPolicy) {
    this.#clock = clock;
    this.#policy = policy;
  }

  /** Takes all names, one after the other in a fixed order. On refusal those already held stay held. */
  async acquire(owner: LockOwner, names: Iterable<string>): Promise<void> {
    for (const name of [...new Set(names)].sort()) {
      if (!this.#tryTake(owner, name)) {
        await this.#wait(owner, name);
      }
    }
  }

  /** As `acquire`, where no waiting is needed; false (and nothing taken) otherwise. */
  tryAcquire(owner: LockOwner, names: readonly string[]): boolean {
    if (names.some((name) => this.#isTakenByOther(owner, name))) {
      return false;
    }
    for (const name of names) {
      this.#tryTake(owner, name);
    }
    return true;
  }

  /** Gives back all locks of an owner that has ended; what it still waits for is refused. */
  release(owner: LockOwner): void {
    for (const waiter of [...(this.#waiting.get(owner) ?? [])]) {
      this.#withdraw(waiter);
    }
    const names = this.#held.get(owner);
    this.#held.delete(owner);
    for (const name of names ?? []) {
      this.#pass(name);
    }
  }

  #isTakenByOther(owner: LockOwner, name: string): boolean {
    const lock = this.#locks.get(name);
    return lock !== undefined && lock.holder !== owner;
  }

  #tryTake(owner: LockOwner, name: string): boolean {
    if (this.#isTakenByOther(owner, name)) {
      return false;
    }
    if (!this.#locks.has(name)) {
      this.#give(owner, name, []);
    }
    return true;
  }

  #give(owner: LockOwner, name: string, waiters: Waiter[]): void {
    this.#locks.set(name, { holder: owner, waiters });
    const held = this.#held.get(owner) ?? new Set();
    this.#held.set(owner, held.add(name));
  }

  #pass(name: string): void {
    const lock = this.#locks.get(name);
    // Whoever already holds something goes first: it is the one that others may be waiting for.
    const advanced = lock?.waiters.findIndex((waiter) => this.#held.has(waiter.owner)) ?? -1;
    const [next] = lock?.waiters.splice(Math.max(0, advanced), 1) ?? [];
    if (!lock || !next) {
      this.#locks.delete(name);
      return;
    }
    this.#stopWaiting(next);
    this.#give(next.owner, name, lock.waiters);
    next.grant();
  }

  async #wait(owner: LockOwner, name: string): Promise<void> {
    const lock = this.#locks.get(name);
    if (!lock || this.#closesCycle(owner, lock.holder)) {
      throw contention();
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { owner, name, grant: resolve, refuse: reject };
    lock.waiters.push(waiter);
    const waits = this.#waiting.get(owner) ?? new Set();
    this.#waiting.set(owner, waits.add(waiter));
    const cancelTimeout = this.#clock.schedule(() => this.#withdraw(waiter), this.#policy.waitMs);
    const stopWatching = this.#breakIdleHolder(name);
    try {
      await promise;
    } finally {
      cancelTimeout();
      stopWatching();
    }
  }

  /** Leaves the queue at once, so that no lock is ever given to someone who has been refused. */
  #withdraw(waiter: Waiter): void {
    const waiters = this.#locks.get(waiter.name)?.waiters;
    const position = waiters?.indexOf(waiter) ?? -1;
    if (position !== -1) {
      waiters?.splice(position, 1);
    }
    this.#stopWaiting(waiter);
    waiter.refuse(contention());
  }

  #stopWaiting(waiter: Waiter): void {
    const waits = this.#waiting.get(waiter.owner);
    waits?.delete(waiter);
    if (waits?.size === 0) {
      this.#waiting.delete(waiter.owner);
    }
  }

  /** Whether waiting for `holder` would mean waiting for oneself. */
  #closesCycle(owner: LockOwner, holder: LockOwner): boolean {
    const seen = new Set<LockOwner>();
    const open = [holder];
    for (let next = open.pop(); next; next = open.pop()) {
      if (next === owner) {
        return true;
      }
      if (seen.has(next)) {
        continue;
      }
      seen.add(next);
      for (const { name } of this.#waiting.get(next) ?? []) {
        const lock = this.#locks.get(name);
        if (lock) {
          open.push(lock.holder);
        }
      }
    }
    return false;
  }

  #breakIdleHolder(name: string): () => void {
    let cancel = () => {};
    const check = () => {
      const holder = this.#locks.get(name)?.holder;
      if (!holder) {
        return;
      }
      const since = holder.idleSince();
      const left = since === null ? this.#policy.idleMs : since + this.#policy.idleMs - this.#clock.now();
      if (left > 0) {
        cancel = this.#clock.schedule(check, left);
        return;
      }
      holder.onBroken();
      this.release(holder);
    };
    check();
    return () => cancel();
  }
}
