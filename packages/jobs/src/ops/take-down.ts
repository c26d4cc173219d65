import { isTerminal, ProblemError } from '@sets/contract';
import {
  audited,
  type Condition,
  decodeReadable,
  inRounds,
  MalformedDocumentError,
  type Reading,
  SERVER_TIME,
  storedTime,
} from '@sets/store-kit';
import { BLOCKS, blockDocumentSchema, blockIdOf, blockPath, type PostRef } from '../documents/block-document.ts';
import { FEEDBACK } from '../documents/feedback-document.ts';
import { bytesRef, FILE_USES, fileUseDocumentSchema, sha256In } from '../documents/file-use-document.ts';
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
 * Of a direct file the bytes go too, as far as they are known: what was made of them under other links, and whatever
 * link leads to them from now on.
 *
 * @throws ProblemError `storage_unavailable`; taking it down again goes on where it stopped
 */
export async function takeDown(context: JobsContext, post: PostRef, actor: string): Promise<TakeDownReport> {
  return await audited(context, {
    entry: { actor, action: 'take_down', target: targetOf(post), details: {} },
    async change() {
      await decide(context, post, { blocked: true, actor });
      const of = blockIdOf(post);
      const report = { results: 0, jobs: 0 };
      // The post's own uses are deleted with it, last: who goes on where this stopped finds the bytes by them.
      for (const sha256 of await bytesOf(context, post)) {
        await decide(context, bytesRef(sha256), { blocked: true, actor, of });
        add(report, await removeUses(context, sha256, post));
      }
      return add(report, await removeAll(context, post));
    },
    outcomeOf: (report) => ({ ...report }),
  });
}

/** Submits of the post are taken again, by every instance within 10 s; nothing comes back. */
export async function allowAgain(context: JobsContext, post: PostRef, actor: string): Promise<void> {
  await audited(context, {
    entry: { actor, action: 'allow_again', target: targetOf(post), details: {} },
    async change() {
      await decide(context, post, { blocked: false, actor });
      const where = [['of', '==', blockIdOf(post)]] as const;
      const { documents: bytes } = await context.documents.find({ collection: BLOCKS, where });
      for (const { platform, content_id } of decodeReadable(bytes, blockDocumentSchema)) {
        await decide(context, { platform, contentId: content_id }, { blocked: false, actor });
      }
    },
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
    if (blocked) {
      const post: PostRef = { platform, contentId: content_id };
      const sha256 = sha256In(post);
      add(report, sha256 === null ? await removeAll(context, post) : await removeUses(context, sha256));
    }
  }
  return report;
}

type Counted = { -readonly [K in keyof TakeDownReport]: TakeDownReport[K] };

function add(report: Counted, { results, jobs }: TakeDownReport): TakeDownReport {
  report.results += results;
  report.jobs += jobs;
  return report;
}

/** What a post's link has led to, each once. */
async function bytesOf({ documents }: JobsContext, post: PostRef): Promise<readonly string[]> {
  const { documents: uses } = await documents.find({ collection: FILE_USES, where: wherePost(post) });
  return [...new Set(decodeReadable(uses, fileUseDocumentSchema).map(({ sha256 }) => sha256))];
}

/** All that was made of the bytes under any link, but for that of `except`. */
async function removeUses(context: JobsContext, sha256: string, except?: PostRef): Promise<TakeDownReport> {
  const where = [['sha256', '==', sha256]] as const;
  const { documents: uses } = await context.documents.find({ collection: FILE_USES, where });
  const posts = new Map(
    decodeReadable(uses, fileUseDocumentSchema)
      .map(({ platform, content_id }): PostRef => ({ platform, contentId: content_id }))
      .map((post) => [blockIdOf(post), post]),
  );
  if (except !== undefined) {
    posts.delete(blockIdOf(except));
  }
  const report = { results: 0, jobs: 0 };
  for (const post of posts.values()) {
    add(report, await removeAll(context, post));
  }
  return report;
}

const targetOf = ({ platform, contentId }: PostRef): string => `${platform}:${contentId}`;

async function decide(
  { documents, blocks }: JobsContext,
  post: PostRef,
  { blocked, actor, of = null }: { readonly blocked: boolean; readonly actor: string; readonly of?: string | null },
): Promise<void> {
  const fields = { platform: post.platform, content_id: post.contentId, blocked, at: SERVER_TIME, by: actor, of };
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
  for (const collection of [FEEDBACK, FILE_USES]) {
    await forEachOf(context, collection, post, async (readings) => {
      await context.documents.deleteAll(readings.map(({ path }) => ({ path })));
    });
  }
  return { results, jobs };
}

const wherePost = ({ platform, contentId }: PostRef): readonly Condition[] => [
  ['platform', '==', platform],
  ['content_id', '==', contentId],
];

/** Page by page, since each page is gone when the next one is asked for. */
async function forEachOf(
  { documents }: JobsContext,
  collection: string,
  post: PostRef,
  remove: (readings: readonly Reading[]) => Promise<void>,
): Promise<number> {
  for (let removed = 0; ; ) {
    const found = await documents.find({ collection, where: wherePost(post), limit: PAGE });
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
