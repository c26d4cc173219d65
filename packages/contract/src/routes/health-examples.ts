import type { EndpointHealth, Health, Performance, ProcessingHealth, RegionHealth, RegionsHealth } from '../health.ts';
import { REGION } from './examples.ts';

const endpoint: EndpointHealth = {
  model: 'gemini-3.5-flash-lite',
  location: 'eu',
  circuit: 'closed',
  in_flight: 3,
  concurrency_limit: 20,
  concurrency_ceiling: null,
  latency_ms: 910,
  cooldown_until: null,
};

export const region: RegionHealth = {
  region: REGION,
  status: 'ok',
  instances: { api: 2, worker: 2 },
  active_jobs: 3,
  capacity: 160,
  queue: { state: 'running', depth: 1, oldest_age_s: 2 },
  endpoints: [endpoint],
  last_heartbeat_at: '2026-11-23T09:00:00.000Z',
};

const goneRegion: RegionHealth = {
  region: 'us-central1',
  status: 'down',
  instances: { api: 0, worker: 0 },
  active_jobs: 0,
  capacity: 0,
  queue: null,
  endpoints: [],
  last_heartbeat_at: null,
};

export const instanceHealth: Health = {
  status: 'ok',
  service: 'api',
  version: '1.0.0',
  region: REGION,
  environment: 'production',
  uptime_s: 86_400,
  checks: { firestore: { ok: true, latency_ms: 6, error: null } },
};

export const oneRegionUp: RegionsHealth = { status: 'degraded', regions: [region, goneRegion], regions_available: 1 };

export const degradedProcessing: ProcessingHealth = {
  status: 'degraded',
  genai_pool: { endpoints: [endpoint], available: 1 },
  queues: [{ region: REGION, state: 'running', depth: 1, oldest_age_s: 2 }],
  processing: { active: 3, capacity: 160 },
  cache: { hits: 8_690, misses: 1_310, hit_rate: 0.869 },
  budget: 'ok',
};

const latency = { average: 480, p50: 12, p95: 3_900, p99: 5_200 };

export const fleetPerformance: Performance = {
  since: '2026-11-22T09:00:00.000Z',
  requests: { total: 10_200, errors: 3 },
  response_ms: latency,
  job_ms: { average: 2_400, p50: 2_200, p95: 4_300, p99: 6_100 },
  cache: {
    hits: 8_690,
    misses: 1_310,
    joined: 200,
    hit_rate: 0.871,
    by_tier: { memory: 7_900, redis: 0, firestore: 790 },
    by_platform: { tiktok: { hits: 6_000, misses: 900 }, youtube: { hits: 2_690, misses: 410 } },
  },
  jobs: { accepted: 1_310, succeeded: 1_270, declined: 37, failed: 3, success_rate: 0.998 },
  clients: { by_continent: { europe: 21_400, north_america: 12_900 } },
  processing: { active: 3, capacity: 160, utilization: 0.019 },
};
