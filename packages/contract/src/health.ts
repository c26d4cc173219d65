import { z } from 'zod';
import { platformSchema } from './post.ts';

const healthStatusSchema = z.enum(['ok', 'degraded', 'down']);

export const healthSchema = z.object({
  status: healthStatusSchema,
  service: z.string(),
  version: z.string(),
  region: z.string(),
  environment: z.string(),
  uptime_s: z.number().nonnegative(),
  checks: z.record(
    z.string(),
    z.object({ ok: z.boolean(), latency_ms: z.number().nonnegative().nullable(), error: z.string().nullable() }),
  ),
});
export type Health = z.infer<typeof healthSchema>;

export const endpointHealthSchema = z.object({
  model: z.string(),
  location: z.string(),
  circuit: z.enum(['closed', 'open', 'half_open']),
  in_flight: z.number().int().nonnegative(),
  concurrency_limit: z.number().nonnegative(),
  latency_ms: z.number().nonnegative().nullable(),
  cooldown_until: z.iso.datetime().nullable(),
});
export type EndpointHealth = z.infer<typeof endpointHealthSchema>;

export const regionHealthSchema = z.object({
  region: z.string(),
  status: healthStatusSchema,
  instances: z.object({ api: z.number().int().nonnegative(), worker: z.number().int().nonnegative() }),
  active_jobs: z.number().int().nonnegative(),
  capacity: z.number().int().nonnegative(),
  queue: z
    .object({
      state: z.string(),
      depth: z.number().int().nonnegative().nullable(),
      oldest_age_s: z.number().nonnegative().nullable(),
    })
    .nullable(),
  endpoints: z.array(endpointHealthSchema),
  last_heartbeat_at: z.iso.datetime().nullable(),
});
export type RegionHealth = z.infer<typeof regionHealthSchema>;

export const regionsHealthSchema = z.object({
  status: healthStatusSchema,
  regions: z.array(regionHealthSchema),
  regions_available: z.number().int().nonnegative(),
});
export type RegionsHealth = z.infer<typeof regionsHealthSchema>;

export const processingHealthSchema = z.object({
  status: healthStatusSchema,
  genai_pool: z.object({ endpoints: z.array(endpointHealthSchema), available: z.number().int().nonnegative() }),
  queues: z.array(
    z.object({
      region: z.string(),
      state: z.string(),
      depth: z.number().int().nonnegative().nullable(),
      oldest_age_s: z.number().nonnegative().nullable(),
    }),
  ),
  processing: z.object({ active: z.number().int().nonnegative(), capacity: z.number().int().nonnegative() }),
  cache: z.object({
    hits: z.number().int().nonnegative(),
    misses: z.number().int().nonnegative(),
    hit_rate: z.number().min(0).max(1).nullable(),
  }),
});
export type ProcessingHealth = z.infer<typeof processingHealthSchema>;

const latencySchema = z.object({
  average: z.number().nullable(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});
export type Latency = z.infer<typeof latencySchema>;

/** Counters over the whole fleet since `since`. Rates are null before the first event. */
export const performanceSchema = z.object({
  since: z.iso.datetime(),
  requests: z.object({ total: z.number().int(), errors: z.number().int() }),
  /** Milliseconds that submits took to be answered, waiting by preference included. */
  response_ms: latencySchema,
  /** Milliseconds from the acceptance of a new job to its end. */
  job_ms: latencySchema,
  cache: z.object({
    hits: z.number().int(),
    misses: z.number().int(),
    joined: z.number().int(),
    hit_rate: z.number().nullable(),
    by_tier: z.record(z.string(), z.number().int()),
    by_platform: z.partialRecord(platformSchema, z.object({ hits: z.number().int(), misses: z.number().int() })),
  }),
  jobs: z.object({
    accepted: z.number().int(),
    succeeded: z.number().int(),
    /** Ended with a problem of the post itself, e.g. that it shows no workout. */
    declined: z.number().int(),
    failed: z.number().int(),
    success_rate: z.number().nullable(),
  }),
  processing: z.object({
    active: z.number().int(),
    capacity: z.number().int(),
    utilization: z.number().nullable(),
  }),
});
export type Performance = z.infer<typeof performanceSchema>;
