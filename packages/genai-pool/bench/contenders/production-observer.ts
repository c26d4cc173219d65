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
  return combineObservers(
    createMetricsObserver(metrics),
    createLogObserver((level, message, fields) => logger[level](message, fields)),
  );
}
