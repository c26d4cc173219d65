import type { Clock } from '@sets/clock';
import { ProblemError } from '@sets/contract';

export interface PaceOptions {
  readonly clock: Clock;
  /** From the start to the first byte of the file, redirects and connecting included. */
  readonly firstByteMs: number;
  /** After the first byte each window must bring its part. */
  readonly windowMs: number;
  readonly minBytesPerS: number;
}

export interface Pace {
  /** Aborts with ProblemError `host_unresponsive` when the bytes come too late. */
  readonly signal: AbortSignal;
  received(bytes: number): void;
  /** Whether the last bytes are still being worked on here: what does not come meanwhile is not the server's fault. */
  working(isSo: boolean): void;
  stop(): void;
}

/** Gives up on a server that sends nothing, or a byte now and then. */
export function createPace({ clock, firstByteMs, windowMs, minBytesPerS }: PaceOptions): Pace {
  const late = new AbortController();
  let inWindow = 0;
  let started = false;
  let busy = false;
  const giveUp = (detail: string): void => late.abort(new ProblemError('host_unresponsive', { detail }));
  let cancel = clock.schedule(() => giveUp('Nothing came in time.'), firstByteMs);

  function nextWindow(): void {
    inWindow = 0;
    cancel = clock.schedule(() => {
      if (!busy && inWindow * 1_000 < minBytesPerS * windowMs) {
        giveUp('The file came too slowly.');
      } else {
        nextWindow();
      }
    }, windowMs);
  }

  return {
    signal: late.signal,
    received(bytes) {
      if (!started) {
        started = true;
        cancel();
        nextWindow();
      }
      inWindow += bytes;
    },
    working(isSo) {
      busy = isSo;
    },
    stop: () => cancel(),
  };
}
