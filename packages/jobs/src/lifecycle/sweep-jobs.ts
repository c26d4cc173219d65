import { EXTRACT_QUEUE } from '@sets/contract';
import {
  asRead,
  isStorageUnavailable,
  lookAfterDue,
  MalformedDocumentError,
  type Reading,
  storedTime,
  TaskRefusedError,
} from '@sets/store-kit';
import type { JobDocument } from '../documents/job-document.ts';
import { JOBS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { SHARDS } from '../policy.ts';
import { decideSweep, postponePatch, redispatchPatch } from '../protocol/decisions.ts';
import type { JobChange } from '../protocol/job-change.ts';
import type { JobPatch } from '../protocol/job-patch.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';
import { commitChange, discharge } from './commit-change.ts';
import { dispatchJob, taskOf } from './dispatch-job.ts';
import { type Judged, judged } from './waiting-members.ts';

export interface SweepInput {
  /** Jobs looked at, at most; shared evenly by the shards. */
  readonly limit: number;
  /** Where a job queued in a region belongs now: another one when its own is drained or has lost its workers. */
  readonly chooseRegion?: (region: string) => string;
}

export interface SweepReport {
  readonly examined: number;
  /** Leases that had expired. */
  readonly requeued: number;
  /** Tasks that were missing, or moved to another region. */
  readonly redispatched: number;
  readonly postponed: number;
  readonly ended: number;
  /** Ended before, and receivers of webhooks told now. */
  readonly told: number;
  /** Left to someone else who was first, or to a later sweep because a service did not answer. */
  readonly skipped: number;
}

type Verdict = keyof Omit<SweepReport, 'examined'>;

interface Sweep {
  readonly chooseRegion: (region: string) => string;
  /** Each queue is asked once per sweep whether it is paused. */
  readonly paused: Map<string, Promise<boolean>>;
}

/**
 * Looks after every job whose `wake_at` has passed. Safe to run anywhere, any number of times at once: each change is
 * fenced, and a task is created only once its predecessor is known to be gone, so a backlog never multiplies.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function sweepJobs(context: JobsContext, input: SweepInput): Promise<SweepReport> {
  const sweep: Sweep = { chooseRegion: input.chooseRegion ?? ((region) => region), paused: new Map() };
  const { limit } = input;
  const due = { collection: JOBS, shards: SHARDS, limit };
  const verdicts = await lookAfterDue(context.documents, due, (reading) => sweepOne(context, sweep, reading));
  const report = { requeued: 0, redispatched: 0, postponed: 0, ended: 0, told: 0, skipped: 0 };
  for (const verdict of verdicts) {
    report[verdict] += 1;
  }
  return { examined: verdicts.length, ...report };
}

async function sweepOne(context: JobsContext, sweep: Sweep, reading: Reading): Promise<Verdict> {
  const { policy, logger } = context;
  try {
    const seen = toJobSnapshot(reading);
    return seen === null ? 'skipped' : await lookAfter(context, sweep, seen);
  } catch (error) {
    logger.warn('A job could not be swept', { job_id: reading.id, error });
    const malformed = error instanceof MalformedDocumentError;
    await stepAside(context, reading, malformed ? policy.maxPostponeMs : policy.queuedGraceMs);
    return 'skipped';
  }
}

async function lookAfter(context: JobsContext, sweep: Sweep, seen: JobSnapshot): Promise<Verdict> {
  const at = { nowMs: seen.asOfMs, policy: context.policy };
  const { job, onlyIf } = await judged(context, seen);
  const decision = decideSweep(job, at);
  switch (decision.kind) {
    case 'skip':
      return 'skipped';
    case 'end':
      return (await commit(context, seen, decision, onlyIf)) === null ? 'skipped' : 'ended';
    case 'tell':
      return (await discharge(context, seen)) === null ? 'skipped' : 'told';
    case 'requeue': {
      const patch = { ...decision.patch, region: sweep.chooseRegion(job.region) };
      return await commitAndDispatch(context, seen, patch, 'requeued');
    }
    case 'ask_queue': {
      const region = sweep.chooseRegion(job.region);
      if (region !== job.region) {
        return await commitAndDispatch(context, seen, redispatchPatch(job, region, at), 'redispatched');
      }
      switch (await askQueue(context, sweep, seen)) {
        case 'waiting':
          return await postpone(context, { seen, job }, 'postponed');
        case 'created':
          return await postpone(context, { seen, job }, 'redispatched');
        case 'gone':
          return await commitAndDispatch(context, seen, redispatchPatch(job, region, at), 'redispatched');
      }
    }
  }
}

interface Postponed extends Pick<Judged, 'job'> {
  readonly seen: JobSnapshot;
}

async function postpone(context: JobsContext, { seen, job }: Postponed, verdict: Verdict): Promise<Verdict> {
  const patch = postponePatch(job, { nowMs: seen.asOfMs, policy: context.policy });
  return (await commit(context, seen, { kind: 'patch', patch })) === null ? 'skipped' : verdict;
}

/** A sweep takes the earliest few of each shard: what nobody can look after now must not stand before all others. */
async function stepAside({ documents, logger }: JobsContext, reading: Reading, ms: number): Promise<void> {
  const { id, readAtMs } = reading;
  const fields = { wake_at: storedTime(readAtMs + ms) };
  try {
    const write = { kind: 'update', ...asRead(reading), fields } as const;
    await documents.write([write], { purpose: 'step_aside' });
  } catch (error) {
    logger.warn('A job that could not be swept stays first in line', { job_id: id, error });
  }
}

/** `gone`: a task of a new name is owed. `created`: it was missing, and stands again under its own name. */
type Answer = 'waiting' | 'created' | 'gone';

/** A paused queue keeps its tasks, so none of them is asked for. */
async function askQueue(context: JobsContext, { paused }: Sweep, { job, asOfMs }: JobSnapshot): Promise<Answer> {
  const { tasks, policy } = context;
  const { region } = job;
  const asked =
    paused.get(region) ??
    tasks.state({ queue: EXTRACT_QUEUE, region }).then(
      ({ state }) => state === 'paused',
      (error: unknown) => {
        // Whoever may not look at the queue asks for the tasks themselves.
        if (isStorageUnavailable(error)) {
          throw error;
        }
        return false;
      },
    );
  paused.set(region, asked);
  if (await asked) {
    return 'waiting';
  }
  try {
    const task = await tasks.find(taskOf(job));
    if (task === null) {
      return 'gone';
    }
    // A claim takes milliseconds: a delivery that has run for longer beside an unclaimed job reached a frozen worker.
    const isLost = task.dispatchedAtMs !== null && asOfMs - task.dispatchedAtMs > policy.claimWithinMs;
    return isLost ? 'gone' : 'waiting';
  } catch (error) {
    if (!(error instanceof TaskRefusedError)) {
      throw error;
    }
    return await askWithoutLooking(context, job);
  }
}

/**
 * For a caller who may create tasks and not read them: creating the same name again heals a task that is missing. A name
 * in use says that the task waits, or was used within the last day; after some postponements it is taken for lost.
 */
async function askWithoutLooking(context: JobsContext, job: JobDocument): Promise<Answer> {
  if (await dispatchJob(context, job)) {
    return 'created';
  }
  return job.wake_delay_ms >= context.policy.queuedGraceMs * 8 ? 'gone' : 'waiting';
}

/**
 * Null when the change was lost to someone else or may have been applied unseen: the next sweep finds a job as it
 * should be, or one whose task is gone.
 */
async function commit(
  context: JobsContext,
  seen: JobSnapshot,
  change: JobChange,
  onlyIf?: Judged['onlyIf'],
): Promise<JobDocument | null> {
  const condition = onlyIf === undefined ? {} : { onlyIf };
  const outcome = await commitChange(context, { step: 'sweep', seen, change, ...condition });
  return outcome.kind === 'applied' ? outcome.after.job : null;
}

async function commitAndDispatch(
  context: JobsContext,
  seen: JobSnapshot,
  patch: JobPatch,
  verdict: Verdict,
): Promise<Verdict> {
  const job = await commit(context, seen, { kind: 'patch', patch });
  if (job === null) {
    return 'skipped';
  }
  await dispatchJob(context, job);
  await context.crashPoint('sweep.after_dispatch');
  return verdict;
}
