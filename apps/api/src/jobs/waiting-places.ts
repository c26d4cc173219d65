import { limitKeyOf } from '@sets/callers';
import { ProblemError } from '@sets/contract';
import type { Caller } from '@sets/service-kit';

export interface WaitingPlacesOptions {
  /** Streams and waits together, of everybody. */
  readonly perInstance: number;
  /** Of one caller. */
  readonly streamsPerCaller: number;
  readonly waitsPerCaller: number;
}

/** Gives a place back; a second time does nothing. */
export type GiveBack = () => void;

/** What holds a connection without working takes a place, and there are only so many. */
export interface WaitingPlaces {
  /** Null when none is free, or none for that caller. */
  takeForWait(caller: Caller): GiveBack | null;
  /** @throws ProblemError `too_many_streams` for who has its number, `overloaded` when none is free here */
  takeForStream(caller: Caller): GiveBack;
  readonly taken: number;
}

/** By then a stream has ended, or another instance has a place. */
const RETRY_AFTER_S = 5;

export function createWaitingPlaces(options: WaitingPlacesOptions): WaitingPlaces {
  const { perInstance, streamsPerCaller, waitsPerCaller } = options;
  const streams = createHeldCounts();
  const waits = createHeldCounts();
  let taken = 0;

  function take(of: HeldCounts, caller: string): GiveBack {
    let held = true;
    taken += 1;
    of.add(caller, 1);
    return () => {
      if (held) {
        held = false;
        taken -= 1;
        of.add(caller, -1);
      }
    };
  }

  return {
    takeForWait(caller) {
      const id = limitKeyOf(caller);
      return taken < perInstance && waits.of(id) < waitsPerCaller ? take(waits, id) : null;
    },
    takeForStream(caller) {
      const id = limitKeyOf(caller);
      if (streams.of(id) >= streamsPerCaller) {
        throw new ProblemError('too_many_streams', { retryAfterS: RETRY_AFTER_S });
      }
      if (taken >= perInstance) {
        throw new ProblemError('overloaded', { retryAfterS: RETRY_AFTER_S });
      }
      return take(streams, id);
    },
    get taken() {
      return taken;
    },
  };
}

interface HeldCounts {
  of(caller: string): number;
  add(caller: string, change: 1 | -1): void;
}

/** By caller; who holds nothing takes no memory. */
function createHeldCounts(): HeldCounts {
  const counts = new Map<string, number>();
  const of = (caller: string): number => counts.get(caller) ?? 0;
  return {
    of,
    add(caller, change) {
      const count = of(caller) + change;
      if (count === 0) {
        counts.delete(caller);
      } else {
        counts.set(caller, count);
      }
    },
  };
}
