import { z } from 'zod';
import { LIVENESS } from './liveness/index.ts';
import { platformSchema } from './post.ts';

const count = () => z.number().int().nonnegative();

const healthStatusSchema = z
  .enum(['ok', 'degraded', 'down', 'unknown'])
  .meta({ id: 'HealthStatus', description: '`unknown`: nothing was ever heard of it. May gain values.' });
export type HealthStatus = z.infer<typeof healthStatusSchema>;

const instanceShape = {
  status: healthStatusSchema,
  service: z.string(),
  version: z.string(),
  region: z.string(),
  environment: z.string(),
  uptime_s: z.number().nonnegative(),
};

export const healthSchema = z
  .object({
    ...instanceShape,
    checks: z.record(
      z.string(),
      z.object({ ok: z.boolean(), latency_ms: z.number().nonnegative().nullable(), error: z.string().nullable() }),
    ),
  })
  .meta({ id: 'Health', description: 'One API instance.' });
export type Health = z.infer<typeof healthSchema>;

export const livenessSchema = z.object({ status: z.literal(LIVENESS.body.status) }).meta({ id: 'Liveness' });

export const endpointHealthSchema = z
  .object({
    model: z.string(),
    location: z.string().describe('Where the model is served; not one of our regions.'),
    circuit: z.enum(['closed', 'open', 'half_open']),
    in_flight: count(),
    concurrency_limit: z.number().nonnegative().describe('Calls that may be in flight now.'),
    concurrency_ceiling: z
      .number()
      .nonnegative()
      .nullable()
      .default(null)
      .describe('What one worker has learned that it may have in flight; null while nothing was refused.'),
    latency_ms: z.number().nonnegative().nullable(),
    cooldown_until: z.iso.datetime().nullable(),
  })
  .meta({ id: 'EndpointHealth', description: 'One model at one location, as a worker’s pool sees it.' });
export type EndpointHealth = z.infer<typeof endpointHealthSchema>;

/** What a worker says of itself; the fleet's state is the API's to tell. */
export const workerHealthSchema = z
  .object({ ...instanceShape, active_jobs: count(), capacity: count(), endpoints: z.array(endpointHealthSchema) })
  .meta({ id: 'WorkerHealth', description: 'One worker with its model pool.' });
export type WorkerHealth = z.infer<typeof workerHealthSchema>;

const queueHealthSchema = z.object({
  state: z.string(),
  depth: count().nullable().describe('Tasks that wait.'),
  oldest_age_s: z.number().nonnegative().nullable().describe('How long the oldest of them has waited.'),
});

export const regionHealthSchema = z
  .object({
    region: z.string(),
    status: healthStatusSchema,
    instances: z.object({ api: count(), worker: count() }),
    active_jobs: count(),
    capacity: count(),
    queue: queueHealthSchema.nullable().describe('Null when the queue does not tell its state.'),
    endpoints: z.array(endpointHealthSchema),
    last_heartbeat_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'RegionHealth' });
export type RegionHealth = z.infer<typeof regionHealthSchema>;

export const regionsHealthSchema = z
  .object({ status: healthStatusSchema, regions: z.array(regionHealthSchema), regions_available: count() })
  .meta({ id: 'RegionsHealth' });
export type RegionsHealth = z.infer<typeof regionsHealthSchema>;

const rate = () => z.number().min(0).max(1).nullable().describe('0 to 1; null before the first event.');

export const processingHealthSchema = z
  .object({
    status: healthStatusSchema,
    genai_pool: z.object({
      endpoints: z.array(endpointHealthSchema),
      available: count().describe('Endpoints whose circuit is not open.'),
    }),
    queues: z.array(queueHealthSchema.extend({ region: z.string() })),
    processing: z.object({ active: count(), capacity: count() }),
    cache: z.object({ hits: count(), misses: count(), hit_rate: rate() }),
    budget: z
      .enum(['ok', 'used_up', 'unknown'])
      .describe('Of all callers together, today. Once it is used up, what is not known is refused.'),
  })
  .meta({ id: 'ProcessingHealth' });
export type ProcessingHealth = z.infer<typeof processingHealthSchema>;

export const latencySchema = z
  .object({
    average: z.number().nullable(),
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
  })
  .meta({ id: 'Latency', description: 'Milliseconds; null before the first event.' });
export type Latency = z.infer<typeof latencySchema>;

export const performanceSchema = z
  .object({
    since: z.iso.datetime().describe('What is counted here happened since then.'),
    requests: z.object({ total: count(), errors: count() }),
    response_ms: latencySchema.describe('From a submit to its answer, waits by preference included.'),
    job_ms: latencySchema.describe('From the acceptance of a new job to its end.'),
    cache: z.object({
      hits: count(),
      misses: count(),
      joined: count(),
      hit_rate: rate(),
      by_tier: z.record(z.string(), count()),
      by_platform: z.partialRecord(platformSchema, z.object({ hits: count(), misses: count() })),
    }),
    jobs: z.object({
      accepted: count(),
      succeeded: count(),
      declined: count().describe('Ended with a problem of the post itself, e.g. that it shows no workout.'),
      failed: count(),
      success_rate: rate(),
    }),
    clients: z
      .object({ by_continent: z.record(z.string(), count()) })
      .describe('Requests of callers by where the load balancer saw them; none without one.'),
    processing: z.object({ active: count(), capacity: count(), utilization: z.number().nullable() }),
  })
  .meta({ id: 'Performance', description: 'Counters of the whole fleet.' });
export type Performance = z.infer<typeof performanceSchema>;
