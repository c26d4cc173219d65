import { Writable } from 'node:stream';
import type { Clock } from '@sets/clock';
import { API_ROUTES } from '@sets/contract/routes';
import { createApiClient } from '@sets/local-stack';
import {
  createLifecycle,
  createServiceLogger,
  type Environment,
  type EventLoopLag,
  listen,
  noTracing,
  parseConfig,
} from '@sets/service-kit';
import { watchAgainst } from '@sets/service-kit/testing';
import { composeApi } from '../../src/compose.ts';
import { apiConfigSchema } from '../../src/config.ts';

export const OPS_TOKEN = 'correct-horse-battery-staple';

/** An answer that the table of routes does not know fails the test that got it. */
export const watched = watchAgainst(API_ROUTES);

/** However busy the machine that runs the test. */
const ON_TIME: EventLoopLag = { read: () => 0, stop() {} };

/** The API as `main.ts` starts it, on a free port, with its log kept and its clock the test's. */
export async function startApiInstance(clock: Clock, env: Environment, eventLoopLag: EventLoopLag = ON_TIME) {
  const config = parseConfig(apiConfigSchema, {
    ...{ VERSION: 'test', ENVIRONMENT: 'test', LOG_LEVEL: 'debug', OPS_TOKEN },
    ...env,
  });
  const log: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk));
      done();
    },
  });
  const logger = createServiceLogger('api', config, stream);
  const lifecycle = createLifecycle({ logger });
  const { server, waiter, places, stats } = await composeApi(config, {
    ...{ clock, random: Math.random, logger, lifecycle, eventLoopLag, tracer: noTracing },
    serve: (app) => listen(app, { port: 0 }),
  });
  const operator = { authorization: `Bearer ${OPS_TOKEN}`, 'x-operator': 'ada' };
  return {
    log,
    waiter,
    places,
    flushStats: stats.flush,
    ...createApiClient(server.url, {}, watched),
    ops: createApiClient(`${server.url}/v1/ops`, operator, watched),
    close: lifecycle.stop,
  };
}
export type ApiInstance = Awaited<ReturnType<typeof startApiInstance>>;
