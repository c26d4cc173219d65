import { utcDay } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { audited } from '@sets/store-kit';
import type { Charge } from '../documents/charge.ts';
import { JOBS, jobPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { getJob } from '../read/get-job.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import { submitJob } from '../submit/submit-job.ts';

export interface ReplayOptions {
  /** For the record. */
  readonly actor: string;
  /** The version that the profile has now; a replay is read by it, whatever version failed. */
  readonly profileVersion: (profile: string) => string;
  /** Where work of a region goes now. */
  readonly chooseRegion: (region: string) => string;
}

export interface ReplayOutcome {
  readonly id: string;
  /** `known`: a result exists by now. `refused`: see `error`. */
  readonly outcome: 'new' | 'joined' | 'known' | 'refused';
  /** The job that answers in its place. */
  readonly jobId: string | null;
  readonly error: string | null;
}

/**
 * A new submit in the place of one dead job.
 *
 * @throws ProblemError `job_not_found`; `job_finished` for a job that is not dead; `storage_unavailable`
 */
export async function replayJob(context: JobsContext, id: string, options: ReplayOptions): Promise<ReplayOutcome> {
  const found = await getJob(context, id);
  if (found === null) {
    throw new ProblemError('job_not_found');
  }
  if (!found.job.dead) {
    throw new ProblemError('job_finished', { detail: 'Only dead jobs can be replayed.' });
  }
  return await audited(context, {
    entry: { actor: options.actor, action: 'replay_job', target: id, details: {} },
    change: () => replayOne(context, found, options),
    outcomeOf: (outcome) => ({ ...outcome }),
  });
}

/** `replayId`: of the replay of many that it is part of. Never rejects: what went wrong is an outcome. */
export async function replayOne(
  context: JobsContext,
  dead: JobSnapshot,
  { profileVersion, chooseRegion }: ReplayOptions,
  replayId?: string,
): Promise<ReplayOutcome> {
  const { job } = dead;
  const { id, charge } = job;
  const { platform, content_id, kind, canonical_url, submitted_url } = job.source;
  try {
    const earlier = await replayOf(context, id);
    if (earlier !== null) {
      await markReplayed(context, dead, earlier, replayId);
      return { id, outcome: 'joined', jobId: earlier, error: null };
    }
    const submitted = await submitJob(context, {
      ref: { platform, content_id, kind, canonical_url },
      submittedUrl: submitted_url,
      profile: { name: job.profile, version: profileVersion(job.profile) },
      language: job.language,
      caller: job.caller,
      metadata: job.metadata,
      webhook: job.webhook,
      chooseRegion: () => chooseRegion(job.region),
      trace: job.trace,
      requestId: job.request_id,
      ...(charge === null ? {} : { charge: async () => chargedAgain(charge, context.documents.now()) }),
      replayOf: id,
    });
    if (submitted.kind === 'replayed') {
      throw new Error('a replay has no key of its own');
    }
    const hit = submitted.kind === 'hit';
    const jobId = hit ? submitted.value.job_id : submitted.snapshot.job.id;
    await markReplayed(context, dead, jobId, replayId);
    return { id, outcome: hit ? 'known' : submitted.kind, jobId, error: null };
  } catch (error) {
    context.logger.warn('A dead job could not be replayed', { job_id: id, error });
    return { id, outcome: 'refused', jobId: null, error: error instanceof ProblemError ? error.message : 'internal' };
  }
}

/** The job that was made in this one's place by a replay whose end was cut off before it could say so here. */
async function replayOf({ documents }: JobsContext, id: string): Promise<string | null> {
  const found = await documents.find({ collection: JOBS, where: [['replay_of', '==', id]], limit: 1 });
  return found.documents[0]?.id ?? null;
}

/** Refused when somebody else has written the dead job meanwhile: they have marked it, or it is found dead once more. */
async function markReplayed(
  { documents }: JobsContext,
  { job: { id }, version }: JobSnapshot,
  jobId: string,
  replayId: string | undefined,
): Promise<void> {
  const fields = { dead: false, replayed_by: jobId, ...(replayId === undefined ? {} : { replayed_in: replayId }) };
  const update = { kind: 'update', path: jobPath(id), fields, ifVersion: version } as const;
  const outcome = await documents.commit([update], { purpose: 'replay' });
  if (outcome.kind === 'unknown') {
    throw outcome.error;
  }
}

/** An operator decided to spend it; it counts for the same payer, today. */
const chargedAgain = ({ payer, usd }: Charge, nowMs: number): Charge => ({
  payer,
  day: utcDay(nowMs),
  usd,
  settled: false,
});
