import { Writable } from 'node:stream';
import { createLogger, createMetrics } from '@sets/service-kit';
import { combineObservers, createLogObserver, createMetricsObserver, type PoolObserver } from '../../src/index.ts';

/** Metrics and log lines as the worker installs them; the lines are rendered and then dropped. */
export function createProductionObserver(): PoolObserver {
  const metrics = createMetrics({ service: 'bench', region: 'bench' });
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  const logger = createLogger({
    service: 'bench',
    region: 'bench',
    version: 'bench',
    level: 'info',
    format: 'json',
    stream,
  });
  const instruments = createMetricsObserver({
    counter: ({ name, help, labelNames }) => {
      const counter = metrics.counter<string>({ name, help, labels: labelNames });
      return { inc: (labels, value) => counter.increment(labels, value) };
    },
    gauge: ({ name, help, labelNames }) => metrics.gauge<string>({ name, help, labels: labelNames }),
    histogram: ({ name, help, labelNames, buckets }) =>
      metrics.histogram<string>({ name, help, labels: labelNames, buckets }),
  });
  return combineObservers(
    instruments,
    createLogObserver((level, message, fields) => logger[level](message, fields)),
  );
}
