import { randomUUID } from 'node:crypto';
import { type Clock, utcDay } from '@sets/clock';
import { LIVENESS } from '@sets/contract';
import { API_KEY_LOCATION, baseUrlOf, createExtractor, createFileUploads } from '@sets/extraction';
import type { MoneyLook } from '@sets/fleet';
import { createCrashHook, createRefusalGauge } from '@sets/jobs';
import {
  createHttpApp,
  createMetrics,
  createOutbound,
  type Listening,
  type Outbound,
  type ProcessParts,
  regionsOf,
  type ServiceParts,
  scrapeGuard,
  serveMetrics,
} from '@sets/service-kit';
import {
  createStagingBucket,
  createVideoSource,
  creditsLeft,
  type Staging,
  scraperOf,
  type VideoSource,
} from '@sets/video-source';
import { bindWorkerRoutes } from './app.ts';
import { composeStore, type WorkerStore } from './compose-store.ts';
import type { WorkerConfig } from './config.ts';
import { sourceSockets } from './connections.ts';
import { workerHealth } from './health/worker-health.ts';
import { createJobMetrics } from './jobs/job-metrics.ts';
import { createOutageWitnesses } from './jobs/lone-outage.ts';
import { type RunJobDeps, runJob } from './jobs/run-job.ts';
import { createSlots } from './jobs/slots.ts';
import { createSuspects } from './jobs/suspects.ts';
import { createDrain } from './lifecycle/drain.ts';
import { composeModels } from './models/compose-models.ts';
import { endpointHealth } from './models/endpoint-health.ts';
import { startSharingLimits } from './models/share-limits.ts';
import { composeScaling } from './scaling/compose-scaling.ts';
import { createRegionChoice } from './sweep/region-choice.ts';
import { startSweeper } from './sweep/sweeper.ts';
import { composeReceivers } from './tasks/compose-receivers.ts';
import { handleExtractTask } from './tasks/handle-extract-task.ts';
import { handleSweepTask } from './tasks/handle-sweep-task.ts';
import { handleWebhookTask } from './tasks/handle-webhook-task.ts';
import { requireTaskToken } from './tasks/task-auth.ts';
import { taskTokens } from './tasks/task-tokens.ts';

const BALANCE_TIMEOUT_MS = 5_000;

export interface RunningWorker {
  readonly server: Listening;
}

/** Builds every part of the worker and listens. Each release is deferred as its part is made, so the drain runs first. */
export async function composeWorker(config: WorkerConfig, outside: ServiceParts): Promise<RunningWorker> {
  const { clock, random, logger, lifecycle, tracer } = outside;
  const metrics = createMetrics({ service: 'worker', region: config.REGION });
  const store = composeStore(config, outside);
  const models = composeModels(config, outside, metrics);
  const outbound = composeOutbound(config, outside);
  const slots = createSlots(config.MAX_CONCURRENT_PROCESSING);
  const drain = createDrain({ slots, clock, graceMs: config.SHUTDOWN_GRACE_MS });
  const crashPoint = config.CRASH_POINT === undefined ? () => {} : createCrashHook(config.CRASH_POINT);
  const jobMetrics = createJobMetrics(metrics);
  const jobDeps: RunJobDeps = {
    source: composeSource(config, outside, outbound),
    extractor: createExtractor({ clock, logger, cascade: config.CASCADE, textFirstOff: config.TEXT_FIRST_OFF }),
    models: { ...models, crashPoint, tracer },
    files: store.files,
    shutdown: drain.handBack,
    outages: createOutageWitnesses(clock),
    prices: { scraperCreditUsd: config.SCRAPER_CREDIT_USD, stagedGibUsd: config.STAGING_USD_PER_GIB },
    onSpent: jobMetrics.spent,
    ...{ clock, logger, tracer, crashPoint },
  };
  const owner = `${config.REGION}-${randomUUID()}`;
  const { announce } = store.fleet.join(lifecycle, {
    instance: owner,
    service: 'worker',
    region: config.REGION,
    version: config.VERSION,
    load: () => ({
      active_jobs: slots.active,
      capacity: slots.capacity,
      endpoints: models.pool.snapshot().endpoints.map(endpointHealth),
    }),
    counts: jobMetrics.counts,
    money: composeMoney(config, outside, { charges: store.charges, outbound }),
  });
  const sharing = { fleet: store.fleet, pool: models.pool, clock, random, logger };
  const sweeping = { store, regionChoice: composeRegionChoice(config, outside, store), logger };
  const scaling = composeScaling(config, outside, { fleet: store.fleet, metrics }, owner);
  const tokens = { ...taskTokens(config), now: clock.now };
  const { isStopping, handBack } = drain;
  const suspects = createSuspects({ slots, clock, logger, handBack });
  createRefusalGauge(metrics, store.jobs);

  const app = createHttpApp({
    ...{ logger, metrics, tracer },
    routes: bindWorkerRoutes(
      {
        extract: handleExtractTask({
          ...{ store, slots, suspects, owner, region: config.REGION, logger, tracer, isStopping, metrics: jobMetrics },
          runJob: (lease) => runJob(jobDeps, lease),
        }),
        webhook: handleWebhookTask({ store, clock, logger, ...composeReceivers(config, outside) }),
        sweep: handleSweepTask(sweeping),
        scale: scaling.handle,
        getHealth: workerHealth({ config, slots, pool: models.pool, clock, isStopping }),
        getLiveness: () => ({ status: 200, body: LIVENESS.body }),
        getMetrics: async () => ({ status: 200, body: await metrics.expose() }),
      },
      {
        task: requireTaskToken({ ...tokens, serviceAccountEmail: config.TASKS_SERVICE_ACCOUNT }),
        scrape: scrapeGuard(config),
        schedule: requireTaskToken({ ...tokens, serviceAccountEmail: config.SCHEDULER_SERVICE_ACCOUNT }),
      },
    ),
  });
  await serveMetrics(config, metrics, outside);
  const server = await outside.serve(app);
  const takeTurn = () => store.fleet.takeSweepTurn({ region: config.REGION, instance: owner });
  lifecycle.defer('sweeper', startSweeper({ ...sweeping, takeTurn, clock, random }).stop);
  scaling.start();
  lifecycle.defer('limits of the fleet', startSharingLimits(sharing).stop);
  lifecycle.defer('server', () => drain.run(server));
  logger.info('The worker is up', { port: server.port, owner, capacity: slots.capacity });
  await announce();
  return { server };
}

