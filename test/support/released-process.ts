import { rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { type Clock, systemClock } from '@sets/clock';
import { createApiClient, freePorts, LOCAL_REGION, localEnvironment, newPost } from '@sets/local-stack';
import { createLifecycle, listen, measureEventLoopLag, noTracing, parseConfig, silentLogger } from '@sets/service-kit';
import { canonicalLink } from '@sets/upstream-simulators';
import { composeApi } from '../../apps/api/src/compose.ts';
import { apiConfigSchema } from '../../apps/api/src/config.ts';
import { composeLocalCloud } from '../../apps/local-cloud/src/compose.ts';
import { localCloudConfigSchema } from '../../apps/local-cloud/src/config.ts';
import { composeWorker } from '../../apps/worker/src/compose.ts';
import { workerConfigSchema } from '../../apps/worker/src/config.ts';

/**
 * Every app in one process: composed, put to work, released. What then keeps the process alive was not released.
 * MODE: `work`, or the name of the app whose port is taken, so that its start fails halfway.
 */
const { MODE = 'work', PATH = '', HOME = '' } = process.env;
/** The timer below does not keep the process alive: it fires only when something else does. */
const HELD_FOR_MS = 15_000;

const directory = join(import.meta.dirname, '../../.local/test/released', MODE);
rmSync(directory, { recursive: true, force: true });
const ports = await freePorts([{ region: LOCAL_REGION, apis: 1, workers: 1 }]);
const env = localEnvironment({ ports, directory, env: { PATH, HOME, SIMULATOR_LATENCY: 'none' } });
// Google's own library reads this one from the process, wherever our settings come from.
process.env.GCE_METADATA_HOST = env.GCE_METADATA_HOST;
const [region] = ports.regions;
const portOf = { api: String(region?.apis[0]), worker: String(region?.workers[0]) };
const lifecycle = createLifecycle({ logger: silentLogger });
/** Timers that have neither fired nor been cancelled. */
const timers = new Set<object>();
const clock: Clock = {
  ...systemClock,
  schedule(callback, ms, options) {
    const timer = {};
    timers.add(timer);
    const cancel = systemClock.schedule(
      () => {
        timers.delete(timer);
        callback();
      },
      ms,
      options,
    );
    return () => {
      timers.delete(timer);
      cancel();
    };
  },
};
const eventLoopLag = measureEventLoopLag();
lifecycle.defer('event loop lag', eventLoopLag.stop);
const outside = (port: string) => ({
  ...{ clock, random: Math.random, logger: silentLogger, lifecycle, eventLoopLag, tracer: noTracing },
  serve: (app: RequestListener) => listen(app, { port: Number(port) }),
});
const events: string[] = [];

try {
  if (MODE === 'api' || MODE === 'worker') {
    const holder = await listen((_request, response) => response.end(), { port: Number(portOf[MODE]) });
    lifecycle.defer('holder of the port', () => holder.close({ graceMs: 0 }));
  }
  const cloud = await composeLocalCloud(parseConfig(localCloudConfigSchema, env), { logger: silentLogger, lifecycle });
  await composeWorker(parseConfig(workerConfigSchema, env), outside(portOf.worker));
  const api = await composeApi(parseConfig(apiConfigSchema, env), outside(portOf.api));
  const post = cloud.simulators.controls.posts.add(newPost());
  const { job } = await createApiClient(api.server.url).submit({ url: canonicalLink(post) }, { prefer: 'wait=45' });
  events.push(job.status);
} catch (error) {
  events.push(error instanceof Error ? error.name : String(error));
}
const failed = await lifecycle.stop();
process.stdout.write(`${JSON.stringify({ events, failed, timers: timers.size })}\n`);
setTimeout(() => {
  process.stdout.write(`${JSON.stringify({ held: process.getActiveResourcesInfo() })}\n`);
  process.exit(1);
}, HELD_FOR_MS).unref();
