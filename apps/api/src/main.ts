import { randomUUID } from 'node:crypto';
import { startHeartbeat, startStatsFlusher, watchControl } from '@sets/fleet';
import { connectJobStore, createCrashHook, createLinkMemory } from '@sets/jobs';
import {
  createHttpApp,
  createLogger,
  createMetrics,
  createOutbound,
  listen,
  loadConfigOrExit,
  offsetClock,
  runMain,
  systemClock,
} from '@sets/service-kit';
import { mountApiRoutes } from './app.ts';
import { apiConfigSchema } from './config.ts';
import { createFleetView } from './fleet/fleet-view.ts';
import { createRegionRouter } from './fleet/region-router.ts';
import { allEndpointsOut } from './health/region-health.ts';
import { createJobWaiter } from './jobs/job-waiter.ts';
import { createPerformanceReader } from './metrics/fleet-performance.ts';
import { instanceCounts } from './metrics/instance-counts.ts';
import { createServingCounters } from './metrics/serving-counters.ts';

const HOUR_MS = 3_600_000;

const config = loadConfigOrExit(apiConfigSchema, process.env);
const logger = createLogger({
  service: 'api',
  region: config.REGION,
  version: config.VERSION,
  level: config.LOG_LEVEL,
  format: config.LOG_FORMAT,
  projectId: config.GOOGLE_CLOUD_PROJECT,
});

await runMain({
  logger,
  async start(lifecycle) {
    const clock = offsetClock(systemClock, config.CLOCK_OFFSET_MS ?? 0);
    const metrics = createMetrics({ service: 'api', region: config.REGION });
    const { defer } = lifecycle;
    const store = connectJobStore({
      project: config.GOOGLE_CLOUD_PROJECT,
      firestoreEmulator: config.FIRESTORE_EMULATOR_HOST,
      cloudTasksEndpoint: config.CLOUD_TASKS_ENDPOINT,
      redisUrl: config.REDIS_URL,
      workerUrl: config.WORKER_URL,
      tasksServiceAccount: config.TASKS_SERVICE_ACCOUNT,
      policy: { freshMs: config.CACHE_TTL_HOURS * HOUR_MS },
      clock,
      random: Math.random,
      logger,
      defer,
      ...(config.CRASH_POINT === undefined ? {} : { crashPoint: createCrashHook(config.CRASH_POINT) }),
    });
    const outbound = createOutbound({ allow: config.OUTBOUND_ALLOW });
    defer('outbound connections', outbound.close);

    const instance = `${config.REGION}-${randomUUID()}`;
    const counters = createServingCounters(metrics);
    const stats = startStatsFlusher(store.context, {
      instance,
      region: config.REGION,
      read: () => instanceCounts(metrics, counters),
    });
    defer('counters', stats.stop);
    const heartbeat = startHeartbeat(store.context, {
      instance,
      service: 'api',
      region: config.REGION,
      version: config.VERSION,
      load: () => ({ active_jobs: 0, capacity: 0, endpoints: [] }),
    });
    defer('heartbeat', heartbeat.stop);
    const regions = [config.PRIMARY_REGION, ...config.SECONDARY_REGIONS];
    // An API region without workers of its own sends its jobs to the primary one.
    const home = regions.includes(config.REGION) ? config.REGION : config.PRIMARY_REGION;
    const fleet = createFleetView({ context: store.context, regions, clock, logger });

    const control = watchControl(store.context);
    defer('region control', control.stop);
    const route = createRegionRouter({ regions, fleet, control, logger });

    const waiter = createJobWaiter({ store, clock, logger, capacity: config.MAX_DIRECT_PROCESSING });
    const app = createHttpApp({
      logger,
      metrics,
      routes: (express) =>
        mountApiRoutes(express, {
          config,
          store,
          clock,
          metrics,
          links: {
            memory: createLinkMemory(store.context),
            outbound: {
              fetch: outbound.fetch,
              clock,
              ...(config.SHORT_LINK_BASE_URL === undefined ? {} : { shortLinkBaseUrl: config.SHORT_LINK_BASE_URL }),
            },
          },
          counters,
          fleet,
          performance: createPerformanceReader({ context: store.context, own: stats, clock }),
          waiter,
          chooseRegion: () => route(home),
          upstreamsOut: () => allEndpointsOut(fleet.lastSeen()),
          opsToken: config.OPS_TOKEN,
          control,
          regions,
          route,
        }),
    });
    const server = await listen(app, { port: config.PORT, host: config.HOST });
    defer('server', () => server.close({ graceMs: config.SHUTDOWN_GRACE_MS }));
    defer('waiting requests', waiter.stop);
    logger.info('The API is up', { port: server.port });
    await heartbeat.beat().catch((error: unknown) => void logger.warn('The first heartbeat failed', { error }));
  },
});
