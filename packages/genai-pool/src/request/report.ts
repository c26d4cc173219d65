import type { EndpointState } from '../endpoint/endpoint-state.ts';
import type { AttemptOutcome, TokenUsage } from '../observe/observer.ts';
import type { PoolCore } from '../pool-core.ts';
import type { Attempt } from './attempt.ts';
import type { RunOptions } from './run-options.ts';
import type { Setbacks } from './setbacks.ts';

/** What one request tells the observer of its calls. */
export class Report<T> {
  readonly #core: PoolCore;
  readonly #size: string;
  readonly #readUsage: RunOptions<T>['usage'];

  constructor(core: PoolCore, size: string, readUsage: RunOptions<T>['usage']) {
    this.#core = core;
    this.#size = size;
    this.#readUsage = readUsage;
  }

  /** The tokens that an answer cost; null when that is not known. Accounting must not cost the caller its answer. */
  usageOf(value: T): TokenUsage | null {
    try {
      return this.#readUsage?.(value) ?? null;
    } catch {
      return null;
    }
  }

  /** The request goes on to `to`, after what it has met last. */
  failover({ last }: Setbacks, to: EndpointState, repeat: boolean): void {
    if (last !== null) {
      const { endpoint: from, outcome: cause } = last;
      this.#core.observer.failover({ from, to: to.endpoint, cause, repeat });
    }
  }

  /** A call has ended, or nobody waits for it any more. */
  attempt(attempt: Attempt<T>, outcome: AttemptOutcome, usage: TokenUsage | null = null): void {
    const { number, role, durationMs, queuedMs } = attempt;
    const { endpoint } = attempt.state;
    this.#core.observer.attempt({ endpoint, outcome, role, durationMs, queuedMs, number, size: this.#size, usage });
  }
}
