import type { Endpoint } from '../endpoint/endpoint.ts';
import type { PoolObserver } from './observer.ts';

type Labels = Record<string, string>;

export interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** Makes the three kinds of instrument, in the shape that `createMetrics` of service-kit has. */
export interface MetricInstruments {
  counter(options: MetricOptions): { increment(labels: Labels, by?: number): void };
  gauge(options: MetricOptions): { set(labels: Labels, value: number): void };
  histogram(options: MetricOptions & { buckets: readonly number[] }): { observe(labels: Labels, value: number): void };
}

const CIRCUIT_VALUE = { closed: 0, half_open: 1, open: 2 } as const;
/** Seconds. From a fast text call to the 45 s at which an attempt times out. */
const BUCKETS_S = [0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 45];
/** Seconds. A warm socket takes none of it; a new connection 0.1, an access token more. */
const QUEUED_BUCKETS_S = [0.005, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The pool's Prometheus metrics, by location and model. */
export function createMetricsObserver(make: MetricInstruments): PoolObserver {
  // Not `location`: in Cloud Monitoring that is where the instance runs.
  const where = ['model', 'model_location'];
  const counter = (name: string, help: string, ...more: string[]) =>
    make.counter({ name: `genai_pool_${name}_total`, help, labels: [...where, ...more] });
  const attempts = counter('attempts', 'Calls by outcome and by why they were made.', 'outcome', 'role');
  const failovers = counter('failovers', 'Requests that went on after a failed or late call, by where.', 'cause');
  const hedges = counter('hedges', 'Slow calls, and whether they got a second one.', 'decision');
  const cooldowns = counter('cooldowns', 'Times that an endpoint was left alone.', 'reason');
  const tokens = counter('tokens', 'Tokens of answers that said what they cost.', 'direction');
  const changes = counter('circuit_changes', 'Circuit transitions.', 'size', 'to');
  const rejections = make.counter({
    name: 'genai_pool_rejections_total',
    help: 'Requests turned away because nothing could take them.',
    labels: ['tier', 'reason'],
  });
  const outage = make.gauge({
    name: 'genai_pool_outage',
    help: '1 while nobody answers requests of that tier and size.',
    labels: ['tier', 'size'],
  });
  const circuit = make.gauge({
    name: 'genai_pool_circuit_state',
    help: 'By size of work: 0 closed, 1 half-open, 2 open; absent while it has never opened.',
    labels: [...where, 'size'],
  });
  const duration = make.histogram({
    name: 'genai_pool_attempt_duration_seconds',
    help: 'Time of one call on the wire, by outcome.',
    labels: [...where, 'outcome'],
    buckets: BUCKETS_S,
  });
  const queued = make.histogram({
    name: 'genai_pool_attempt_queued_seconds',
    help: 'From taking a slot to the wire: credentials, and waiting for a socket.',
    labels: where,
    buckets: QUEUED_BUCKETS_S,
  });
  const at = ({ model, location }: Endpoint): Labels => ({ model, model_location: location });
  return {
    attempt({ endpoint, outcome, role, durationMs, queuedMs, usage }) {
      attempts.increment({ ...at(endpoint), outcome, role });
      duration.observe({ ...at(endpoint), outcome }, durationMs / 1000);
      queued.observe(at(endpoint), queuedMs / 1000);
      if (usage === null) {
        return;
      }
      tokens.increment({ ...at(endpoint), direction: 'input' }, usage.inputTokens);
      tokens.increment({ ...at(endpoint), direction: 'output' }, usage.outputTokens);
    },
    failover: ({ from, cause }) => failovers.increment({ ...at(from), cause }),
    hedge: ({ slow, decision }) => hedges.increment({ ...at(slow), decision }),
    cooldown: ({ endpoint, reason }) => cooldowns.increment({ ...at(endpoint), reason }),
    circuit({ endpoint, size, to }) {
      circuit.set({ ...at(endpoint), size }, CIRCUIT_VALUE[to]);
      changes.increment({ ...at(endpoint), size, to });
    },
    outage: ({ tier, size, state }) => outage.set({ tier, size }, state === 'began' ? 1 : 0),
    rejected: ({ tier, reason }) => rejections.increment({ tier, reason }),
  };
}
