import { randomUUID } from 'node:crypto';
import { baseUrlOf, createExtractor, createGeminiSender } from '@sets/extraction';
import { startHeartbeat, startStatsFlusher, watchControl } from '@sets/fleet';
import { connectJobStore, createCrashHook } from '@sets/jobs';
import {
  createHttpAgent,
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
import { createVideoSource } from '@sets/video-source';
import { createRemoteJWKSet } from 'jose';
import { fetch as undiciFetch } from 'undici';
import { mountWorkerRoutes } from './app.ts';
import { workerConfigSchema } from './config.ts';
import { workerHealth } from './health/worker-health.ts';
import { createJobMetrics } from './jobs/job-metrics.ts';
import { runJob } from './jobs/run-job.ts';
import { createSlots } from './jobs/slots.ts';
import { endpointHealth } from './models/endpoint-health.ts';
import { createPool } from './models/pool.ts';
import { createSweepRoute } from './sweep/sweep-route.ts';
import { startSweeper } from './sweep/sweeper.ts';
import { handleExtractTask } from './tasks/handle-extract-task.ts';
import { handleSweepTask } from './tasks/handle-sweep-task.ts';
import { requireTaskToken } from './tasks/task-auth.ts';

const GOOGLE_ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const GOOGLE_KEYS = 'https://www.googleapis.com/oauth2/v3/certs';
const SCRAPECREATORS = 'https://api.scrapecreators.com';
const HOUR_MS = 3_600_000;
/** What is left of the grace period for handing back and closing. */
const HAND_BACK_MS = 1_500;

const config = loadConfigOrExit(workerConfigSchema, process.env);
const logger = createLogger({
  service: 'worker',
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
    const random = Math.random;
    const metrics = createMetrics({ service: 'worker', region: config.REGION });
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
      random,
      logger,
      defer,
      ...(config.CRASH_POINT === undefined ? {} : { crashPoint: createCrashHook(config.CRASH_POINT) }),
    });
    const outbound = createOutbound({ allow: config.OUTBOUND_ALLOW });
    defer('outbound connections', outbound.close);
    const modelAgent = createHttpAgent();
    defer('model connections', () => modelAgent.close());
    const pool = createPool(config, { logger, metrics, clock, random });
    defer('model pool', pool.close);

    const source = createVideoSource({
      fetch: outbound.fetch,
      scrapeCreators: {
        apiKey: config.SCRAPECREATORS_API_KEY ?? '',
        baseUrl: config.SCRAPECREATORS_BASE_URL ?? SCRAPECREATORS,
      },
      maxVideoS: config.MAX_VIDEO_S,
      logger,
      clock,
    });
    const send = createGeminiSender({
      mode:
        config.GEMINI_API_KEY === undefined
          ? { kind: 'vertex', project: config.GOOGLE_CLOUD_PROJECT }
          : { kind: 'api_key', apiKey: config.GEMINI_API_KEY },
      baseUrl: (location) => baseUrlOf(config, location),
      // undici's own fetch takes the dispatcher; its types and the global ones differ in name only.
      fetch: ((input, init) =>
        undiciFetch(input as string, { ...(init as object), dispatcher: modelAgent })) as typeof globalThis.fetch,
    });

    const crashPoint = store.context.crashPoint;
    const handBack = new AbortController();
    let stopping = false;
    const slots = createSlots(config.MAX_CONCURRENT_PROCESSING);
    const owner = `${config.REGION}-${randomUUID()}`;
    const jobMetrics = createJobMetrics(metrics);
    const jobDeps = {
      source,
      extractor: createExtractor({
        clock,
        logger,
        cascade: config.CASCADE,
        textFirstOff: config.TEXT_FIRST_OFF,
      }),
      models: {
        pool,
        send,
        models: { small: config.GEMINI_MODEL, large: config.GEMINI_LARGE_MODEL },
        prefer: config.REGION,
        hedge: config.GENAI_HEDGE,
        crashPoint,
      },
      clock,
      logger,
      crashPoint,
      shutdown: handBack.signal,
    };

    const issuer = config.OIDC_ISSUER === undefined ? GOOGLE_ISSUERS : [config.OIDC_ISSUER];
    const keys = createRemoteJWKSet(
      new URL(config.OIDC_ISSUER === undefined ? GOOGLE_KEYS : `${config.OIDC_ISSUER}/jwks`),
    );
    const audience = config.WORKER_URL.replaceAll('{region}', config.REGION);
    const auth = { keys, issuer, audience, now: clock.now };

    const control = watchControl(store.context);
    defer('region control', control.stop);
    const regions = [config.PRIMARY_REGION, ...config.SECONDARY_REGIONS];
    const route = createSweepRoute({ context: store.context, regions, control, logger });

    const app = createHttpApp({
      logger,
      metrics,
      routes: (express) =>
        mountWorkerRoutes(express, {
          extractAuth: requireTaskToken({ ...auth, serviceAccountEmail: config.TASKS_SERVICE_ACCOUNT }),
          sweepAuth: requireTaskToken({ ...auth, serviceAccountEmail: config.SCHEDULER_SERVICE_ACCOUNT }),
          extract: handleExtractTask({
            store,
            slots,
            runJob: (lease) => runJob(jobDeps, lease),
            metrics: jobMetrics,
            owner,
            region: config.REGION,
            logger,
            isStopping: () => stopping,
          }),
          sweep: handleSweepTask({ store, route, logger }),
          health: workerHealth({ config, slots, pool, clock, isStopping: () => stopping }),
          metrics: async (_request, response) => {
            const { contentType, body } = await metrics.expose();
            response.type(contentType).send(body);
          },
        }),
    });
    const server = await listen(app, { port: config.PORT, host: config.HOST });
    const stats = startStatsFlusher(store.context, { instance: owner, region: config.REGION, read: jobMetrics.counts });
    defer('counters', stats.stop);
    const heartbeat = startHeartbeat(store.context, {
      instance: owner,
      service: 'worker',
      region: config.REGION,
      version: config.VERSION,
      load: () => ({
        active_jobs: slots.active,
        capacity: slots.capacity,
        endpoints: pool.snapshot().endpoints.map((endpoint) => endpointHealth(endpoint, clock.now())),
      }),
    });
    defer('heartbeat', heartbeat.stop);
    defer('sweeper', startSweeper({ store, route, clock, random, logger }));
    defer('server', async () => {
      stopping = true;
      const graceMs = Math.max(0, config.SHUTDOWN_GRACE_MS - HAND_BACK_MS);
      // What does not finish in time is handed back; its request then ends by itself.
      const cancel = clock.schedule(() => handBack.abort(), graceMs);
      await server.close({ graceMs: config.SHUTDOWN_GRACE_MS });
      // A job outlives a request that Cloud Tasks has dropped: it is given up first, and written before Firestore goes.
      if (slots.active > 0) {
        const { promise: enough, resolve } = Promise.withResolvers<void>();
        clock.schedule(resolve, HAND_BACK_MS / 2);
        handBack.abort();
        await Promise.race([slots.idle(), enough]);
      }
      cancel();
    });
    logger.info('The worker is up', { port: server.port, owner, capacity: slots.capacity });
    // Until its first word the region looks empty. A failure is the next beat's to repair.
    await heartbeat.beat().catch((error: unknown) => void logger.warn('The first heartbeat failed', { error }));
  },
});
