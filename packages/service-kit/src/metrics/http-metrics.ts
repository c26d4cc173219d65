import type { HistogramCounts } from './histogram-summary.ts';
import type { MetricsFactory } from './metric-types.ts';

/** What the HTTP layer measures; `/metrics` and `/metrics/performance` both read it. */
export interface HttpMetrics {
  started(): void;
  ended(request: {
    readonly method: string;
    /** The route's pattern, never the path: ids in labels would make a series per job. */
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** Requests being answered now. */
  readonly inFlight: number;
  /** Since the process started. `responseS` covers one route, in seconds. */
  snapshot(route: {
    readonly method: string;
    readonly route: string;
  }): Promise<{ total: number; errors: number; responseS: HistogramCounts }>;
}

/** Seconds; fine where cache hits live (1 ms to 50 ms), coarse up to the 45 s that a request may wait. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 7.5, 10, 15, 30, 45, 60];

export function createHttpMetrics(metrics: MetricsFactory): HttpMetrics {
  let inFlight = 0;
  metrics.gauge({ name: 'http_requests_in_flight', help: 'Requests being answered now.', read: () => inFlight });
  const duration = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its response.',
    labels: ['method', 'route', 'status'],
    buckets: BUCKETS_S,
  });
  const errors = metrics.counter({ name: 'http_server_errors_total', help: 'Requests answered with 5xx.' });
  return {
    started() {
      inFlight += 1;
    },
    ended({ method, route, status, seconds }) {
      inFlight -= 1;
      duration.observe({ method, route, status: String(status) }, seconds);
      if (status >= 500) {
        errors.increment({});
      }
    },
    get inFlight() {
      return inFlight;
    },
    async snapshot(route) {
      return {
        total: (await duration.counts()).count,
        errors: await errors.total(),
        responseS: await duration.counts(route),
      };
    },
  };
}
