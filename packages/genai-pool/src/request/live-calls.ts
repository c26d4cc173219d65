import type { Endpoint } from '../endpoint/endpoint.ts';
import type { AttemptOutcome } from '../observe/observer.ts';
import type { Attempt } from './attempt.ts';

/** The calls of one request that are out. */
export class LiveCalls<T> {
  readonly #attempts = new Set<Attempt<T>>();

  get size(): number {
    return this.#attempts.size;
  }

  get endpoints(): Endpoint[] {
    return [...this.#attempts].map(({ state }) => state.endpoint);
  }

  add(attempt: Attempt<T>): void {
    this.#attempts.add(attempt);
  }

  delete(attempt: Attempt<T>): void {
    this.#attempts.delete(attempt);
  }

  /** Whether one is out that the request may count on: neither late nor a probe. */
  get canBeCountedOn(): boolean {
    for (const { isLate, role } of this.#attempts) {
      if (!isLate && role !== 'probe') {
        return true;
      }
    }
    return false;
  }

  /**
   * The request is over; null: without a winner. What tells of its endpoint's health runs on to its verdict: a probe,
   * and a call that a hedge has overtaken. All else is given up. `tell` hears how each of them ends.
   */
  end(winner: Attempt<T> | null, tell: (attempt: Attempt<T>, outcome: AttemptOutcome) => void): void {
    for (const attempt of this.#attempts) {
      const overtaken = winner?.role === 'hedge' && attempt.role !== 'hedge';
      if (winner !== null && !attempt.isLate && (overtaken || attempt.role === 'probe')) {
        attempt.runOn((outcome) => tell(attempt, outcome));
      } else if (attempt.abandon()) {
        tell(attempt, attempt.isLate ? 'late' : 'abandoned');
      }
    }
    this.#attempts.clear();
  }
}
