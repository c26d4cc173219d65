import { DAY_MS } from '@sets/clock';
import type { PlatformConfig, ProcessParts } from '@sets/service-kit';
import type { Store } from '@sets/store-kit';
import { createCrashHook } from './crash-points.ts';
import { createJobs, type JobsFacades, type JobsOptions } from './create-jobs.ts';

const HOUR_MS = 3_600_000;
/** Of the days that jobs are kept: time for the cleaning calls, one a minute, to delete what has expired. */
const CLEANING_MS = HOUR_MS;

/** Jobs as the environment describes them, on `store`. */
export const createConfiguredJobs = (
  store: Store,
  config: PlatformConfig,
  {
    clock,
    random,
    logger,
    lifecycle,
    announce,
    ...parts
  }: ProcessParts & Required<Pick<JobsOptions, 'announce'>> & Pick<JobsOptions, 'forgetElsewhere'>,
): JobsFacades =>
  createJobs({
    store,
    redisUrl: config.REDIS_URL,
    policy: { freshMs: config.CACHE_TTL_HOURS * HOUR_MS, keepJobsMs: config.KEEP_JOBS_DAYS * DAY_MS - CLEANING_MS },
    clock,
    random,
    logger,
    announce,
    ...(parts.forgetElsewhere === undefined ? {} : { forgetElsewhere: parts.forgetElsewhere }),
    defer: lifecycle.defer,
    ...(config.CRASH_POINT === undefined ? {} : { crashPoint: createCrashHook(config.CRASH_POINT) }),
  });
