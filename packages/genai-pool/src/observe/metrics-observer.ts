import type { Endpoint } from '../endpoint/endpoint.ts';
import type { PoolObserver } from './observer.ts';

type Labels = Record<string, string>;

export interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
}

/** Makes the three kinds of instrument. With prom-client: `counter: (o) => new Counter({ ...o, registers })`, etc. */
export interface MetricInstruments {
  counter(options: MetricOptions): { inc(labels: Labels, value?: number): void };
  gauge(options: MetricOptions): { set(labels: Labels, value: number): void };
  histogram(options: MetricOptions & { buckets: number[] }): { observe(labels: Labels, value: number): void };
}

const CIRCUIT_VALUE = { closed: 0, half_open: 1, open: 2 } as const;
/** Seconds. From a fast text call to the 45 s at which an attempt times out. */
const BUCKETS_S = [0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 45];

/** The pool's Prometheus metrics, by location and model. `endpoints` start with their circuits shown closed. */
export function createMetricsObserver(make: MetricInstruments, endpoints: readonly Endpoint[]): PoolObserver {
  const where = ['model', 'location'];
  const counter = (name: string, help: string, ...more: string[]) =>
    make.counter({ name: `genai_pool_${name}_total`, help, labelNames: [...where, ...more] });
  const attempts = counter('attempts', 'Calls by outcome.', 'outcome');
  const failovers = counter('failovers', 'Requests that went on after a failed call, by where it failed.', 'cause');
  const hedges = counter('hedges', 'Late calls, and whether they got a second one.', 'decision');
  const cooldowns = counter('cooldowns', 'Times that an endpoint was left alone.', 'reason');
  const tokens = counter('tokens', 'Tokens of answers that said what they cost.', 'direction');
  const changes = counter('circuit_changes', 'Circuit transitions.', 'to');
  const rejections = make.counter({
    name: 'genai_pool_rejections_total',
    help: 'Requests turned away because nothing could take them.',
    labelNames: ['model', 'reason'],
  });
  const circuit = make.gauge({
    name: 'genai_pool_circuit_state',
    help: '0 closed, 1 half-open, 2 open.',
    labelNames: where,
  });
  const duration = make.histogram({
    name: 'genai_pool_attempt_duration_seconds',
    help: 'Time of one call, by outcome.',
    labelNames: [...where, 'outcome'],
    buckets: BUCKETS_S,
  });
  const labels = ({ model, location }: Endpoint): Labels => ({ model, location });
  for (const endpoint of endpoints) {
    circuit.set(labels(endpoint), CIRCUIT_VALUE.closed);
  }

  return {
    attempt({ endpoint, outcome, durationMs, usage }) {
      attempts.inc({ ...labels(endpoint), outcome });
      duration.observe({ ...labels(endpoint), outcome }, durationMs / 1000);
      if (usage === null) {
        return;
      }
      tokens.inc({ ...labels(endpoint), direction: 'input' }, usage.inputTokens);
      tokens.inc({ ...labels(endpoint), direction: 'output' }, usage.outputTokens);
    },
    failover: ({ from, cause }) => failovers.inc({ ...labels(from), cause }),
    hedge: ({ late, decision }) => hedges.inc({ ...labels(late), decision }),
    cooldown: ({ endpoint, reason }) => cooldowns.inc({ ...labels(endpoint), reason }),
    circuit({ endpoint, to }) {
      circuit.set(labels(endpoint), CIRCUIT_VALUE[to]);
      changes.inc({ ...labels(endpoint), to });
    },
    rejected: ({ model, reason }) => rejections.inc({ model: model ?? 'any', reason }),
  };
}
