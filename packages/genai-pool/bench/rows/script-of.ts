import type { Script } from '../upstream/upstream.ts';
import { ERROR_RATE, LATENCY_MS, RTT_MS } from '../upstream/workload.ts';
import type { Row } from './row.ts';

export const scriptOf = ({ faults }: Row, seed: number): Script => ({
  seed,
  latencyMs: LATENCY_MS,
  rttMs: RTT_MS,
  errorRate: ERROR_RATE,
  faults,
});
