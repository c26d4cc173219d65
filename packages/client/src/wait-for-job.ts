import type { ClientBase } from './options.ts';
import { pause } from './platform.ts';
import { ProblemError } from './problem-error.ts';
import { delayAfter, isWorthRetrying } from './retries.ts';
import { createEventReader } from './server-sent-events.ts';

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

/** Polls are never closer. */
const SHORTEST_POLL_MS = 250;
/** Without a word from the API for so long, waiting fails. A job of ours ends within two minutes of its turn. */
const PATIENCE_MS = 120_000;
/** After these a stream is not worth another try: something between holds it back, or there is no place for it. */
const NO_STREAM = ['timed_out', 'too_many_streams', 'overloaded', 'unreadable_answer'];

export const jobPath = (id: string, rest = ''): string => `/v1/jobs/${encodeURIComponent(id)}${rest}`;

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
  let latest: J | null = typeof start === 'string' ? null : start;
  let lastEventId = '';
  let mayStream = true;
  let failures = 0;
  let heardAt = clock.now();

  function hear(job: J): J {
    latest = job;
    failures = 0;
    heardAt = clock.now();
    onChange?.(job);
    return job;
  }

  async function poll(): Promise<void> {
    hear((await connection.ask({ method: 'GET', path: jobPath(id), signal })) as J);
  }

  async function follow(): Promise<void> {
    const headers = lastEventId === '' ? {} : { 'last-event-id': lastEventId };
    let ended = false;
    const read = createEventReader((event) => {
      if (event.event === 'job') {
        ended = hear(JSON.parse(event.data) as J).done;
        lastEventId = event.id;
      }
    });
    await connection.follow({ method: 'GET', path: jobPath(id, '/events'), headers, signal }, (piece) => {
      heardAt = clock.now();
      read(piece);
      return ended ? 'enough' : 'more';
    });
  }

  if (latest !== null) {
    hear(latest);
  }
  while (latest === null || !latest.done) {
    const known: J | null = latest;
    try {
      if (known === null || connection.streams === undefined) {
        await poll();
      } else if (connection.streams && mayStream) {
        await follow();
        if (latest === known) {
          failures += 1;
        }
      } else {
        await pause(clock, Math.max(SHORTEST_POLL_MS, known.poll_after_ms), signal);
        await poll();
      }
    } catch (error) {
      failures += 1;
      if (!isWorthRetrying(error) || clock.now() - heardAt > PATIENCE_MS) {
        throw error;
      }
      mayStream &&= !(error instanceof ProblemError && NO_STREAM.includes(error.code));
      await pause(clock, delayAfter(failures, random, error.retryAfterS), signal);
      continue;
    }
    if (failures > 0) {
      await pause(clock, delayAfter(failures, random), signal);
    }
  }
  return latest;
}
