import type { UpstreamCall } from '../faults/fault-registry.ts';

export interface CallCount {
  readonly upstream: string;
  readonly location: string | null;
  readonly model: string | null;
  /** Calls that arrived. */
  calls: number;
  /** Answers by HTTP status. */
  statuses: Record<string, number>;
  /** Calls whose client went away before the answer was complete. */
  aborted: number;
  /** Calls that the simulators themselves reset or cut. */
  cut: number;
  inFlight: number;
  /** The most calls in flight at once. */
  peak: number;
}

export type CallOutcome = { readonly status: number } | 'aborted' | 'cut';

export interface Counters {
  /** Counts an arrival; the returned function counts its end, once. */
  begin(call: UpstreamCall): (outcome: CallOutcome) => void;
  inFlight(call: UpstreamCall): number;
  list(): CallCount[];
  /** Sum over locations and models. */
  total(upstream: UpstreamCall['upstream']): Pick<CallCount, 'calls' | 'aborted' | 'inFlight'>;
  /** Forgets everything but the calls that are still in flight. */
  reset(): void;
}

export function createCounters(): Counters {
  const counts = new Map<string, CallCount>();

  const keyOf = (call: UpstreamCall) => `${call.upstream}|${call.location}|${call.model}`;

  const countOf = (call: UpstreamCall): CallCount => {
    const found = counts.get(keyOf(call));
    if (found !== undefined) {
      return found;
    }
    const { upstream, location, model } = call;
    const fresh = { upstream, location, model, calls: 0, statuses: {}, aborted: 0, cut: 0, inFlight: 0, peak: 0 };
    counts.set(keyOf(call), fresh);
    return fresh;
  };

  return {
    begin(call) {
      const count = countOf(call);
      count.calls += 1;
      count.inFlight += 1;
      count.peak = Math.max(count.peak, count.inFlight);
      let ended = false;
      return (outcome) => {
        if (ended) {
          return;
        }
        ended = true;
        count.inFlight -= 1;
        if (outcome === 'aborted') {
          count.aborted += 1;
        } else if (outcome === 'cut') {
          count.cut += 1;
        } else {
          count.statuses[outcome.status] = (count.statuses[outcome.status] ?? 0) + 1;
        }
      };
    },
    inFlight: (call) => countOf(call).inFlight,
    list: () => [...counts.values()].map((count) => ({ ...count, statuses: { ...count.statuses } })),
    total(upstream) {
      const sum = { calls: 0, aborted: 0, inFlight: 0 };
      for (const count of counts.values()) {
        if (count.upstream !== upstream) {
          continue;
        }
        sum.calls += count.calls;
        sum.aborted += count.aborted;
        sum.inFlight += count.inFlight;
      }
      return sum;
    },
    reset() {
      for (const count of counts.values()) {
        Object.assign(count, { calls: 0, statuses: {}, aborted: 0, cut: 0, peak: count.inFlight });
      }
    },
  };
}
