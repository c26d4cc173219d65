import { type Clock, createRememberedLook, type RememberedLook } from '@sets/clock';
import type { JobViews } from '@sets/jobs';
import { LRUCache } from 'lru-cache';
import type { AnswerOf, JobAnswer } from './job-answer.ts';

export interface JobPollsDeps {
  readonly store: { readonly views: Pick<JobViews, 'read'> };
  readonly answerOf: AnswerOf;
  readonly clock: Clock;
  /** Of the finished jobs that are kept, and half as many of live ones. Default: 32 MiB. */
  readonly maxBytes?: number;
}

/** What is read of jobs again and again, read once. */
export interface JobPolls {
  /**
   * What the id shows to the caller, as it was within the last quarter of a second or as it ended; null for what is
   * nobody's or another's.
   *
   * @throws ProblemError `storage_unavailable`
   */
  look(id: string, caller: string): Promise<JobAnswer | null>;
  /** What was ended or deleted here is asked for anew. Other instances learn of it within `FINISHED_KEPT_MS`. */
  forget(id: string, caller: string): void;
  /** The same for all that is kept here, where jobs of others were removed. */
  forgetAll(): void;
  /** Bytes that answers take, finished and live. */
  readonly bytes: number;
}

/** One read of a live job serves everybody who polls it for so long, its failure too. */
export const LIVE_KEPT_MS = 250;
/** A final state changes no more; it may be deleted, which shows after so long where another instance did it. */
export const FINISHED_KEPT_MS = 10_000;

const MAX_BYTES = 32 * 1024 * 1024;
/** What an entry takes beside its text. */
const ENTRY_OVERHEAD_BYTES = 1_000;
/** Live jobs whose last look is kept; who is beyond them is read by each poll. */
const MAX_LIVE = 10_000;

interface Finished {
  readonly answer: JobAnswer;
  /** When the look began: what was removed after it may not be seen in it. */
  readonly keptAt: number;
}

/** Neither has a space in it. */
const keyOf = (id: string, caller: string): string => `${id} ${caller}`;

export function createJobPolls({ store, answerOf, clock, maxBytes = MAX_BYTES }: JobPollsDeps): JobPolls {
  const finished = new LRUCache<string, Finished>({
    maxSize: maxBytes,
    sizeCalculation: ({ answer }) => ENTRY_OVERHEAD_BYTES + answer.body.bytes.length,
  });
  const live = new LRUCache<string, RememberedLook<JobAnswer | null>>({
    ...{ max: MAX_LIVE, maxSize: maxBytes / 2 },
  });
  const keepLive = (key: string, look: RememberedLook<JobAnswer | null>, answerBytes: number): void => {
    // An entry that is there keeps the size that it came with.
    live.delete(key);
    live.set(key, look, { size: ENTRY_OVERHEAD_BYTES + answerBytes });
  };

  function begin(key: string, id: string, caller: string): RememberedLook<JobAnswer | null> {
    const look = createRememberedLook({
      clock,
      keepMs: LIVE_KEPT_MS,
      keepFailedMs: LIVE_KEPT_MS,
      async look() {
        const keptAt = clock.monotonic();
        const view = await store.views.read(id, caller);
        const answer = view === null ? null : answerOf(view);
        // Not when it was forgotten meanwhile: what this read saw may be what is gone.
        if (live.peek(key) === look) {
          if (answer?.live === null) {
            live.delete(key);
            finished.set(key, { answer, keptAt });
          } else {
            keepLive(key, look, answer?.body.bytes.length ?? 0);
          }
        }
        return answer;
      },
    });
    keepLive(key, look, 0);
    return look;
  }

  return {
    async look(id, caller) {
      const key = keyOf(id, caller);
      const ended = finished.get(key);
      if (ended !== undefined && clock.monotonic() - ended.keptAt < FINISHED_KEPT_MS) {
        return ended.answer;
      }
      return await (live.get(key) ?? begin(key, id, caller)).look();
    },
    forget(id, caller) {
      const key = keyOf(id, caller);
      finished.delete(key);
      live.delete(key);
    },
    forgetAll() {
      finished.clear();
      live.clear();
    },
    get bytes() {
      return finished.calculatedSize + live.calculatedSize;
    },
  };
}
