import { type Clock, sleep } from '@sets/clock';
import { type OpsOverview, OVERVIEW_EVERY_S } from '@sets/contract';
import type { Caller } from '@sets/service-kit';
import type { WaitingPlaces } from '../jobs/waiting-places.ts';
import { watchStanding } from '../jobs/watch-standing.ts';
import type { Overview } from './overview.ts';

export interface OverviewStream {
  readonly stream: AsyncIterable<string>;
  /** Aborts when the client reads no more. */
  readonly cut: AbortSignal;
}

export interface OverviewStreams {
  /**
   * Overviews as server-sent events, for five minutes at the most.
   *
   * @throws ProblemError `too_many_streams`, `overloaded`
   */
  open(caller: Caller, signal: AbortSignal): OverviewStream;
  /** Ends every stream; clients connect again, elsewhere. */
  stop(): void;
}

/** A client that vanished without a word holds its place so long at the most. */
const LONGEST_MS = 300_000;
/** Who takes nothing for so long is cut off: its stream would wait for it, past its own end too. */
const UNREAD_MS = 30_000;
const RETRY_MS = 2_000;

const eventOf = (overview: OpsOverview): string => `event: overview\ndata: ${JSON.stringify(overview)}\n\n`;

export function createOverviewStreams(
  overview: Overview,
  { places, clock }: { readonly places: Pick<WaitingPlaces, 'takeForStream'>; readonly clock: Clock },
): OverviewStreams {
  const stopped = new AbortController();

  async function* overviews(left: AbortSignal, cut: AbortController): AsyncGenerator<string> {
    const until = clock.monotonic() + LONGEST_MS;
    yield `retry: ${RETRY_MS}\n\n`;
    while (!left.aborted && clock.monotonic() < until) {
      const event = eventOf(await overview.look());
      const taken = clock.schedule(() => cut.abort(), UNREAD_MS);
      try {
        yield event;
      } finally {
        taken();
      }
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
      const cut = new AbortController();
      const revoked = new AbortController();
      watchStanding(clock, caller, { onEnded: () => revoked.abort(), signal });
      const left = AbortSignal.any([signal, stopped.signal, revoked.signal]);
      return { stream: overviews(left, cut), cut: cut.signal };
    },
    stop: () => stopped.abort(),
  };
}
