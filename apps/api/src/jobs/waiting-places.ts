import { limitKeyOf } from '@sets/callers';
import { ProblemError } from '@sets/contract';
import type { Caller } from '@sets/service-kit';

export interface WaitingPlacesOptions {
  /** Streams and waits together, of everybody. */
  readonly perInstance: number;
  /** Streams of one caller. */
  readonly streamsPerCaller: number;
}

/** Gives a place back; a second time does nothing. */
export type GiveBack = () => void;

/** What holds a connection without working takes a place, and there are only so many. */
export interface WaitingPlaces {
  /** Null when none is free. */
  takeForWait(): GiveBack | null;
  /** @throws ProblemError `too_many_streams` for who has its number, `overloaded` when none is free here */
  takeForStream(caller: Caller): GiveBack;
  readonly taken: number;
}

/** By then a stream has ended, or another instance has a place. */
const RETRY_AFTER_S = 5;

export function createWaitingPlaces({ perInstance, streamsPerCaller }: WaitingPlacesOptions): WaitingPlaces {
  const streams = new Map<string, number>();
  let taken = 0;

  function take(alsoBack: () => void = () => {}): GiveBack {
    let held = true;
    taken += 1;
    return () => {
      if (held) {
        held = false;
        taken -= 1;
        alsoBack();
      }
    };
  }

  function addStreams(caller: string, change: 1 | -1): void {
    const count = (streams.get(caller) ?? 0) + change;
    if (count === 0) {
      streams.delete(caller);
    } else {
      streams.set(caller, count);
    }
  }

  return {
    takeForWait: () => (taken < perInstance ? take() : null),
    takeForStream(caller) {
      const id = limitKeyOf(caller);
      if ((streams.get(id) ?? 0) >= streamsPerCaller) {
        throw new ProblemError('too_many_streams', { retryAfterS: RETRY_AFTER_S });
      }
      if (taken >= perInstance) {
        throw new ProblemError('overloaded', { retryAfterS: RETRY_AFTER_S });
      }
      addStreams(id, 1);
      return take(() => addStreams(id, -1));
    },
    get taken() {
      return taken;
    },
  };
}
