import type { Clock } from './clock.ts';

export interface RememberedLookOptions<Value> {
  readonly clock: Clock;
  /** Looks for real. Must end by itself: until it does, everybody waits for it. */
  readonly look: () => Promise<Value>;
  /** How long what was seen is good enough for everybody, counted from the end of the look. */
  readonly keepMs: number | (() => number);
  /** How long a failed look speaks for everybody: shorter, but in an outage not every request may look again. */
  readonly keepFailedMs: number;
}

export interface RememberedLook<Value> {
  /** What the last look saw, its failure too, or a new look that all callers share. */
  look(): Promise<Value>;
  /** What the last look that succeeded saw, however old, without looking again; undefined before the first. */
  lastSeen(): Value | undefined;
}

/** One look at something costly serves all who ask within a time. */
export function createRememberedLook<Value>(options: RememberedLookOptions<Value>): RememberedLook<Value> {
  const { clock, look, keepMs, keepFailedMs } = options;
  let last: { readonly answer: Promise<Value>; until: number } | undefined;
  let seen: Value | undefined;

  function lookNow(): Promise<Value> {
    const current = { answer: Promise.resolve().then(look), until: Number.POSITIVE_INFINITY };
    last = current;
    current.answer.then(
      (value) => {
        seen = value;
        current.until = clock.monotonic() + (typeof keepMs === 'number' ? keepMs : keepMs());
      },
      () => {
        current.until = clock.monotonic() + keepFailedMs;
      },
    );
    return current.answer;
  }

  return {
    look: () => (last !== undefined && clock.monotonic() < last.until ? last.answer : lookNow()),
    lastSeen: () => seen,
  };
}
