import { type Clock, sleep } from '@sets/clock';
import { type OpsOverview, OVERVIEW_EVERY_S } from '@sets/contract';
import type { Caller } from '@sets/service-kit';
import type { WaitingPlaces } from '../jobs/waiting-places.ts';
import type { Overview } from './overview.ts';

export interface OverviewStreams {
  /**
   * Overviews as server-sent events, for five minutes at the most.
   *
   * @throws ProblemError `too_many_streams`, `overloaded`
   */
  open(caller: Caller, signal: AbortSignal): AsyncIterable<string>;
  /** Ends every stream; clients connect again, elsewhere. */
  stop(): void;
}

/** A session that has ended meanwhile is found out then. */
const LONGEST_MS = 300_000;
const RETRY_MS = 2_000;

const eventOf = (overview: OpsOverview): string => `event: overview\ndata: ${JSON.stringify(overview)}\n\n`;

export function createOverviewStreams(
  overview: Overview,
  { places, clock }: { readonly places: Pick<WaitingPlaces, 'takeForStream'>; readonly clock: Clock },
): OverviewStreams {
  const stopped = new AbortController();

  async function* overviews(left: AbortSignal): AsyncGenerator<string> {
    const until = clock.monotonic() + LONGEST_MS;
    yield `retry: ${RETRY_MS}\n\n`;
    while (!left.aborted && clock.monotonic() < until) {
      yield eventOf(await overview.look());
      await sleep(clock, OVERVIEW_EVERY_S * 1_000, left);
    }
    yield ': connect again\n\n';
  }

  return {
    open(caller, signal) {
      const giveBack = places.takeForStream(caller);
      if (signal.aborted) {
        giveBack();
      } else {
        signal.addEventListener('abort', giveBack, { once: true });
      }
      return overviews(AbortSignal.any([signal, stopped.signal]));
    },
    stop: () => stopped.abort(),
  };
}
