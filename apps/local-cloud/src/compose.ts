import { bindRoutes, createHttpApp, createMetrics, type Listening, listen, type ProcessParts } from '@sets/service-kit';
import type { LocalCloudConfig } from './config.ts';
import { controlHandlers } from './control-handlers.ts';
import { CONTROL_ROUTES } from './control-routes.ts';
import { type LocalCloud, startLocalCloud } from './start-local-cloud.ts';

export interface RunningLocalCloud extends LocalCloud {
  readonly control: Listening;
}

/** Starts every stand-in, and the port at which they are told to fail. Each release is deferred as its part is made. */
export async function composeLocalCloud(
  config: LocalCloudConfig,
  { logger, lifecycle }: Pick<ProcessParts, 'logger' | 'lifecycle'>,
): Promise<RunningLocalCloud> {
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
    locations: cloud.simulators.locationPorts,
    control: control.port,
  });
  return { ...cloud, control };
}
