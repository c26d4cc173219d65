export interface Sample {
  readonly atMs: number;
  readonly ms: number;
  readonly ok: boolean;
}

export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) {
    return null;
  }
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5) ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Long enough that one stall of the machine does not look like a decision. */
const WINDOW_MS = 10_000;

/**
 * Time from `fromMs` until the first moment from which, for 10 s, fewer calls than `perRequest` go to `locations` per
 * request. Null when that never happens before `toMs`.
 */
export function timeToIsolate(
  calls: readonly { location: string; atMs: number }[],
  requests: readonly Sample[],
  outage: { locations: readonly string[]; fromMs: number; toMs: number },
  perRequest = 0.1,
): number | null {
  const bad = calls.filter(({ location }) => outage.locations.includes(location));
  for (let at = outage.fromMs; at + WINDOW_MS <= outage.toMs; at += 100) {
    if (count(bad, at) < perRequest * count(requests, at)) {
      return at - outage.fromMs;
    }
  }
  return null;
}

/** Time from `toMs` until the first moment from which, for 10 s, the locations get half of their share before. */
export function timeToReturn(
  calls: readonly { location: string; atMs: number }[],
  outage: { locations: readonly string[]; fromMs: number; toMs: number },
  endMs: number,
): number | null {
  const there = calls.filter(({ location }) => outage.locations.includes(location));
  const share = (at: number) => count(there, at) / Math.max(1, count(calls, at));
  const before = share(outage.fromMs - WINDOW_MS);
  for (let at = outage.toMs; at + WINDOW_MS <= endMs; at += 100) {
    if (share(at) >= before / 2) {
      return at - outage.toMs;
    }
  }
  return null;
}

/** Time from `fromMs` until the first moment from which, for 10 s, 95 % of requests succeed. */
export function timeToSuccess(requests: readonly Sample[], fromMs: number, endMs: number): number | null {
  for (let at = fromMs; at + WINDOW_MS <= endMs; at += 100) {
    const within = requests.filter(({ atMs }) => atMs >= at && atMs < at + WINDOW_MS);
    if (within.filter(({ ok }) => ok).length >= 0.95 * within.length) {
      return at - fromMs;
    }
  }
  return null;
}

function count(events: readonly { atMs: number }[], fromMs: number): number {
  let n = 0;
  for (const { atMs } of events) {
    if (atMs >= fromMs && atMs < fromMs + WINDOW_MS) {
      n += 1;
    }
  }
  return n;
}
