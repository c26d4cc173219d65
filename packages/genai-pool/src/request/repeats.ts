import type { Clock, Random } from '@sets/clock';
import type { RetryBudget, RetryPolicy } from '../budget/retry-budget.ts';

export interface RepeatDeps {
  readonly policy: RetryPolicy;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly random: Random;
  readonly deadlineAt: number;
}

/** When one request may try an endpoint again on which it has failed: rarely, and never at once. */
export class Repeats {
  readonly #deps: RepeatDeps;
  #done = 0;
  #cancel: (() => void) | null = null;

  constructor(deps: RepeatDeps) {
    this.#deps = deps;
  }

  /** Calls `onTurn` after a while. True also when a repeat is waited for already; false when there may be none. */
  schedule(now: number, onTurn: () => void): boolean {
    if (this.#cancel !== null) {
      return true;
    }
    const { policy, budget, clock, random, deadlineAt } = this.#deps;
    const delayMs = policy.delayMs * (1 + random());
    if (this.#done >= policy.maxRepeats || now + delayMs >= deadlineAt || !budget.spend()) {
      return false;
    }
    this.#done += 1;
    this.#cancel = clock.schedule(() => {
      this.#cancel = null;
      onTurn();
    }, delayMs);
    return true;
  }

  cancel(): void {
    this.#cancel?.();
  }
}
