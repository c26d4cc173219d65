import { createHttpApp, createLogger, createMetrics, listen, runMain } from '../../src/index.ts';

/** A whole service in a process of its own; its environment says how it misbehaves. */
const { MODE, PORT } = process.env;
const logger = createLogger({ service: 'test', region: 'local', version: '0', level: 'info', format: 'json' });

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
    if (MODE === 'start-fails') {
      throw new Error('no database');
    }
    const app = createHttpApp({
      logger,
      metrics: createMetrics({ service: 'test', region: 'local' }),
      routes: (routes) => {
        routes.get('/', (_request, response) => void response.send('ok'));
        routes.get('/escape', (_request, response) => {
          response.send('ok');
          setImmediate(() => {
            throw new Error('escaped');
          });
        });
      },
    });
    const server = await listen(app, { port: Number(PORT ?? 0) });
    lifecycle.defer('server', () => server.close({ graceMs: 1_000 }));
    if (MODE === 'release-hangs') {
      lifecycle.defer('hanging', () => new Promise(() => {}));
    }
    logger.info('Listening', { port: server.port });
  },
});
