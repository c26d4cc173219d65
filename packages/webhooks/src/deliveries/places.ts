import { type Clock, sleep } from '@sets/clock';
import { LRUCache } from 'lru-cache';

/** How many tries an instance makes at once. */
export interface PlaceLimits {
  readonly inAll: number;
  /** Of these, endpoints that have not answered promptly here lately have at most so many, together. */
  readonly unproven: number;
  /** While so many are taken nobody gets a second one: those who answered promptly may all stop at once. */
  readonly crowded: number;
  readonly perHost: number;
  readonly perEndpoint: number;
  /** How long one that answers well is waited for. */
  readonly waitMs: number;
}

export const DEFAULT_PLACES: PlaceLimits = Object.freeze({
  ...{ inAll: 200, unproven: 150, crowded: 100, perHost: 16, perEndpoint: 4 },
  waitMs: 1_000,
});

/** An endpoint and the host that it is at. */
export interface Receiver {
  readonly endpoint: string;
  readonly host: string;
}

export interface Place {
  /** `promptly`: whether the receiver answered without holding its place for long, whatever it said. */
  release(promptly: boolean): void;
}

/**
 * Who may be sent to now. A receiver that hangs holds a place for as long as a try may take, so one that has not
 * answered promptly lately has a single place, and all of those together never the whole.
 */
export interface Places {
  /** Null when none came free in time: the delivery is for later. */
  take(receiver: Receiver): Promise<Place | null>;
  readonly taken: number;
  /** Those who wait for one. */
  readonly waiting: number;
}

const MAX_KNOWN = 10_000;

export function createPlaces(clock: Clock, limits: PlaceLimits = DEFAULT_PLACES): Places {
  const proven = new LRUCache<string, true>({ max: MAX_KNOWN });
  const held = new Map<string, number>();
  let taken = 0;
  let unproven = 0;
  /** Told whenever a place came free. */
  const waiting = new Set<() => void>();

  const count = (key: string, by: number): void => {
    const next = (held.get(key) ?? 0) + by;
    if (next === 0) {
      held.delete(key);
    } else {
      held.set(key, next);
    }
  };
  const keysOf = ({ endpoint, host }: Receiver) => [`endpoint ${endpoint}`, `host ${host}`] as const;

  function hasRoom(receiver: Receiver, isProven: boolean): boolean {
    const [endpoint, host] = keysOf(receiver);
    const most = isProven && taken < limits.crowded ? limits.perEndpoint : 1;
    return (
      taken < limits.inAll &&
      (isProven || unproven < limits.unproven) &&
      (held.get(endpoint) ?? 0) < most &&
      (held.get(host) ?? 0) < limits.perHost
    );
  }

  function hold(receiver: Receiver, isProven: boolean, by: 1 | -1): void {
    for (const key of keysOf(receiver)) {
      count(key, by);
    }
    taken += by;
    unproven += isProven ? 0 : by;
  }

  function place(receiver: Receiver, isProven: boolean): Place {
    hold(receiver, isProven, 1);
    return {
      release(promptly) {
        hold(receiver, isProven, -1);
        if (promptly) {
          proven.set(receiver.endpoint, true);
        } else {
          proven.delete(receiver.endpoint);
        }
        for (const wake of waiting) {
          wake();
        }
      },
    };
  }

  return {
    async take(receiver) {
      const until = clock.monotonic() + limits.waitMs;
      for (;;) {
        const isProven = proven.has(receiver.endpoint);
        if (hasRoom(receiver, isProven)) {
          return place(receiver, isProven);
        }
        const leftMs = until - clock.monotonic();
        if (leftMs <= 0) {
          return null;
        }
        const woken = new AbortController();
        const wake = (): void => woken.abort();
        waiting.add(wake);
        await sleep(clock, leftMs, woken.signal);
        waiting.delete(wake);
      }
    },
    get taken() {
      return taken;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
