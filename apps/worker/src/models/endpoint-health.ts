import type { EndpointHealth } from '@sets/contract';
import type { EndpointSnapshot } from '@sets/genai-pool';

/** The part of the pool's view of one endpoint that the fleet's documents and health pages hold, under its own names. */
export const endpointHealth = ({
  model,
  location,
  circuit,
  in_flight,
  concurrency_limit,
  concurrency_ceiling,
  latency_ms,
  cooldown_until,
}: EndpointSnapshot): EndpointHealth => ({
  ...{ model, location, circuit, in_flight },
  ...{ concurrency_limit, concurrency_ceiling, latency_ms, cooldown_until },
});
