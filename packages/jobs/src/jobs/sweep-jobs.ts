import type { QueryDocumentSnapshot } from '@google-cloud/firestore';
import {
  asStorageProblem,
  isConflict,
  isTransient,
  MalformedDocumentError,
  readServerTime,
  storedTime,
  withTimeout,
} from '@sets/store-kit';
import type { JobDocument } from '../documents.ts';
import { SHARDS } from '../policy.ts';
import { decideSweep, postponePatch, redispatchPatch } from '../protocol/decisions.ts';
import { applyPatch, type JobPatch } from '../protocol/job-patch.ts';
import { decodeJob, encodeJobPatch } from '../store/codec.ts';
import { addEnding } from '../store/commit-ending.ts';
import { dispatchJob } from '../store/dispatch-job.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { jobsOf } from '../store/refs.ts';

export interface SweepInput {
  /** Jobs looked at, at most; shared evenly by the shards. */
  readonly limit: number;
  /** Where a job queued in `region` belongs now: another region when its own is drained or has lost its workers. */
  readonly route?: (region: string) => string;
}

export interface SweepReport {
  readonly examined: number;
  /** Leases that had expired. */
  readonly requeued: number;
  /** Tasks that were missing, or moved to another region. */
  readonly redispatched: number;
  readonly postponed: number;
  readonly ended: number;
  /** Left to someone else who was first, or to a later sweep because a service did not answer. */
  readonly skipped: number;
}

type Verdict = keyof Omit<SweepReport, 'examined'>;

/**
 * Looks after every job whose `wake_at` has passed. Safe to run anywhere, any number of times at once: each change is
 * fenced, and a task is created only once its predecessor is known to be gone, so a backlog never multiplies.
 */
export async function sweepJobs(context: JobsContext, input: SweepInput): Promise<SweepReport> {
  const { firestore, policy, clock, serverTime } = context;
  const perShard = Math.max(1, Math.ceil(input.limit / SHARDS));
  const nowMs = await readServerTime(context);
  const report = { examined: 0, requeued: 0, redispatched: 0, postponed: 0, ended: 0, skipped: 0 };
  const queues = new Map<string, Promise<boolean>>();

  async function sweepShard(shard: number): Promise<void> {
    const due = jobsOf(firestore)
      .where('shard', '==', shard)
      .where('wake_at', '<=', storedTime(nowMs))
      .orderBy('wake_at')
      .limit(perShard);
    const { docs, readTime } = await withTimeout(due.get(), policy.storeTimeoutMs, clock);
    serverTime.observe(readTime);
    report.examined += docs.length;
    const verdicts = await Promise.all(docs.map((document) => sweepOne(context, document, input, queues)));
    for (const verdict of verdicts) {
      report[verdict] += 1;
    }
  }

  try {
    await Promise.all(Array.from({ length: SHARDS }, (_, shard) => sweepShard(shard)));
  } catch (error) {
    throw asStorageProblem(error);
  }
  return report;
}

async function sweepOne(
  context: JobsContext,
  document: QueryDocumentSnapshot,
  { route = (region) => region }: SweepInput,
  queues: Map<string, Promise<boolean>>,
): Promise<Verdict> {
  const { policy, logger } = context;
  const nowMs = document.readTime.toMillis();
  const { id } = document;
  try {
    const job = decodeJob(document);
    if (job === null) {
      return 'skipped';
    }
    const decision = decideSweep(id, job, nowMs, policy);
    switch (decision.kind) {
      case 'skip':
        return 'skipped';
      case 'end':
        return await commit(context, document, job, { ending: decision.ending }, 'ended');
      case 'requeue': {
        const patch = { ...decision.patch, region: route(job.region) };
        return await commit(context, document, job, { patch, dispatch: true }, 'requeued');
      }
      case 'ask_queue': {
        const region = route(job.region);
        const waits = region === job.region && (await isWaiting(context, queues, id, job));
        if (waits) {
          return await commit(context, document, job, { patch: postponePatch(job, nowMs, policy) }, 'postponed');
        }
        const patch = redispatchPatch(job, region, nowMs, policy);
        return await commit(context, document, job, { patch, dispatch: true }, 'redispatched');
      }
    }
  } catch (error) {
    logger.warn('A job could not be swept', { job_id: id, error });
    const malformed = error instanceof MalformedDocumentError;
    await stepAside(context, document, malformed ? policy.maxPostponeMs : policy.queuedGraceMs);
    return 'skipped';
  }
}

/** A sweep takes the earliest few of each shard: what nobody can look after now must not stand before all others. */
async function stepAside(
  { policy, clock, logger }: JobsContext,
  { id, ref, readTime, updateTime }: QueryDocumentSnapshot,
  ms: number,
): Promise<void> {
  const later = { wake_at: storedTime(readTime.toMillis() + ms) };
  try {
    await withTimeout(ref.update(later, { lastUpdateTime: updateTime }), policy.storeTimeoutMs, clock);
  } catch (error) {
    logger.warn('A job that could not be swept stays first in line', { job_id: id, error });
  }
}

/** A paused queue keeps its tasks, so none of them is asked for; each queue is asked once per sweep. */
async function isWaiting(
  { dispatcher }: JobsContext,
  queues: Map<string, Promise<boolean>>,
  id: string,
  job: JobDocument,
): Promise<boolean> {
  const paused = queues.get(job.region) ?? dispatcher.queueState(job.region).then(({ state }) => state === 'paused');
  queues.set(job.region, paused);
  if (await paused) {
    return true;
  }
  return await dispatcher.taskExists({ jobId: id, dispatchNo: job.dispatch_no, region: job.region });
}

type Change =
  | { readonly patch: JobPatch; readonly dispatch?: true }
  | { readonly ending: Parameters<typeof addEnding>[4] };

async function commit(
  context: JobsContext,
  document: QueryDocumentSnapshot,
  job: JobDocument,
  change: Change,
  verdict: Verdict,
): Promise<Verdict> {
  const { firestore, policy, clock, crashPoint } = context;
  const precondition = { lastUpdateTime: document.updateTime };
  const batch = firestore.batch();
  if ('ending' in change) {
    addEnding(batch, firestore, document.id, job.key, change.ending, precondition);
  } else {
    batch.update(document.ref, encodeJobPatch(change.patch), precondition);
  }
  await crashPoint('sweep.before_commit');
  try {
    await withTimeout(batch.commit(), policy.storeTimeoutMs, clock);
  } catch (error) {
    // Lost to someone else, or applied unseen: the next sweep finds a job as it should be or one whose task is gone.
    if (isConflict(error) || isTransient(error)) {
      return 'skipped';
    }
    throw error;
  }
  await crashPoint('sweep.after_commit');
  if ('dispatch' in change) {
    const after = applyPatch(job, change.patch, document.readTime.toMillis());
    await dispatchJob(context, { id: document.id, job: after });
    await crashPoint('sweep.after_dispatch');
  }
  return verdict;
}
