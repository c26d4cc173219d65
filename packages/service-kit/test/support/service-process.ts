import { defineRoutes } from '@sets/contract/routes';
import {
  bindRoutes,
  createHttpApp,
  createLogger,
  createMetrics,
  listen,
  type RouteHandlers,
  runMain,
} from '../../src/index.ts';

/** A whole service in a process of its own; its environment says how it misbehaves. */
const { MODE, PORT } = process.env;
const logger = createLogger({ service: 'test', region: 'local', version: '0', level: 'info', format: 'json' });

const responses = { 200: { description: 'Well.' } };
const answer = { method: 'GET', tag: 'meta', right: 'public', problems: [], responses } as const;
const routes = defineRoutes({
  look: { ...answer, path: '/', summary: 'Answer' },
  escape: { ...answer, path: '/escape', summary: 'Answer, and let an error escape' },
});
const handlers: RouteHandlers<typeof routes> = {
  look: () => ({ status: 200 }),
  escape() {
    setImmediate(() => {
      throw new Error('escaped');
    });
    return { status: 200 };
  },
};

await runMain({
  logger,
  start: async (lifecycle) => {
    lifecycle.defer('first', () => logger.info('Released first'));
    lifecycle.defer('second', () => {
      logger.info('Released second');
      if (MODE === 'release-fails') {
        throw new Error('stuck');
      }
      if (MODE !== 'release-leaks') {
        return;
      }
      void Promise.reject(new Error('leaked'));
      return new Promise((resolve) => setImmediate(resolve));
    });
    if (MODE === 'killed') {
      logger.info('Before');
      logger.error('Wrong');
      logger.info('Lost with its batch');
      process.kill(process.pid, 'SIGKILL');
    }
    if (MODE === 'start-fails') {
      throw new Error('no database');
    }
    const app = createHttpApp({
      logger,
      metrics: createMetrics({ service: 'test', region: 'local' }),
      routes: bindRoutes(routes, handlers, {}),
    });
    const server = await listen(app, { port: Number(PORT ?? 0) });
    lifecycle.defer('server', () => server.close({ graceMs: 1_000 }));
    if (MODE === 'release-hangs') {
      lifecycle.defer('hanging', () => new Promise(() => {}));
    }
    logger.info('Listening', { port: server.port });
  },
});
