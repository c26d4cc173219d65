import { followEvents } from './follow-events.ts';
import { jobPath } from './job-path.ts';
import type { ClientBase } from './options.ts';
import { pause } from './platform.ts';
import { ProblemError } from './problem-error.ts';
import { delayAfter, isWorthRetrying } from './retries.ts';

/** What waiting needs of a job. */
interface Waitable {
  readonly id: string;
  readonly done: boolean;
  readonly poll_after_ms: number;
}

export interface WaitOptions<J> {
  /** Ends the waiting, not the job. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each state that is seen, the first and the last too; one may be seen twice. */
  readonly onChange?: ((job: J) => void) | undefined;
}

/** Polls are never closer, nor further apart; a timer of longer than 24 days would end at once. */
const POLL_MS = { shortest: 250, longest: 60_000 };
/** Without a word from the API for so long, waiting fails. A job of ours ends within two minutes of its turn. */
const PATIENCE_MS = 120_000;
/** Nor before so many failures: a phone or a laptop that slept has heard nothing for hours, and may be answered at once. */
const LEAST_FAILURES = 4;
/** After these a stream is not worth another try: something between holds it back, or there is no place for it. */
const NO_STREAM = ['timed_out', 'too_many_streams', 'overloaded', 'unreadable_answer'];

/** As the job names it; also where it names nothing that can be waited for. */
const pollDelay = (askedMs: number): number =>
  askedMs > POLL_MS.shortest ? Math.min(askedMs, POLL_MS.longest) : POLL_MS.shortest;

/**
 * The job once it has ended. Follows its events; polls where a body cannot be streamed. A break is mended by connecting
 * again, wherever that leads: the id of the last event names the state that is known.
 *
 * @throws ProblemError what cannot be mended, or what was met last after two minutes without a word
 */
export async function waitForJob<J extends Waitable>(
  base: ClientBase,
  start: J | string,
  { signal, onChange }: WaitOptions<J>,
): Promise<J> {
  const { connection, clock, random } = base;
  const id = typeof start === 'string' ? start : start.id;
  let latest: J | null = null;
  let lastEventId = '';
  let mayStream = true;
  let emptyStream = false;
  let failures = 0;
  let heardAt = clock.now();

  const onSign = (): void => {
    heardAt = clock.now();
  };
  function hear(job: J): void {
    latest = job;
    failures = 0;
    onSign();
    onChange?.(job);
  }
  async function poll(): Promise<void> {
    hear((await connection.ask({ method: 'GET', path: jobPath(id), signal })) as J);
  }
  async function follow(): Promise<void> {
    emptyStream = true;
    const onState = (job: J, eventId: string): void => {
      emptyStream = false;
      lastEventId = eventId;
      hear(job);
    };
    try {
      await followEvents(connection, { id, lastEventId, signal, onSign, onState });
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === 'route_not_found')) {
        throw error;
      }
      // While a rollout is split, an API of the release before may answer, which has no such stream.
      mayStream = false;
    }
  }
  /** A stream that gave nothing is not followed by another one at once: a poll shows what is. */
  async function advance(known: J | null): Promise<void> {
    if (known === null || connection.streams === undefined) {
      await poll();
    } else if (connection.streams && mayStream && !emptyStream) {
      await follow();
      if (latest?.done !== true) {
        await pause(clock, delayAfter(1, random), signal);
      }
    } else {
      await pause(clock, pollDelay(known.poll_after_ms), signal);
      emptyStream = false;
      await poll();
    }
  }

  if (typeof start !== 'string') {
    hear(start);
  }
  for (;;) {
    const known = latest as J | null;
    if (known?.done === true) {
      return known;
    }
    try {
      await advance(known);
    } catch (error) {
      failures += 1;
      const isLost = failures >= LEAST_FAILURES && clock.now() - heardAt > PATIENCE_MS;
      if (!isWorthRetrying(error) || isLost) {
        throw error;
      }
      mayStream &&= !NO_STREAM.includes(error.code);
      emptyStream = false;
      await pause(clock, delayAfter(failures, random, error.retryAfterS), signal);
    }
  }
}
