import { type Clock, type Random, sleep } from '@sets/clock';
import { JOB_EVENT_ID, MAX_STREAM_S, ProblemError } from '@sets/contract';
import type { JobView, JobViews } from '@sets/jobs';
import type { Caller, Logger } from '@sets/service-kit';
import { eventText } from './event-text.ts';
import type { AnswerOf } from './job-answer.ts';
import type { JobPolls } from './job-polls.ts';
import { createLatestState, type LatestState } from './latest-state.ts';
import type { WaitingPlaces } from './waiting-places.ts';
import { watchStanding } from './watch-standing.ts';

export interface JobStreamsDeps {
  readonly store: { readonly views: Pick<JobViews, 'watch'> };
  readonly polls: Pick<JobPolls, 'look'>;
  readonly answerOf: AnswerOf;
  readonly places: Pick<WaitingPlaces, 'takeForStream'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export interface StreamRequest {
  readonly id: string;
  readonly caller: Caller;
  /** `Last-Event-ID`; what is no id of ours counts as none. */
  readonly lastEventId: string | undefined;
  /** Aborts when the connection has ended, however it did. */
  readonly signal: AbortSignal;
}

export interface JobStream {
  readonly stream: AsyncIterable<string>;
  /** Aborts when the client reads no more. */
  readonly cut: AbortSignal;
}

export interface JobStreams {
  /**
   * The states of a job as server-sent events, until the last one. Its place is free again when the connection ends.
   *
   * @throws ProblemError `job_not_found`, `too_many_streams`, `overloaded`, `storage_unavailable`
   */
  open(request: StreamRequest): Promise<JobStream>;
  /** Ends every stream with a word, and new ones after one state: clients come back, and elsewhere. */
  stop(): void;
}

export const HEARTBEAT_MS = 15_000;
/** Who has read nothing for so many heartbeats is cut off. */
const UNREAD_BEATS = 2;
/**
 * A client that vanished without a word holds its place so long at the most: its system takes a quarter of an hour to
 * find out that nobody acknowledges the heartbeats. One that is there connects again and misses nothing.
 */
const LONGEST_STREAM_MS = MAX_STREAM_S * 1_000;
/** Pauses before a broken listener is begun again: doubling between these, jittered. */
const RELISTEN_MS = { first: 500, longest: 10_000 } as const;

const END = {
  age: 'connect again',
  stop: 'this instance stops, connect again',
  gone: 'there is no such job any more',
  ended: 'what opened this stream opens nothing any more',
};

export function createJobStreams(deps: JobStreamsDeps): JobStreams {
  const { polls, places, clock } = deps;
  const open = new Set<LatestState>();
  let stopped = false;

  return {
    async open({ id, caller, lastEventId, signal }) {
      const giveBack = places.takeForStream(caller);
      onAbort(signal, giveBack);
      const first = await polls.look(id, caller.id);
      if (first === null) {
        throw new ProblemError('job_not_found');
      }
      const latest = createLatestState(
        lastEventId !== undefined && JOB_EVENT_ID.test(lastEventId) ? lastEventId : undefined,
      );
      const cut = new AbortController();
      const stopClocks = startClocks(clock, latest, cut);
      open.add(latest);
      onAbort(signal, () => {
        open.delete(latest);
        stopClocks();
        latest.close(END.age);
      });
      watchStanding(clock, caller, { signal, onEnded: () => latest.close(END.ended) });
      latest.offer(first);
      if (first.live !== null) {
        void follow(deps, { view: first.live, latest, signal });
      }
      if (stopped) {
        latest.close(END.stop);
      }
      return { stream: piecesOf(latest), cut: cut.signal };
    },
    stop() {
      stopped = true;
      for (const latest of open) {
        latest.close(END.stop);
      }
    },
  };
}

function onAbort(signal: AbortSignal, run: () => void): void {
  if (signal.aborted) {
    run();
  } else {
    signal.addEventListener('abort', run, { once: true });
  }
}

async function* piecesOf(latest: LatestState): AsyncGenerator<string> {
  yield eventText.opening;
  for (;;) {
    const next = await latest.take();
    switch (next.kind) {
      case 'state':
        yield eventText.state(next.answer);
        if (next.answer.live === null) {
          return;
        }
        break;
      case 'heartbeat':
        yield eventText.heartbeat;
        break;
      case 'close':
        yield eventText.closing(next.why);
        return;
    }
  }
}

/** Signs of life, the end of a stream's time, and the end of patience with who does not read them. */
function startClocks(clock: Clock, latest: LatestState, cut: AbortController): () => void {
  let unread = 0;
  const beat = (): void => {
    unread = latest.hungry ? 0 : unread + 1;
    if (unread >= UNREAD_BEATS) {
      cut.abort();
      return;
    }
    latest.beat();
    cancelBeat = clock.schedule(beat, HEARTBEAT_MS);
  };
  let cancelBeat = clock.schedule(beat, HEARTBEAT_MS);
  const cancelAge = clock.schedule(() => latest.close(END.age), LONGEST_STREAM_MS);
  return () => {
    cancelBeat();
    cancelAge();
  };
}

interface Followed {
  readonly view: JobView;
  readonly latest: LatestState;
  readonly signal: AbortSignal;
}

/** Hands over each state until the last one. A listener that breaks is begun again, and tells what was missed. */
async function follow({ store, answerOf, clock, random, logger }: JobStreamsDeps, followed: Followed): Promise<void> {
  const { view, latest, signal } = followed;
  for (let pauseMs: number = RELISTEN_MS.first; !signal.aborted; pauseMs = Math.min(2 * pauseMs, RELISTEN_MS.longest)) {
    try {
      const last = await store.views.watch(view, { signal, onChange: (next) => latest.offer(answerOf(next)) });
      if (last === null) {
        latest.close(END.gone);
      }
      return;
    } catch (error) {
      logger.warn('A stream lost its listener and begins a new one', { job_id: view.id, error });
      await sleep(clock, pauseMs * (0.5 + random() / 2), signal);
    }
  }
}
