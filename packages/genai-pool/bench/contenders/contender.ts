import type { Clock } from '@sets/clock';
import type { Post } from '../upstream/post.ts';

/** What a contender calls: every location, on whichever clock, with whatever is wrong with it. */
export interface Upstreams {
  readonly clock: Clock;
  /** The nearest first. */
  readonly locations: readonly string[];
  /**
   * One call, as the SDK makes it. `onWire` hears when it really goes out.
   *
   * @throws what the SDK throws
   */
  call(location: string, post: Post, signal: AbortSignal, onWire?: () => void): Promise<void>;
  /** The same, with the SDK's own retries at that location. */
  callWithRetries(location: string, post: Post, signal: AbortSignal): Promise<void>;
}

export interface Contender {
  /** Resolves when the post was answered, rejects otherwise. */
  request(post: Post): Promise<void>;
  /** Calls allowed in flight by location, where there is such a limit. */
  limits(): Readonly<Record<string, number>>;
  /** Second calls so far beside ones that were late. */
  hedges(): number;
  close(): void;
}

export type ContenderName =
  | 'pool'
  | 'pool_heeding'
  | 'pool_unhedged'
  | 'bare'
  | 'round_robin'
  | 'each_once'
  | 'plain_aimd';

/** In the order of the report. */
export const CONTENDERS: Readonly<Record<ContenderName, string>> = {
  pool: 'this pool',
  pool_heeding: 'this pool, callers come back when it says',
  pool_unhedged: 'this pool, hedging off',
  bare: 'bare SDK client at the nearest',
  round_robin: 'round robin, SDK retries on',
  each_once: 'one plain try per endpoint',
  plain_aimd: 'one try per endpoint behind a plain AIMD limit',
};

/** Longest that one call may take, the same for everybody. */
export const CALL_LIMIT_MS = 45_000;

/** Gives up on `work` after `ms` on the clock: tells it by its signal, and does not wait for it to listen. */
export async function withTimeLimit(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const late = Promise.withResolvers<never>();
  const cancel = clock.schedule(() => {
    controller.abort();
    late.reject(controller.signal.reason);
  }, ms);
  try {
    await Promise.race([work(controller.signal), late.promise]);
  } finally {
    cancel();
  }
}
