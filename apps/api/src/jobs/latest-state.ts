import { isLaterEvent } from '@sets/contract';
import type { JobAnswer } from './job-answer.ts';

/** What a stream has to say next: the newest state alone, a sign of life, or its last word. */
export type Next =
  | { readonly kind: 'state'; readonly answer: JobAnswer }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'close'; readonly why: string };

/** Between a job that changes and a client that reads: holds one state, however slowly the client reads. */
export interface LatestState {
  /** Of an ended job always, of a live one when it is newer than what was sent: listeners may lag behind one another. */
  offer(answer: JobAnswer): void;
  beat(): void;
  close(why: string): void;
  /** Waits for what is next. A state goes before the last word, and both before a sign of life. */
  take(): Promise<Next>;
  /** Whether somebody waits in `take`, so that nothing is left unread. */
  readonly hungry: boolean;
}

/** `sent`: when the state that the client has was stored; undefined when it has none. */
export function createLatestState(sent: string | undefined): LatestState {
  let newest = sent;
  let state: JobAnswer | null = null;
  let beating = false;
  let closing: string | null = null;
  let wake: (() => void) | null = null;

  function ready(): Next | null {
    if (state !== null) {
      const answer = state;
      state = null;
      return { kind: 'state', answer };
    }
    if (closing !== null) {
      return { kind: 'close', why: closing };
    }
    if (beating) {
      beating = false;
      return { kind: 'heartbeat' };
    }
    return null;
  }

  const tell = (): void => wake?.();

  return {
    offer(answer) {
      if (answer.live === null || newest === undefined || isLaterEvent(answer.updated, newest)) {
        newest = answer.updated;
        state = answer;
        tell();
      }
    },
    beat() {
      beating = true;
      tell();
    },
    close(why) {
      closing ??= why;
      tell();
    },
    async take() {
      for (let next = ready(); ; next = ready()) {
        if (next !== null) {
          return next;
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
        wake = null;
      }
    },
    get hungry() {
      return wake !== null;
    },
  };
}
