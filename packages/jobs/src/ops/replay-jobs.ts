import { ProblemError } from '@sets/contract';
import { audited, withTimeout } from '@sets/store-kit';
import { getJob } from '../jobs/get-job.ts';
import { readJobPage } from '../jobs/job-pages.ts';
import type { JobSnapshot } from '../jobs/job-snapshot.ts';
import { type Submitting, submitJob } from '../jobs/submit-job.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { jobRef } from '../store/refs.ts';
import { filteredJobs, type JobFilter, refuseEmpty } from './job-filter.ts';

export interface ReplayOptions {
  readonly actor: string;
  /** The version that the profile has now; a replay is read by it, whatever version failed. */
  readonly profileVersion: (profile: string) => string;
  /** Where work of `region` goes now. */
  readonly route: (region: string) => string;
}

export interface ReplayOutcome {
  readonly id: string;
  /** `known`: a result exists by now. `refused`: see `error`. */
  readonly outcome: 'new' | 'joined' | 'known' | 'refused';
  /** The job that answers in its place. */
  readonly jobId: string | null;
  readonly error: string | null;
}

const AT_ONCE = 10;

/** A new submit in the place of one dead job. Throws ProblemError `job_not_found` and, for a job that is not dead, `job_finished`. */
export async function replayJob(context: JobsContext, id: string, options: ReplayOptions): Promise<ReplayOutcome> {
  const found = await getJob(context, id);
  if (found === null) {
    throw new ProblemError('job_not_found');
  }
  if (!found.job.dead) {
    throw new ProblemError('job_finished', { detail: 'Only dead jobs can be replayed.' });
  }
  const entry = { actor: options.actor, action: 'replay_job', target: id, details: {} };
  return await audited(
    context,
    entry,
    () => replayOne(context, found, options),
    (outcome) => ({ ...outcome }),
  );
}

/** Replays up to `limit` dead jobs, newest first; says of each what became of it. */
export async function replayJobs(
  context: JobsContext,
  filter: JobFilter,
  limit: number,
  options: ReplayOptions,
): Promise<readonly ReplayOutcome[]> {
  refuseEmpty(filter);
  const entry = {
    actor: options.actor,
    action: 'replay_jobs',
    target: 'jobs',
    details: { filter: { ...filter }, limit },
  };
  const replay = async (): Promise<ReplayOutcome[]> => {
    const { jobs } = await readJobPage(context, filteredJobs(context, { ...filter, dead: true }), limit, undefined);
    const outcomes: ReplayOutcome[] = [];
    for (let from = 0; from < jobs.length; from += AT_ONCE) {
      const some = jobs.slice(from, from + AT_ONCE);
      outcomes.push(...(await Promise.all(some.map((job) => replayOne(context, job, options)))));
    }
    return outcomes;
  };
  return await audited(context, entry, replay, (outcomes) =>
    Object.fromEntries([...Map.groupBy(outcomes, ({ outcome }) => outcome)].map(([name, all]) => [name, all.length])),
  );
}

async function replayOne(
  context: JobsContext,
  { id, job }: JobSnapshot,
  { profileVersion, route }: ReplayOptions,
): Promise<ReplayOutcome> {
  const { source } = job;
  const submitting: Submitting = new Map();
  try {
    const submitted = await submitJob(context, submitting, {
      ref: {
        platform: source.platform,
        content_id: source.content_id,
        kind: source.kind,
        canonical_url: source.canonical_url,
      },
      submittedUrl: source.submitted_url,
      profile: { name: job.profile, version: profileVersion(job.profile) },
      language: job.language,
      caller: job.caller,
      metadata: job.metadata,
      region: route(job.region),
      trace: job.trace,
      replayOf: id,
    });
    const jobId = submitted.kind === 'hit' ? submitted.value.job_id : submitted.snapshot.id;
    const marked = jobRef(context.firestore, id).update({ dead: false, replayed_by: jobId });
    await withTimeout(marked, context.policy.storeTimeoutMs, context.clock);
    return { id, outcome: submitted.kind === 'hit' ? 'known' : submitted.kind, jobId, error: null };
  } catch (error) {
    context.logger.warn('A dead job could not be replayed', { job_id: id, error });
    return { id, outcome: 'refused', jobId: null, error: error instanceof ProblemError ? error.message : 'internal' };
  }
}
