import type { Clock, Random } from '@sets/clock';

/** Faults on command. All are off until asked for. */
export interface Faults {
  /** Every API call answers UNAVAILABLE, for so many milliseconds or until `clear`. Dispatching goes on. */
  unavailable(forMs?: number): void;
  /** One location is gone, until `clear`: its calls answer UNAVAILABLE and its queues deliver nothing. */
  regionAway(location: string): void;
  /** The next `count` CreateTask calls are applied and yet answered UNAVAILABLE. */
  dropCreateAnswers(count: number): void;
  /** Each delivery is made twice with this probability. */
  duplicateDeliveries(probability: number): void;
  /** Each delivery is held back by a random time up to `maxMs`. */
  delayDeliveries(maxMs: number): void;
  /** Due tasks are taken in random order instead of by schedule time. */
  reorderDeliveries(on: boolean): void;
  /** Nothing can be written, as on a full disk. */
  storageFull(on: boolean): void;
  /** The caller lacks these permissions, e.g. `cloudtasks.tasks.get`; an empty list gives them all back. */
  denyRights(permissions: readonly string[]): void;
  /** Ends every fault. */
  clear(): void;
}

/** What the emulator asks at the points where a fault may strike. */
export interface FaultPoints {
  apiUnavailable(): boolean;
  isAway(location: string): boolean;
  takeDroppedCreateAnswer(): boolean;
  duplicate(): boolean;
  deliveryDelayMs(): number;
  reordered(): boolean;
  deniedRights(): ReadonlySet<string>;
}

export interface FaultSwitchboardDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly setStorageFull: (on: boolean) => void;
}

export function createFaults({ clock, random, setStorageFull }: FaultSwitchboardDeps): {
  readonly faults: Faults;
  readonly points: FaultPoints;
} {
  let unavailableUntil = Number.NEGATIVE_INFINITY;
  const away = new Set<string>();
  let droppedAnswers = 0;
  let duplicateProbability = 0;
  let maxDelayMs = 0;
  let reorder = false;
  let denied: ReadonlySet<string> = new Set();

  const faults: Faults = {
    unavailable(forMs = Number.POSITIVE_INFINITY) {
      unavailableUntil = clock.monotonic() + forMs;
    },
    regionAway(location) {
      away.add(location);
    },
    dropCreateAnswers(count) {
      droppedAnswers = count;
    },
    duplicateDeliveries(probability) {
      duplicateProbability = probability;
    },
    delayDeliveries(maxMs) {
      maxDelayMs = maxMs;
    },
    reorderDeliveries(on) {
      reorder = on;
    },
    storageFull: setStorageFull,
    denyRights(permissions) {
      denied = new Set(permissions);
    },
    clear() {
      unavailableUntil = Number.NEGATIVE_INFINITY;
      away.clear();
      droppedAnswers = 0;
      duplicateProbability = 0;
      maxDelayMs = 0;
      reorder = false;
      denied = new Set();
      setStorageFull(false);
    },
  };

  const points: FaultPoints = {
    apiUnavailable: () => clock.monotonic() < unavailableUntil,
    isAway: (location) => away.has(location),
    takeDroppedCreateAnswer() {
      if (droppedAnswers === 0) {
        return false;
      }
      droppedAnswers -= 1;
      return true;
    },
    duplicate: () => duplicateProbability > 0 && random() < duplicateProbability,
    deliveryDelayMs: () => (maxDelayMs > 0 ? random() * maxDelayMs : 0),
    reordered: () => reorder,
    deniedRights: () => denied,
  };

  return { faults, points };
}
