import { randomUUID } from 'node:crypto';
import type { StatsFlusher } from '@sets/fleet';
import {
  createHttpApp,
  createMetrics,
  createOutbound,
  type Listening,
  type Metrics,
  type Outbound,
  type ProcessParts,
  regionsOf,
  type ServiceParts,
  serveMetrics,
} from '@sets/service-kit';
import { bindApiRoutes } from './app.ts';
import { type ApiStore, composeStore } from './compose-store.ts';
import type { ApiConfig } from './config.ts';
import { createConsoleFiles } from './console/console-files.ts';
import { createFleetView, type FleetView } from './fleet/fleet-view.ts';
import { createRegionChooser } from './fleet/region-chooser.ts';
import { allEndpointsOut } from './health/region-health.ts';
import { createAnswerOf, createBodyOf } from './jobs/job-answer.ts';
import { createJobPolls } from './jobs/job-polls.ts';
import { createJobStreams } from './jobs/job-streams.ts';
import { createJobWaiter, type JobWaiter } from './jobs/job-waiter.ts';
import { createQueueOutlook } from './jobs/queue-outlook.ts';
import { createWaitingPlaces, type WaitingPlaces } from './jobs/waiting-places.ts';
import { createLinkReader } from './links/link-reader.ts';
import type { ResolveLinkDeps } from './links/resolve-submitted-link.ts';
import { createClientCounters } from './metrics/client-counters.ts';
import { createPerformanceReader } from './metrics/fleet-performance.ts';
import { instanceCounts } from './metrics/instance-counts.ts';
import { createServingCounters } from './metrics/serving-counters.ts';
import { createOverview } from './ops/overview.ts';
import { createOverviewStreams } from './ops/overview-streams.ts';
import { createLoadShedder, type LoadShedder } from './shedding/load-shedder.ts';
import { createUpstreamsLook } from './upstreams/look-at-upstreams.ts';
import { createReceiverUrl } from './webhooks/receiver-url.ts';

export interface RunningApi {
  readonly server: Listening;
  readonly waiter: JobWaiter;
  readonly places: WaitingPlaces;
  /** What this instance adds to the fleet's counters. */
  readonly stats: StatsFlusher;
}

/** Builds every part of the API and listens. Each part's release is deferred as the part is made; the server goes first. */
export async function composeApi(config: ApiConfig, outside: ServiceParts): Promise<RunningApi> {
  const { clock, logger, lifecycle, tracer } = outside;
  const metrics = createMetrics({ service: 'api', region: config.REGION });
  const store = composeStore(config, { ...outside, metrics });
  const outbound = createOutbound({ allow: config.OUTBOUND_ALLOW });
  lifecycle.defer('outbound connections', outbound.close);
  const links = composeLinks(config, outside, { store, outbound });
  const regions = composeRegions(config, outside, store);
  const counters = createServingCounters(metrics);
  const clients = createClientCounters(metrics, { trustedLb: config.TRUSTED_LB });
  const instance = `${config.REGION}-${randomUUID()}`;
  const spend = store.spendAs(instance);
  lifecycle.defer('spend', spend.stop);
  const { stats, announce } = store.fleet.join(lifecycle, {
    instance,
    service: 'api',
    region: config.REGION,
    version: config.VERSION,
    load: () => ({ active_jobs: 0, capacity: 0, endpoints: [] }),
    counts: () => instanceCounts(metrics, { counters, clients }, store.callers.appCheck),
  });
  const reading = composeReading(config, outside, { store, fleet: regions.fleet });
  const { places, waiter, streams } = reading;
  const performance = createPerformanceReader({ store, own: stats, clock });
  const overview = createOverview({ store, performance, spend, clock, ...regions });
  const overviewStreams = createOverviewStreams(overview, { places, clock });
  const { admit } = composeShedder(config, outside, { metrics, places });

  const app = createHttpApp({
    ...{ logger, metrics, tracer },
    trustedProxyHops: config.TRUSTED_PROXY_HOPS,
    allowedHosts: config.ALLOWED_HOSTS,
    corsOrigins: config.CORS_ORIGINS,
    routes: bindApiRoutes({
      ...{
        config,
        store,
        stats,
        clock,
        logger,
        tracer,
        metrics,
        links,
        counters,
        clients,
        admit,
        spend,
        ...reading,
        ...regions,
      },
      charge: (caller, requests) => store.callers.limits.charge('requests', caller, requests),
      receiverUrl: createReceiverUrl({ inspect: outbound.inspect, allowHttp: config.ENVIRONMENT === 'local' }),
      upstreams: createUpstreamsLook(config, outside, store),
      ...{ performance, overview, overviewStreams },
      consoleFiles: createConsoleFiles(config.CONSOLE_DIR, clock),
    }),
  });
  await serveMetrics(config, metrics, outside);
  const server = await outside.serve(app);
  lifecycle.defer('server', () => server.close({ graceMs: config.SHUTDOWN_GRACE_MS }));
  lifecycle.defer('waiting requests', waiter.stop);
  lifecycle.defer('streams', streams.stop);
  lifecycle.defer('overviews', overviewStreams.stop);
  logger.info('The API is up', { port: server.port });
  await announce();
  return { server, waiter, places, stats };
}

