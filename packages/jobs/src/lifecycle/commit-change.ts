import { millisOfVersion, type Version, type Write } from '@sets/store-kit';
import type { CrashPoint } from '../crash-points.ts';
import { encodeJobPatch, encodeNewJob, encodeResultPatch } from '../documents/codec.ts';
import { jobPath, resultPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { TOLD } from '../protocol/end-job.ts';
import { applyChange } from '../protocol/job-change.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';
import type { ChangedJob, NewJob } from './changed-job.ts';
import { recordAttempt } from './record-attempt.ts';
import { tell } from './tell.ts';

export type ChangeOutcome =
  | { readonly kind: 'applied'; readonly after: JobSnapshot }
  /**
   * Read the job again, whichever it was: our id, epoch or nonce there means that it was applied all the same.
   * `refused`: somebody was first, or our own first try was applied and its answer lost. `unknown`: nobody answered;
   * it may still be applied later.
   */
  | { readonly kind: 'refused' | 'unknown'; readonly error: unknown };

/**
 * The one commit of a job: made, changed or ended, whole or not at all. A terminal transition is both halves, the job
 * and its key's results, so that no flight outlives its job; the precondition on the job fences the results too. Whoever
 * ends a job tells receivers of webhooks, or leaves it to the sweeper.
 *
 * @throws what no reading again can settle, such as a missing right
 */
export async function commitChange(context: JobsContext, wanted: NewJob | ChangedJob): Promise<ChangeOutcome> {
  const outcome = await commitOnce(context, wanted);
  const owes = outcome.kind === 'applied' && outcome.after.job.owes === 'end';
  return owes ? { kind: 'applied', after: await tellNow(context, outcome.after) } : outcome;
}

async function tellNow(context: JobsContext, ended: JobSnapshot): Promise<JobSnapshot> {
  try {
    return (await discharge(context, ended)) ?? ended;
  } catch (error) {
    const { id } = ended.job;
    context.logger.warn('Receivers of webhooks could not be told of a job; the sweeper will', { job_id: id, error });
    return ended;
  }
}

/**
 * Tells receivers that a job has ended, and only then strikes it off what is owed. Null when somebody wrote the job
 * meanwhile: the sweeper looks again.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function discharge(context: JobsContext, ended: JobSnapshot): Promise<JobSnapshot | null> {
  await tell(context, ended.job, 'end');
  const outcome = await commitOnce(context, { step: 'tell', seen: ended, change: { kind: 'patch', patch: TOLD } });
  return outcome.kind === 'applied' ? outcome.after : null;
}

async function commitOnce(context: JobsContext, asked: NewJob | ChangedJob): Promise<ChangeOutcome> {
  const { documents, crashPoint } = context;
  const { step } = asked;
  const wanted = 'seen' in asked ? recordAttempt(asked, documents.now()) : asked;
  await crashPoint(`${step}.before_commit` satisfies CrashPoint);
  const outcome = await documents.commit(writesOf(wanted), {
    purpose: step,
    ...('onlyIf' in wanted ? { onlyIf: wanted.onlyIf } : {}),
  });
  if (outcome.kind !== 'applied') {
    return outcome;
  }
  await crashPoint(`${step}.after_commit` satisfies CrashPoint);
  return await readBack(context, wanted, outcome.versions[0]);
}

/** The job's own write is the first: its version is the job's. */
export function writesOf(wanted: NewJob | ChangedJob): readonly Write[] {
  if (wanted.step === 'submit') {
    const { job, flight, also = [] } = wanted;
    return [{ kind: 'create', path: jobPath(job.id), fields: encodeNewJob(job) }, flight, ...also];
  }
  const { seen, change } = wanted;
  const update = (patch: Parameters<typeof encodeJobPatch>[0]): Write => ({
    kind: 'update',
    path: jobPath(seen.job.id),
    fields: encodeJobPatch(patch),
    ifVersion: seen.version,
  });
  if (change.kind === 'patch') {
    return [update(change.patch)];
  }
  const path = resultPath(seen.job.key);
  const fields = encodeResultPatch(change.ending.results);
  return [update(change.ending.job), fields === null ? { kind: 'delete', path } : { kind: 'merge', path, fields }];
}

async function readBack(
  { documents }: JobsContext,
  wanted: NewJob | ChangedJob,
  version: Version | undefined,
): Promise<ChangeOutcome> {
  const job = wanted.step === 'submit' ? wanted.job : wanted.seen.job;
  if (version === undefined) {
    // Of a commit under `onlyIf` the client does not tell when it was applied.
    const after = toJobSnapshot(await documents.read(jobPath(job.id)));
    return after === null ? { kind: 'unknown', error: new Error(`${job.id} is gone`) } : { kind: 'applied', after };
  }
  const asOfMs = millisOfVersion(version);
  const after = wanted.step === 'submit' ? job : applyChange(job, wanted.change, asOfMs);
  return { kind: 'applied', after: { job: after, version, asOfMs } };
}
