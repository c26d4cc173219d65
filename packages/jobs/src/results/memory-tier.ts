import type { Clock } from '@sets/clock';
import { LRUCache } from 'lru-cache';
import type { ResultValue } from '../documents/result-document.ts';
import { type AnswerParts, answerParts } from './answer-parts.ts';

export interface MemoryTierOptions {
  /** Default: 128 MiB. */
  readonly maxBytes?: number;
  readonly clock: Clock;
}

export interface Held {
  readonly value: ResultValue;
  /** The answer to whoever asks for it, written once. */
  readonly parts: AnswerParts | null;
  /** The server's time at which it was known to stand, in milliseconds since the epoch. */
  readonly readAtMs: number;
  /** How long ago that was learnt, in milliseconds. */
  readonly ageMs: number;
}

export interface MemoryTier {
  get(key: string): Held | null;
  /** An older value never replaces a newer one: reads and completions may arrive in any order. */
  set(key: string, value: ResultValue, readAtMs: number): void;
  /** `upToMs`: unless it was read later, by the server's clock. */
  delete(key: string, upToMs?: number): void;
  clear(): void;
  readonly bytes: number;
}

/** Some 15,000 results with their answers; see `make bench-memory-tier`. */
const MAX_BYTES = 128 * 1024 * 1024;
/** What an entry takes beside its texts, as `make bench-memory-tier` finds it: the map's part, and the value's objects. */
const ENTRY_OVERHEAD_BYTES = 1_000;

interface Entry {
  readonly value: ResultValue;
  readonly parts: AnswerParts | null;
  readonly readAtMs: number;
  readonly storedAt: number;
  readonly bytes: number;
}

/** V8 holds a text that has only characters of Latin-1 in one byte each, any other in two. */
const bytesOf = (text: string): number => (/^[\0-\xff]*$/.test(text) ? text.length : 2 * text.length);

export function createMemoryTier({ maxBytes = MAX_BYTES, clock }: MemoryTierOptions): MemoryTier {
  const entries = new LRUCache<string, Entry>({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes });
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) {
        return null;
      }
      const { value, parts, readAtMs, storedAt } = entry;
      return { value, parts, readAtMs, ageMs: clock.monotonic() - storedAt };
    },
    set(key, value, readAtMs) {
      const before = entries.peek(key);
      if (before !== undefined && before.value.created_at > value.created_at) {
        return;
      }
      const parts = answerParts(key, value);
      const texts = (parts ?? []).reduce((sum, part) => sum + part.length, 0);
      const bytes = ENTRY_OVERHEAD_BYTES + texts + bytesOf(JSON.stringify(value));
      entries.set(key, { value, parts, readAtMs, storedAt: clock.monotonic(), bytes });
    },
    delete(key, upToMs = Number.POSITIVE_INFINITY) {
      if ((entries.peek(key)?.readAtMs ?? Number.POSITIVE_INFINITY) <= upToMs) {
        entries.delete(key);
      }
    },
    clear() {
      entries.clear();
    },
    get bytes() {
      return entries.calculatedSize;
    },
  };
}
