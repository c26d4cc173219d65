import type { EndpointState } from '../endpoint/endpoint-state.ts';
import type { Candidate } from './choose-endpoint.ts';

/** What the endpoints of a model offer one request at one moment. */
export interface Survey {
  /** Free, and not tried by this request. */
  readonly free: readonly Candidate<EndpointState>[];
  /** Free, but this request has failed there before: a repeat. */
  readonly tried: readonly Candidate<EndpointState>[];
  /** Untried, half-open, and without their probe. */
  readonly probes: readonly EndpointState[];
  /** An untried endpoint is healthy but has no slot, or its cooldown ends shortly: worth waiting for. */
  readonly pending: boolean;
}

export function survey(
  states: readonly EndpointState[],
  triedStates: ReadonlySet<EndpointState>,
  now: number,
  predictMs: (state: EndpointState) => number,
): Survey {
  const free: Candidate<EndpointState>[] = [];
  const tried: Candidate<EndpointState>[] = [];
  const probes: EndpointState[] = [];
  let pending = false;
  for (const state of states) {
    const admission = state.admission(now);
    const untried = !triedStates.has(state);
    if (admission === 'free') {
      (untried ? free : tried).push({ endpoint: state, predictedMs: predictMs(state) });
    } else if (admission === 'probe' && untried) {
      probes.push(state);
    } else if (untried && admission !== 'blocked') {
      pending = true;
    }
  }
  return { free, tried, probes, pending };
}
