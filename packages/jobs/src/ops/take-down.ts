import { isTerminal, ProblemError } from '@sets/contract';
import {
  audited,
  decodeReadable,
  inRounds,
  MalformedDocumentError,
  type Reading,
  SERVER_TIME,
  storedTime,
} from '@sets/store-kit';
import { BLOCKS, blockDocumentSchema, blockPath, type PostRef } from '../documents/block-document.ts';
import { FEEDBACK } from '../documents/feedback-document.ts';
import { invalidationOf } from '../documents/invalidation-document.ts';
import { JOBS, RESULTS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { commitChange } from '../lifecycle/commit-change.ts';
import { endWithProblem } from '../protocol/end-job.ts';
import { getJob } from '../read/get-job.ts';
import { chargeIn, type RemovedJob, removeJobs } from './remove-jobs.ts';

export interface TakeDownReport {
  /** Languages and profiles in which something was known of the post. */
  readonly results: number;
  /** Jobs that read it, live ones included. */
  readonly jobs: number;
}

/** Submits that had looked before the block stood have committed long before this; the cleaning call looks after them. */
const SWEPT_FOR_MS = 10 * 60_000;
const PAGE = 200;

/**
 * Removes everything that was made of a post and takes no more submits of it: results in every language and profile, what
 * tiers hold of them (within 10 s, `ResultNews`), and its jobs with what callers have in them, but for what they cost.
 * Live ones are ended first, so that nobody writes a result any more. What a submit beside the block makes goes with the next cleaning call.
 *
 * @throws ProblemError `storage_unavailable`; taking it down again goes on where it stopped
 */
export async function takeDown(context: JobsContext, post: PostRef, actor: string): Promise<TakeDownReport> {
  return await audited(context, {
    entry: { actor, action: 'take_down', target: targetOf(post), details: {} },
    async change() {
      await decide(context, post, { blocked: true, actor });
      return await removeAll(context, post);
    },
    outcomeOf: (report) => ({ ...report }),
  });
}

/** Submits of the post are taken again, by every instance within 10 s; nothing comes back. */
export async function allowAgain(context: JobsContext, post: PostRef, actor: string): Promise<void> {
  await audited(context, {
    entry: { actor, action: 'allow_again', target: targetOf(post), details: {} },
    change: async () => await decide(context, post, { blocked: false, actor }),
    outcomeOf: () => ({}),
  });
}

/** Once more for the posts that were taken down in the last minutes. Returns what went. */
export async function sweepTakenDown(context: JobsContext): Promise<TakeDownReport> {
  const { documents } = context;
  const since = storedTime((await documents.serverTime()) - SWEPT_FOR_MS);
  const found = await documents.find({ collection: BLOCKS, where: [['at', '>', since]] });
  const report = { results: 0, jobs: 0 };
  for (const { platform, content_id, blocked } of decodeReadable(found.documents, blockDocumentSchema)) {
    const gone = blocked ? await removeAll(context, { platform, contentId: content_id }) : { results: 0, jobs: 0 };
    report.results += gone.results;
    report.jobs += gone.jobs;
  }
  return report;
}

const targetOf = ({ platform, contentId }: PostRef): string => `${platform}:${contentId}`;

async function decide(
  { documents, blocks }: JobsContext,
  post: PostRef,
  { blocked, actor }: { readonly blocked: boolean; readonly actor: string },
): Promise<void> {
  const fields = { platform: post.platform, content_id: post.contentId, blocked, at: SERVER_TIME, by: actor };
  await documents.write([{ kind: 'replace', path: blockPath(post), fields }], { purpose: 'block' });
  blocks.note(post, blocked);
}

async function removeAll(context: JobsContext, post: PostRef): Promise<TakeDownReport> {
  const jobs = await forEachOf(context, JOBS, post, async (readings) => {
    await removeJobs(context, await Promise.all(readings.map((reading) => endIfAlive(context, reading))));
  });
  const results = await forEachOf(context, RESULTS, post, async (readings) => {
    await Promise.all(readings.map((reading) => forget(context, reading)));
  });
  await forEachOf(context, FEEDBACK, post, async (readings) => {
    await context.documents.deleteAll(readings.map(({ path }) => ({ path })));
  });
  return { results, jobs };
}

/** Page by page, since each page is gone when the next one is asked for. */
async function forEachOf(
  { documents }: JobsContext,
  collection: string,
  { platform, contentId }: PostRef,
  remove: (readings: readonly Reading[]) => Promise<void>,
): Promise<number> {
  for (let removed = 0; ; ) {
    const found = await documents.find({
      collection,
      where: [
        ['platform', '==', platform],
        ['content_id', '==', contentId],
      ],
      limit: PAGE,
    });
    await remove(found.documents);
    removed += found.documents.length;
    if (found.documents.length < PAGE) {
      return removed;
    }
  }
}

/** Whoever waits for it is told; its owner learns of it by its next write. What nobody can read nobody works on. */
async function endIfAlive(context: JobsContext, { id, fields }: Reading): Promise<RemovedJob> {
  return await inRounds<RemovedJob>(`take down of ${id}`, async () => {
    const seen = await getJob(context, id);
    if (seen === null || isTerminal(seen.job.status)) {
      return { id, charge: seen?.job.charge ?? null };
    }
    const at = { nowMs: seen.asOfMs, policy: context.policy };
    const ending = endWithProblem(seen.job, 'canceled', new ProblemError('content_removed'), at);
    const outcome = await commitChange(context, { step: 'cancel', seen, change: { kind: 'end', ending } });
    return outcome.kind === 'applied' ? { id, charge: outcome.after.job.charge } : undefined;
  }).catch((error: unknown) => {
    if (!(error instanceof MalformedDocumentError)) {
      throw error;
    }
    return { id, charge: chargeIn(fields) };
  });
}

async function forget({ documents, cache }: JobsContext, { id: key, path }: Reading): Promise<void> {
  const told = invalidationOf(key, documents.now());
  await documents.write([{ kind: 'delete', path }, told], { purpose: 'take_down' });
  await cache.invalidate(key);
}
