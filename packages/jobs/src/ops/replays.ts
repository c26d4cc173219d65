import { inParallel } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { audited, decode, decodeReadable, type Reading } from '@sets/store-kit';
import { JOBS } from '../documents/paths.ts';
import {
  encodeReplay,
  filterOfReplay,
  newReplayId,
  REPLAYS,
  type ReplayDocument,
  replayDocumentSchema,
  replayPath,
  storedFilter,
} from '../documents/replay-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { readJobPage } from '../read/job-pages.ts';
import { conditionsOf, type JobFilter, refuseEmpty } from './job-filter.ts';
import { type ReplayOptions, type ReplayOutcome, replayOne } from './replay-job.ts';
import { countJobs } from './search-jobs.ts';

/** A replay as it stands. Times in milliseconds since the epoch. */
export interface Replay extends Omit<ReplayDocument, 'expires_at'> {
  readonly id: string;
  /** Of those that were counted, still dead. */
  readonly left: number;
}

export interface ReplayPortion {
  readonly replay: Replay;
  /** What became of each job that this portion took. */
  readonly outcomes: readonly ReplayOutcome[];
}

const AT_ONCE = 10;

/**
 * Counts the dead jobs that `filter` means and keeps that under an id of its own, by which any instance replays them.
 * Nothing is replayed yet. Jobs that are made from now on are no part of it.
 *
 * @throws ProblemError `invalid_request` for an empty filter, `storage_unavailable`
 */
export async function createReplay(
  context: JobsContext,
  { filter, actor }: { readonly filter: JobFilter; readonly actor: string },
): Promise<Replay> {
  refuseEmpty(filter);
  const { documents, policy } = context;
  const id = newReplayId();
  const at = await documents.serverTime();
  const meant = storedFilter(filter, at + 1);
  const count = await countJobs(context, filterOfReplay({ filter: meant }));
  const replay: ReplayDocument = {
    ...{ by: actor, at, filter: meant, count, done: 0, ended_at: count === 0 ? at : null },
    expires_at: at + policy.keepJobsMs,
  };
  await documents.write([{ kind: 'replace', path: replayPath(id), fields: encodeReplay(replay) }], {
    purpose: 'create_replay',
  });
  return toReplay(id, replay, { done: 0, left: count });
}

/**
 * Replays up to `limit` jobs of it, newest first. Asked again, by whomever and wherever, it goes on with what is still
 * dead: each job is replayed once, also when two ask at the same time or one of them dies, and counted once, since the
 * jobs themselves are counted. One that has ended does nothing more.
 *
 * @throws ProblemError `replay_not_found`, `storage_unavailable`
 */
export async function runReplay(
  context: JobsContext,
  id: string,
  { limit, ...options }: ReplayOptions & { readonly limit: number },
): Promise<ReplayPortion> {
  const stored = await storedReplay(context, id);
  const filter = filterOfReplay(stored);
  return await audited(context, {
    entry: { actor: options.actor, action: 'replay_jobs', target: id, details: { filter: { ...filter }, limit } },
    async change() {
      const before = await progressOf(context, id, stored);
      if (stored.ended_at !== null) {
        return { replay: toReplay(id, stored, before), outcomes: [] };
      }
      const page = { id, filter, limit: Math.min(limit, before.left) };
      const outcomes = page.limit === 0 ? [] : await replayPage(context, page, options);
      return { replay: await note(context, id, await progressOf(context, id, stored)), outcomes };
    },
    outcomeOf: ({ outcomes }) => countOutcomes(outcomes),
  });
}

/** @throws ProblemError `replay_not_found`, `storage_unavailable` */
export async function readReplay(context: JobsContext, id: string): Promise<Replay> {
  const stored = await storedReplay(context, id);
  return toReplay(id, stored, await progressOf(context, id, stored));
}

/**
 * The latest, newest first, each as it stands.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function listReplays(context: JobsContext, limit: number): Promise<readonly Replay[]> {
  const { documents } = context;
  const found = await documents.find({ collection: REPLAYS, orderBy: [['at', 'desc']], limit });
  return await inParallel(found.documents.flatMap(readable), AT_ONCE, async ({ id, stored }) =>
    toReplay(id, stored, await progressOf(context, id, stored)),
  );
}

const readable = (reading: Reading): readonly { readonly id: string; readonly stored: ReplayDocument }[] =>
  decodeReadable([reading], replayDocumentSchema).map((stored) => ({ id: reading.id, stored }));

async function storedReplay({ documents }: JobsContext, id: string): Promise<ReplayDocument> {
  const stored = decode(await documents.read(replayPath(id)), replayDocumentSchema);
  if (stored === null) {
    throw new ProblemError('replay_not_found');
  }
  return stored;
}

type Progress = Pick<Replay, 'done' | 'left'>;

/** By the jobs themselves, which no crash can leave uncounted; of one that has ended, as it was stored. */
async function progressOf(context: JobsContext, id: string, stored: ReplayDocument): Promise<Progress> {
  if (stored.ended_at !== null) {
    return { done: stored.done, left: 0 };
  }
  const [done, dead] = await Promise.all([
    context.documents.count({ collection: JOBS, where: [['replayed_in', '==', id]] }),
    countJobs(context, filterOfReplay(stored)),
  ]);
  // What has died since is not what was counted.
  return { done, left: Math.max(0, Math.min(dead, stored.count - done)) };
}

interface Page {
  readonly id: string;
  readonly filter: JobFilter;
  readonly limit: number;
}

async function replayPage(
  context: JobsContext,
  { id, filter, limit }: Page,
  options: ReplayOptions,
): Promise<readonly ReplayOutcome[]> {
  const { jobs } = await readJobPage(context, conditionsOf(filter), { limit });
  return await inParallel(jobs, AT_ONCE, (job) => replayOne(context, job, options, id));
}

const countOutcomes = (outcomes: readonly ReplayOutcome[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(outcomes, ({ outcome }) => outcome)].map(([name, all]) => [name, all.length]));

/** Two portions at once may have counted in another order than they come here: it only grows, and ends once. */
async function note(context: JobsContext, id: string, { done, left }: Progress): Promise<Replay> {
  return await context.documents.transact('note_replay', async (reads) => {
    const reading = await reads.read(replayPath(id));
    const stored = decode(reading, replayDocumentSchema);
    if (stored === null) {
      throw new ProblemError('replay_not_found');
    }
    const endedAt = stored.ended_at ?? (left === 0 ? reading.readAtMs : null);
    const noted = { ...stored, done: Math.max(stored.done, done), ended_at: endedAt };
    const write = { kind: 'replace', path: replayPath(id), fields: encodeReplay(noted) } as const;
    return { value: toReplay(id, noted, { done: noted.done, left: endedAt === null ? left : 0 }), writes: [write] };
  });
}

const toReplay = (id: string, { expires_at: _, ...stored }: ReplayDocument, progress: Progress): Replay => ({
  id,
  ...stored,
  ...progress,
});
