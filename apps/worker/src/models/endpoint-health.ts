import type { EndpointHealth } from '@sets/contract';
import type { EndpointSnapshot } from '@sets/genai-pool';

/** The pool's view of one endpoint as the fleet's documents and health pages hold it. */
export function endpointHealth(snapshot: EndpointSnapshot, nowMs: number): EndpointHealth {
  return {
    model: snapshot.model,
    location: snapshot.location,
    circuit: snapshot.circuit,
    in_flight: snapshot.in_flight,
    concurrency_limit: snapshot.limit,
    latency_ms: snapshot.latency_ms,
    cooldown_until: snapshot.cooldown_ms > 0 ? new Date(nowMs + snapshot.cooldown_ms).toISOString() : null,
  };
}
