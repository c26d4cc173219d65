import type { PeakFloor } from '@sets/fleet';
import { envInteger, envItems, envNumber, envUrl, settingsCheck, standIn } from '@sets/service-kit/config';
import { z } from 'zod';

const LAST_HOUR = 23;

/** `7-10=5,22-2=3`: at least 5 workers from 07:00 to 09:59 UTC, 3 over midnight. */
const envPeaks = () =>
  envItems('a comma-separated list of from-until=workers, in whole hours UTC', (item): PeakFloor | undefined => {
    const [, from, until, floor] = /^(\d{1,2})-(\d{1,2})=(\d{1,3})$/.exec(item) ?? [];
    const peak = { fromHour: Number(from), untilHour: Number(until), floor: Number(floor) };
    return floor === undefined || peak.fromHour > LAST_HOUR || peak.untilHour > LAST_HOUR + 1 ? undefined : peak;
  });

export const scalingConfigShape = {
  SCALE_SERVICE: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,48}$/, 'must be the name of a Cloud Run service')
    .optional()
    .describe('The Cloud Run service of the workers, the same in every region; without it nobody scales them.'),
  SCALE_FLOOR: envInteger({ min: 0, max: 1_000 }).default(1).describe('Workers that a region keeps at least.'),
  SCALE_CEILING: envInteger({ min: 1, max: 1_000 }).default(20).describe('Workers that are asked for at most.'),
  SCALE_PEAKS: envPeaks().prefault('').describe('Higher floors for hours of the day: `7-10=5,17-21=8`, in UTC.'),
  SCALE_WORKER_HOURS_PER_DAY: envNumber({ min: 0, max: 24_000 })
    .optional()
    .describe('Worker hours that a region may use in a day (UTC); after them only SCALE_FLOOR is kept.'),
  SCALE_HOLD_S: envInteger({ min: 0, max: 86_400 })
    .default(120)
    .describe('Seconds that fewer workers must have been enough before some are let go.'),
  SCALE_JOBS_PER_WORKER_S: envNumber({ min: 0.1, max: 1_000 })
    .default(20)
    .describe(
      'Jobs that one busy worker finishes in a second: its slots over the mean time of a job, or what GENAI_MIN_INTERVAL lets through.',
    ),
  CLOUD_RUN_BASE_URL: standIn(envUrl().optional()).describe('A stand-in for the Cloud Run Admin API, for local use.'),
};

export type ScalingConfig = z.output<z.ZodObject<typeof scalingConfigShape>>;

export const checkScaling = () =>
  settingsCheck<ScalingConfig>(['SCALE_FLOOR', 'SCALE_CEILING'], (config, refuse) => {
    if (config.SCALE_FLOOR > config.SCALE_CEILING) {
      refuse('SCALE_FLOOR', 'must not be above SCALE_CEILING');
    }
  });
