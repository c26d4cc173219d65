import {
  bindRoutes,
  createHttpApp,
  createLogger,
  createMetrics,
  listen,
  loadConfigOrExit,
  runMain,
} from '@sets/service-kit';
import { localCloudConfigSchema } from './config.ts';
import { controlHandlers } from './control-handlers.ts';
import { CONTROL_ROUTES } from './control-routes.ts';
import { startLocalCloud } from './start-local-cloud.ts';

const config = loadConfigOrExit(localCloudConfigSchema, process.env);
const logger = createLogger({
  service: 'local-cloud',
  region: 'local',
  version: 'dev',
  level: config.LOG_LEVEL,
  format: config.LOG_FORMAT,
});

await runMain({
  logger,
  async start(lifecycle) {
    const cloud = await startLocalCloud(config, lifecycle);
    const metrics = createMetrics({ service: 'local-cloud', region: 'local' });
    const app = createHttpApp({ logger, metrics, routes: bindRoutes(CONTROL_ROUTES, controlHandlers(cloud), {}) });
    const control = await listen(app, { port: config.LOCAL_CLOUD_CONTROL_PORT });
    lifecycle.defer('control', () => control.close({ graceMs: 1_000 }));
    logger.info('The local cloud is up', {
      firestore: cloud.firestore.port,
      cloud_tasks: cloud.cloudTasks.port,
      jwks: cloud.cloudTasks.jwksPort,
      simulators: cloud.simulators.port,
      control: control.port,
    });
  },
});
