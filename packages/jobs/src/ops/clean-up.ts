import { isTerminal, jobStatusSchema } from '@sets/contract';
import { asRead, deleteExpired, findExpired, type Reading } from '@sets/store-kit';
import { CHARGES } from '../documents/charge-document.ts';
import { FEEDBACK } from '../documents/feedback-document.ts';
import { FILE_USES } from '../documents/file-use-document.ts';
import { FILES, IDEMPOTENCY, INVALIDATIONS, JOBS, LINKS, MEMBERS, RESULTS } from '../documents/paths.ts';
import { REPLAYS } from '../documents/replay-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { deleteMembers } from './delete-members.ts';
import { sweepForgotten } from './forget-caller.ts';
import { sweepTakenDown } from './take-down.ts';

export interface CleanUpReport {
  readonly results: number;
  readonly jobs: number;
  readonly members: number;
  readonly links: number;
  readonly files: number;
  readonly invalidations: number;
  readonly idempotency: number;
  readonly charges: number;
  /** What was still there of callers that are being forgotten. */
  readonly forgotten: number;
}

/**
 * Deletes up to `limit` documents per collection that expired a day ago or earlier, of callers' own data that expired at
 * all, and what was made of posts and by callers beside their removal. Safe to run anywhere, any time.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function cleanUp(context: JobsContext, limit: number): Promise<CleanUpReport> {
  const { documents } = context;
  const takenDown = await sweepTakenDown(context);
  const results = await deleteExpired(documents, { collection: RESULTS, limit });
  const jobs = (await findExpired(documents, { collection: JOBS, limit, atOnce: true })).filter(hasEnded);
  await deleteMembers(
    documents,
    jobs.map(({ id }) => id),
  );
  await deleteExpired(documents, { collection: FEEDBACK, limit });
  await deleteExpired(documents, { collection: REPLAYS, limit });
  await deleteExpired(documents, { collection: FILE_USES, limit });
  return {
    results: results + takenDown.results,
    jobs: (await documents.deleteAll(jobs.map(asRead))) + takenDown.jobs,
    members: await deleteExpired(documents, { collection: MEMBERS, limit, atOnce: true }),
    links: await deleteExpired(documents, { collection: LINKS, limit }),
    files: await deleteExpired(documents, { collection: FILES, limit }),
    invalidations: await deleteExpired(documents, { collection: INVALIDATIONS, limit }),
    idempotency: await deleteExpired(documents, { collection: IDEMPOTENCY, limit, atOnce: true }),
    charges: await deleteExpired(documents, { collection: CHARGES, limit }),
    forgotten: await sweepForgotten(context),
  };
}

/** A job that is still alive is the sweeper's to end, however old it is. */
function hasEnded({ fields }: Reading): boolean {
  const status = jobStatusSchema.safeParse(fields?.status);
  return status.success && isTerminal(status.data);
}
