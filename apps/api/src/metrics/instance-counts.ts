import type { Callers } from '@sets/callers';
import { type Counts, histogramCounts } from '@sets/fleet';
import type { Metrics } from '@sets/service-kit';
import type { ClientCounters } from './client-counters.ts';
import type { ServingCounters } from './serving-counters.ts';

const SUBMIT_ROUTE = { method: 'POST', route: '/v1/jobs' };

/** What this instance has counted, by the names under which the fleet adds it up. Prometheus reads the same objects. */
export async function instanceCounts(
  metrics: Metrics,
  { counters, clients }: { readonly counters: ServingCounters; readonly clients: ClientCounters },
  appCheck: Callers['appCheck'],
): Promise<Counts> {
  const { total, errors, responseS } = await metrics.http.snapshot(SUBMIT_ROUTE);
  return {
    'requests/total': total,
    'requests/errors': errors,
    ...histogramCounts('response_ms', responseS, 1_000),
    ...(await counters.counts()),
    ...(await clients.counts()),
    ...(await appCheck.read()),
  };
}
