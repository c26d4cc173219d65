import type { Clock } from '@sets/clock';
import { LRUCache } from 'lru-cache';
import type { ResultValue } from '../documents/result-document.ts';

export interface MemoryTierOptions {
  /** Default: 64 MiB; a result is a few KB. */
  readonly maxBytes?: number;
  /**
   * After so long an entry must be confirmed by a lower tier; it is kept for times when none answers. Default: 10 s,
   * which is also how long an instance may serve what was invalidated elsewhere.
   */
  readonly ttlMs?: number;
  readonly clock: Clock;
}

export interface MemoryTier {
  /** `confirmed` is false once the entry is older than `ttlMs`. */
  get(key: string): { readonly value: ResultValue; readonly confirmed: boolean } | null;
  /** An older value never replaces a newer one: reads and completions may arrive in any order. */
  set(key: string, value: ResultValue): void;
  delete(key: string): void;
  readonly bytes: number;
}

const MAX_BYTES = 64 * 1024 * 1024;
const TTL_MS = 10_000;
const ENTRY_OVERHEAD_BYTES = 512;

export function createMemoryTier({ maxBytes = MAX_BYTES, ttlMs = TTL_MS, clock }: MemoryTierOptions): MemoryTier {
  const entries = new LRUCache<string, { value: ResultValue; storedAt: number; bytes: number }>({
    maxSize: maxBytes,
    sizeCalculation: (entry) => entry.bytes,
  });
  return {
    get(key) {
      const entry = entries.get(key);
      return entry === undefined ? null : { value: entry.value, confirmed: clock.monotonic() - entry.storedAt < ttlMs };
    },
    set(key, value) {
      const before = entries.peek(key);
      if (before !== undefined && before.value.created_at > value.created_at) {
        return;
      }
      // Two bytes a character at worst, as V8 holds strings.
      const bytes = ENTRY_OVERHEAD_BYTES + 2 * JSON.stringify(value).length;
      entries.set(key, { value, storedAt: clock.monotonic(), bytes });
    },
    delete(key) {
      entries.delete(key);
    },
    get bytes() {
      return entries.calculatedSize;
    },
  };
}
