import { type Clock, type Random, startLoop } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import type { EventLoopLag, Logger, MetricsFactory } from '@sets/service-kit';

export interface LoadShedderOptions {
  readonly limits: {
    /** Requests under way beyond which misses are refused. */
    readonly maxInFlight: number;
    /** Lag of the event loop, in milliseconds, beyond which misses are refused. */
    readonly maxLagMs: number;
  };
  /** Requests under way that cost something; those that only wait do not. */
  readonly inFlight: () => number;
  readonly lag: Pick<EventLoopLag, 'read'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: MetricsFactory;
}

export interface LoadShedder {
  /**
   * Called before a request goes beyond what memory holds: for a hit there, and for a poll, never.
   *
   * @throws ProblemError `overloaded`
   */
  admit(): void;
  stop(): Promise<void>;
}

type Reason = 'requests' | 'lag';

const LOOK_EVERY_MS = 500;
/** One long pause (a collection, a client that is made) is no overload; the next look may still be late from it. */
const LATE_LOOKS = 2;
/** Late until it is twice as good as it must be, and for that long. */
const CALM_SHARE = 0.5;
const CALM_LOOKS = 4;
/** Longer than it takes to be calm; spread, so that who was refused does not come back as one. */
const RETRY_S = { least: 2, spread: 6 } as const;

/**
 * Refuses misses while this instance has more to do than it can do in time, so that hits and polls go on. With too many
 * requests only the excess is refused; with a late event loop every miss, until the loop has been well for a while.
 */
export function createLoadShedder(options: LoadShedderOptions): LoadShedder {
  const { limits, inFlight, lag, clock, random, logger, metrics } = options;
  let isLate = false;
  /** Looks in a row at which the loop was late, or was well again. */
  let looks = 0;
  let isShedding = false;
  let refused = 0;
  /** Refused as too many, since the last look. */
  let excess = 0;
  let calmLooks = 0;
  metrics.gauge({ name: 'sets_shedding', help: '1 while misses are refused.', read: () => Number(isShedding) });
  const shed = metrics.counter<'reason'>({
    name: 'sets_misses_shed_total',
    help: 'Misses that were refused because the instance was at its limits.',
    labels: ['reason'],
  });

  function begin(reason: Reason, lagMs: number | null): void {
    calmLooks = 0;
    if (!isShedding) {
      isShedding = true;
      refused = 0;
      logger.warn('Misses are refused', { reason, in_flight: inFlight(), lag_ms: lagMs });
    }
  }

  function judgeLag(lagMs: number): void {
    const changes = isLate ? lagMs <= limits.maxLagMs * CALM_SHARE : lagMs > limits.maxLagMs;
    looks = changes ? looks + 1 : 0;
    if (looks >= (isLate ? CALM_LOOKS : LATE_LOOKS)) {
      isLate = !isLate;
      looks = 0;
    }
  }

  async function look(): Promise<void> {
    const lagMs = Math.round(lag.read());
    const wasLate = isLate;
    judgeLag(lagMs);
    if (isLate) {
      begin('lag', lagMs);
      return;
    }
    // A loop that is no longer called late has been well for long enough.
    calmLooks = excess > 0 ? 0 : wasLate ? CALM_LOOKS : calmLooks + 1;
    excess = 0;
    if (isShedding && calmLooks >= CALM_LOOKS) {
      isShedding = false;
      logger.info('Misses are taken again', { refused });
    }
  }

  const loop = startLoop(look, {
    clock,
    everyMs: LOOK_EVERY_MS,
    onError: (error) => void logger.error('The load could not be looked at', { error }),
  });
  return {
    admit() {
      const reason: Reason | null = isLate ? 'lag' : inFlight() > limits.maxInFlight ? 'requests' : null;
      if (reason === null) {
        return;
      }
      begin(reason, null);
      refused += 1;
      excess += Number(reason === 'requests');
      shed.increment({ reason });
      throw new ProblemError('overloaded', { retryAfterS: RETRY_S.least + random() * RETRY_S.spread });
    },
    stop: loop.stop,
  };
}
