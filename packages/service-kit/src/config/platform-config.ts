import { z } from 'zod';
import { envHostPort, envInteger, envList, envNumber, envUrl } from './env-values.ts';
import { requiredInProduction, standIn } from './setting-marks.ts';

/** What API and worker both read; one name, one default, one place. */
export const platformConfigShape = {
  ENVIRONMENT: z
    .enum(['local', 'test', 'staging', 'production'])
    .default('local')
    .describe('Production refuses every stand-in.'),
  GOOGLE_CLOUD_PROJECT: requiredInProduction(z.string().default('sets-local').describe('The Google Cloud project.')),
  REGION: requiredInProduction(z.string().default('us-central1').describe('The region this instance runs in.')),
  PRIMARY_REGION: z.string().default('us-central1').describe('Where jobs go when nothing speaks for another region.'),
  SECONDARY_REGIONS: envList().default([]).describe('Further regions with workers.'),
  HOST: z.string().default('0.0.0.0').describe('The address to listen on.'),
  METRICS_PORT: envInteger({ min: 1, max: 65_535 })
    .optional()
    .describe('A port on loopback that shows /metrics to a sidecar; in production the only place that does.'),
  VERSION: z.string().default('dev').describe('The deployed version, in logs and health pages.'),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info').describe('The lowest level that is written.'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json').describe('`json` for Cloud Logging, `pretty` for people.'),
  FIRESTORE_EMULATOR_HOST: standIn(envHostPort().optional().describe('A Firestore emulator, for local use.')),
  CLOUD_TASKS_ENDPOINT: standIn(envHostPort().optional().describe('A Cloud Tasks emulator, for local use.')),
  GCE_METADATA_HOST: standIn(
    z
      .string()
      .optional()
      .describe('Where Google’s clients get their tokens, for local use; they read it by themselves.'),
  ),
  WORKER_URL: requiredInProduction(
    z
      .string()
      .regex(/^https?:\/\//, 'must be an http or https address')
      .default('http://127.0.0.1:8180')
      .describe(
        'Where Cloud Tasks pushes to, and the audience of its tokens; `{region}` stands for the region of the queue.',
      ),
  ),
  TASKS_SERVICE_ACCOUNT: requiredInProduction(
    z
      .string()
      .default('tasks@sets-local.iam.gserviceaccount.com')
      .describe('The service account whose OIDC tokens the worker accepts for jobs.'),
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: envUrl()
    .optional()
    .describe('Where spans are sent, as OTLP over HTTP; without it none are made.'),
  OTEL_TRACES_SAMPLER_ARG: envNumber({ min: 0, max: 1 })
    .default(0.05)
    .describe('The share of traces whose spans are sent, by their ids.'),
  CACHE_TTL_HOURS: envNumber({ min: 0.01, max: 8_760 }).default(168).describe('How long a result counts as fresh.'),
  KEEP_JOBS_DAYS: envInteger({ min: 1, max: 30 })
    .default(30)
    .describe('How long at most what a caller gave is kept: metadata, submitted link, name.'),
  OUTBOUND_ALLOW: standIn(
    envList().default([]).describe('Exact host:port exceptions of the outbound guard, for local stand-ins.'),
  ),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must be a redis:// or rediss:// address')
    .optional()
    .describe('A Redis per region as a cache tier; without it the tier is skipped.'),
  CRASH_POINT: standIn(
    z.string().optional().describe('Where this process kills itself, e.g. `complete.before_commit:3`; for chaos runs.'),
  ),
  CLOCK_OFFSET_MS: standIn(
    envInteger({ min: -3_600_000, max: 3_600_000 })
      .optional()
      .describe('How far the wall clock of this process is off; for chaos runs.'),
  ),
  SHUTDOWN_GRACE_MS: envInteger({ min: 0, max: 9_500 })
    .default(8_000)
    .describe('Time to finish after SIGTERM; Cloud Run kills after 10 s.'),
};

export type PlatformConfig = z.output<z.ZodObject<typeof platformConfigShape>>;

/** The regions that have workers, the primary one first. */
export const regionsOf = (config: Pick<PlatformConfig, 'PRIMARY_REGION' | 'SECONDARY_REGIONS'>): readonly string[] => [
  config.PRIMARY_REGION,
  ...config.SECONDARY_REGIONS,
];