/** Connections to posts and to the scraper. */
function composeOutbound(config: WorkerConfig, { lifecycle }: ProcessParts): Outbound {
  const limits = sourceSockets(config.MAX_CONCURRENT_PROCESSING);
  const outbound = createOutbound({ allow: config.OUTBOUND_ALLOW, limits });
  lifecycle.defer('outbound connections', outbound.close);
  return outbound;
}

function composeSource(config: WorkerConfig, { clock, logger }: ProcessParts, outbound: Outbound): VideoSource {
  return createVideoSource({
    fetch: outbound.fetch,
    scrapeCreators: scraperOf(config),
    maxVideoS: config.MAX_VIDEO_S,
    untrusted: untrustedShare(config.MAX_CONCURRENT_PROCESSING),
    logger,
    clock,
    ...stagingOf(config, clock),
  });
}

/** What the history of the fleet says of it. */
function composeMoney(
  config: WorkerConfig,
  { clock }: ProcessParts,
  { charges, outbound }: Pick<WorkerStore, 'charges'> & { readonly outbound: Outbound },
): MoneyLook {
  return {
    spentUsd: async () => (await charges.sum({ day: utcDay(clock.now()) })).usd,
    creditsLeft: () => creditsLeft(scraperOf(config), outbound.fetch, AbortSignal.timeout(BALANCE_TIMEOUT_MS)),
  };
}

/** One host that anybody may have put up holds at most a twentieth of the places, and all of them together half. */
const untrustedShare = (slots: number) => ({
  slotsPerHost: Math.max(1, Math.floor(slots / 20)),
  slotsInAll: Math.max(1, Math.floor(slots / 2)),
});

/** Only Vertex AI reads from a bucket; with an API key large media are uploaded to the Gemini API. */
function stagingOf(config: WorkerConfig, clock: Clock): { readonly staging?: Staging } {
  const { STAGING_BUCKET: bucket, STAGING_BASE_URL: baseUrl, GOOGLE_CLOUD_PROJECT: project } = config;
  const { GEMINI_API_KEY: apiKey } = config;
  if (apiKey !== undefined) {
    return { staging: createFileUploads({ apiKey, clock, baseUrl: baseUrlOf(config, API_KEY_LOCATION) }) };
  }
  if (bucket === undefined) {
    return {};
  }
  return { staging: createStagingBucket({ bucket, project, ...(baseUrl === undefined ? {} : { baseUrl }) }) };
}

function composeRegionChoice(config: WorkerConfig, { clock, logger, lifecycle }: ProcessParts, store: WorkerStore) {
  const control = store.fleet.watchControl();
  lifecycle.defer('region control', control.stop);
  return createRegionChoice({ store, regions: regionsOf(config), control, clock, logger });
}