/** From a submitted link to its post: asked outside once, then remembered. */
function composeLinks(
  config: ApiConfig,
  { clock }: ProcessParts,
  { store, outbound }: { readonly store: ApiStore; readonly outbound: Outbound },
): ResolveLinkDeps {
  return {
    read: createLinkReader(),
    memory: store.links,
    outbound: {
      fetch: outbound.fetch,
      clock,
      ...(config.SHORT_LINK_BASE_URL === undefined ? {} : { shortLinkBaseUrl: config.SHORT_LINK_BASE_URL }),
    },
  };
}

/** How jobs are read again and again: polled, waited for, followed. */
function composeReading(
  config: ApiConfig,
  { clock, random, logger }: ServiceParts,
  { store, fleet }: { readonly store: ApiStore; readonly fleet: FleetView },
) {
  const bodyOf = createBodyOf(createQueueOutlook(fleet));
  const answerOf = createAnswerOf(bodyOf);
  const places = createWaitingPlaces({
    perInstance: config.MAX_STREAMS_AND_WAITS,
    streamsPerCaller: config.MAX_STREAMS_PER_CALLER,
    waitsPerCaller: config.MAX_WAITS_PER_CALLER,
  });
  const polls = createJobPolls({ store, answerOf, clock });
  return {
    ...{ bodyOf, places, polls },
    waiter: createJobWaiter({ store, clock, logger, places, bodyOf, capacity: config.MAX_DIRECT_PROCESSING }),
    streams: createJobStreams({ store, polls, answerOf, places, clock, random, logger }),
  };
}

function composeShedder(
  config: ApiConfig,
  { clock, random, logger, lifecycle, eventLoopLag }: ServiceParts,
  { metrics, places }: { readonly metrics: Metrics; readonly places: WaitingPlaces },
): LoadShedder {
  const shedder = createLoadShedder({
    limits: { maxInFlight: config.MAX_CONCURRENT_REQUESTS, maxLagMs: config.MAX_EVENT_LOOP_LAG_MS },
    inFlight: () => metrics.http.inFlight - places.taken,
    lag: eventLoopLag,
    ...{ clock, random, logger, metrics },
  });
  lifecycle.defer('load shedder', shedder.stop);
  return shedder;
}

/** The regions as they are seen, steered and chosen. */
function composeRegions(config: ApiConfig, { clock, logger, lifecycle }: ProcessParts, store: ApiStore) {
  const regions = regionsOf(config);
  const fleet = createFleetView({ store, regions, clock });
  const control = store.fleet.watchControl();
  lifecycle.defer('region control', control.stop);
  return {
    regions,
    fleet,
    control,
    // An API region without workers of its own sends its jobs to the primary one.
    home: regions.includes(config.REGION) ? config.REGION : config.PRIMARY_REGION,
    chooseRegion: createRegionChooser({ regions, fleet, control, logger }),
    upstreamsOut: () => allEndpointsOut(fleet.lastSeen()),
  };
}
