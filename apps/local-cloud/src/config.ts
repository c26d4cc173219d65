import { envInteger, envList } from '@sets/service-kit';
import { z } from 'zod';

const port = () => envInteger({ min: 0, max: 65_535 });

/** `us=8292,eu=8293`; port 0 picks a free one. */
function envLocationPorts() {
  const expects = 'a comma-separated list of location=port';
  return z
    .string()
    .transform((text, context): Readonly<Record<string, number>> => {
      const entries = text.split(',').filter((item) => item.trim() !== '');
      const pairs = entries.map((item) => /^([a-z0-9-]+)=(\d{1,5})$/.exec(item.trim()));
      if (pairs.some((pair) => pair === null || Number(pair[2]) > 65_535)) {
        context.issues.push({ code: 'custom', message: `must be ${expects}`, input: text });
        return z.NEVER;
      }
      return Object.fromEntries(pairs.map((pair) => [pair?.[1], Number(pair?.[2])]));
    })
    .meta({ expects });
}

export const localCloudConfigSchema = z.object({
  GOOGLE_CLOUD_PROJECT: z.string().default('sets-local').describe('The Google Cloud project.'),
  PRIMARY_REGION: z.string().default('us-central1').describe('The region that gets a queue and a scheduler.'),
  SECONDARY_REGIONS: envList().default([]).describe('Further regions with a queue and a scheduler.'),
  WORKER_URL: z.string().default('http://127.0.0.1:8180').describe('Where the scheduler calls the sweep.'),
  SCHEDULER_SERVICE_ACCOUNT: z
    .string()
    .default('scheduler@sets-local.iam.gserviceaccount.com')
    .describe('The service account of the scheduler’s tokens.'),
  QUEUE_CONCURRENCY: envInteger({ min: 1, max: 5_000 })
    .default(80)
    .describe('Deliveries that each queue makes at once: the slots of the workers behind it.'),
  LOCAL_CLOUD_DIRECTORY: z.string().default('.local/cloud').describe('Where the emulators keep their data.'),
  FIRESTORE_EMULATOR_PORT: port().default(8285).describe('Port of the Firestore emulator.'),
  CLOUD_TASKS_EMULATOR_PORT: port().default(8286).describe('Port of the Cloud Tasks emulator.'),
  CLOUD_TASKS_JWKS_PORT: port().default(8287).describe('Port of the keys that sign its OIDC tokens.'),
  SIMULATORS_PORT: port().default(8290).describe('Port of the Gemini, ScrapeCreators and CDN simulators.'),
  GEMINI_LOCATION_PORTS: envLocationPorts()
    .prefault('')
    .describe('Gemini locations with a port of their own beside that of the simulators.'),
  LOCAL_CLOUD_CONTROL_PORT: port().default(8291).describe('Port for health, faults and counters of the local cloud.'),
  SIMULATOR_LATENCY: z
    .enum(['none', 'fast', 'workload'])
    .default('fast')
    .describe('How long the simulators take: not at all, a twentieth of the promise workload, or all of it.'),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info').describe('The lowest level that is written.'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json').describe('`json` for Cloud Logging, `pretty` for people.'),
});

export type LocalCloudConfig = z.output<typeof localCloudConfigSchema>;
