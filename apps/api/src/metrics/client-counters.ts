import type { Counts } from '@sets/fleet';
import type { Guard, Metrics } from '@sets/service-kit';
import { CONTINENTS, continentOf } from './continents.ts';

/** Requests of callers by where they come from. */
export interface ClientCounters {
  /** Counts what the guard is asked about, before it decides. */
  counted(guard: Guard): Guard;
  /** `clients/{continent}` */
  counts(): Promise<Counts>;
}

/** The load balancer's own word, which it puts in the place of whatever a client sent. */
const GEO_LOCATION = 'x-client-geo-location';

export interface ClientCountersOptions {
  /** Whether a load balancer stands before us; nobody else is believed. */
  readonly trustedLb: boolean;
}

export function createClientCounters(metrics: Metrics, { trustedLb }: ClientCountersOptions): ClientCounters {
  const requests = metrics.counter<'continent'>({
    name: 'sets_client_requests_total',
    help: 'Requests of callers by the continent that the load balancer saw them on.',
    labels: ['continent'],
  });
  return {
    counted: (guard) =>
      trustedLb
        ? (request) => {
            requests.increment({ continent: continentOf(request.header(GEO_LOCATION)) });
            return guard(request);
          }
        : guard,
    async counts() {
      const totals = await Promise.all(CONTINENTS.map((continent) => requests.total({ continent })));
      return Object.fromEntries(CONTINENTS.map((continent, index) => [`clients/${continent}`, totals[index] ?? 0]));
    },
  };
}
