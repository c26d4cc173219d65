import type { Clock } from '@sets/clock';
import { LRUCache } from 'lru-cache';
import { type Demand, ROUNDING, usedOf, type Window, windowAt, windowsUntil } from './window-counts.ts';

/** What came of asking for more. */
export interface Verdict {
  readonly admitted: boolean;
  /** What may still be asked for now; never negative. */
  readonly remaining: number;
  /** Seconds until the current window ends. */
  readonly resetS: number;
  /** Seconds until as much would be admitted; 0 when it was. */
  readonly retryAfterS: number;
}

/** Counts for keys of one kind against their quotas. What is refused counts for nothing. */
export interface RateLimit {
  take(key: string, demand: Demand): Verdict | Promise<Verdict>;
}

export interface LocalRateLimitOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly windowMs: number;
  /** Keys kept; the least used are forgotten first, so that inventing keys costs memory only so far. */
  readonly maxKeys?: number;
}

export interface LocalRateLimit {
  take(key: string, demand: Demand): Verdict;
  /** Whether as much would be admitted, without counting it. */
  look(key: string, demand: Demand): Verdict;
  /** Corrects the counts of a key to what all instances together have counted. */
  correct(key: string, counts: { readonly current: number; readonly previous: number }): void;
  readonly keys: number;
}

/** About 150 bytes each. */
const MAX_KEYS = 50_000;

interface Entry {
  index: number;
  current: number;
  previous: number;
}

/** Counts in this process alone. */
export function createLocalRateLimit({ clock, windowMs, maxKeys = MAX_KEYS }: LocalRateLimitOptions): LocalRateLimit {
  const entries = new LRUCache<string, Entry>({ max: maxKeys });

  function entryAt(key: string, { index }: Window): Entry {
    const entry = entries.get(key);
    if (entry === undefined) {
      return { index, current: 0, previous: 0 };
    }
    if (entry.index !== index) {
      entry.previous = entry.index === index - 1 ? entry.current : 0;
      entry.current = 0;
      entry.index = index;
    }
    return entry;
  }

  function decide(key: string, demand: Demand, count: boolean): Verdict {
    const window = windowAt(clock.now(), windowMs);
    const entry = entryAt(key, window);
    const verdict = verdictOn(entry, window, { ...demand, windowMs });
    if (count && verdict.admitted) {
      entry.current += demand.cost;
      entries.set(key, entry);
    }
    return verdict;
  }

  return {
    take: (key, demand) => decide(key, demand, true),
    look: (key, demand) => decide(key, demand, false),
    correct(key, counts) {
      const window = windowAt(clock.now(), windowMs);
      entries.set(key, { index: window.index, ...counts });
    },
    get keys() {
      return entries.size;
    },
  };
}

/** The verdict on a demand, by what was counted before it. */
export function verdictOn(
  counts: { readonly current: number; readonly previous: number },
  window: Window,
  { quota, cost, windowMs }: Demand & { readonly windowMs: number },
): Verdict {
  const windows = windowsUntil(counts, window, { quota, cost });
  const admitted = windows === 0;
  const left = quota - usedOf(counts, window) - (admitted ? cost : 0);
  return {
    admitted,
    remaining: Math.max(0, Math.floor(left + ROUNDING)),
    resetS: Math.ceil(((1 - window.passed) * windowMs) / 1_000),
    retryAfterS: admitted ? 0 : Math.max(1, Math.ceil((windows * windowMs) / 1_000 - ROUNDING)),
  };
}
