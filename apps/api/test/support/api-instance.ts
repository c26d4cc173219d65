import { Writable } from 'node:stream';
import { startStatsFlusher, watchControl } from '@sets/fleet';
import { createLinkMemory, type JobStore } from '@sets/jobs';
import {
  type Clock,
  createHttpApp,
  createLogger,
  createMetrics,
  createOutbound,
  listen,
  parseConfig,
} from '@sets/service-kit';
import { mountApiRoutes } from '../../src/app.ts';
import { apiConfigSchema } from '../../src/config.ts';
import { createFleetView } from '../../src/fleet/fleet-view.ts';
import { createRegionRouter } from '../../src/fleet/region-router.ts';
import { allEndpointsOut } from '../../src/health/region-health.ts';
import { createJobWaiter } from '../../src/jobs/job-waiter.ts';
import { createPerformanceReader } from '../../src/metrics/fleet-performance.ts';
import { instanceCounts } from '../../src/metrics/instance-counts.ts';
import { createServingCounters } from '../../src/metrics/serving-counters.ts';
import { createApiClient } from './api-client.ts';
import { REGIONS } from './fixtures.ts';

export const OPS_TOKEN = 'correct-horse-battery-staple';

export interface ApiInstanceOptions {
  readonly clock: Clock;
  readonly store: JobStore;
  readonly shortLinks: { readonly baseUrl: string; readonly address: string };
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly upstreamsOut?: () => boolean;
}

/** The app as `main.ts` composes it, with its log kept and its clock the test's. */
export async function startApiInstance({ clock, store, shortLinks, env = {}, upstreamsOut }: ApiInstanceOptions) {
  const [primary, ...secondary] = REGIONS;
  const config = parseConfig(apiConfigSchema, {
    ...{ PRIMARY_REGION: primary, SECONDARY_REGIONS: secondary.join(), VERSION: 'test', ENVIRONMENT: 'test' },
    ...{ OUTBOUND_ALLOW: shortLinks.address, SHORT_LINK_BASE_URL: shortLinks.baseUrl },
    OPS_TOKEN,
    ...env,
  });
  const log: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({
    service: 'api',
    region: config.REGION,
    version: 'test',
    level: 'debug',
    format: 'json',
    stream,
  });
  const metrics = createMetrics({ service: 'api', region: config.REGION });
  const outbound = createOutbound({ allow: config.OUTBOUND_ALLOW });
  const counters = createServingCounters(metrics);
  const instance = { instance: 'api-1', region: config.REGION };
  const stats = startStatsFlusher(store.context, { ...instance, read: () => instanceCounts(metrics, counters) });
  const regions = [config.PRIMARY_REGION, ...config.SECONDARY_REGIONS];
  const fleet = createFleetView({ context: store.context, regions, clock, logger });
  const control = watchControl(store.context);
  const route = createRegionRouter({ regions, fleet, control, logger });
  const waiter = createJobWaiter({ store, clock, logger, capacity: config.MAX_DIRECT_PROCESSING });
  const app = createHttpApp({
    logger,
    metrics,
    routes: (express) =>
      mountApiRoutes(express, {
        ...{ config, store, clock, metrics, counters, fleet, control, regions, route, opsToken: config.OPS_TOKEN },
        links: {
          memory: createLinkMemory(store.context),
          outbound: { fetch: outbound.fetch, clock, shortLinkBaseUrl: shortLinks.baseUrl },
        },
        performance: createPerformanceReader({ context: store.context, own: stats, clock }),
        waiter,
        chooseRegion: () => route(config.PRIMARY_REGION),
        upstreamsOut: upstreamsOut ?? (() => allEndpointsOut(fleet.lastSeen())),
      }),
  });
  const server = await listen(app, { port: 0 });
  const operator = { authorization: `Bearer ${OPS_TOKEN}`, 'x-operator': 'ada' };
  return {
    app,
    url: server.url,
    log,
    waiter,
    flushStats: () => stats.flush(),
    ...createApiClient(server.url),
    ops: createApiClient(`${server.url}/v1/ops`, operator),
    async close() {
      waiter.stop();
      await server.close({ graceMs: 5_000 });
      control.stop();
      await stats.stop();
      await outbound.close();
    },
  };
}
export type ApiInstance = Awaited<ReturnType<typeof startApiInstance>>;
