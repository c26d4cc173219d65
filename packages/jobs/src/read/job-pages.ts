import { jobIdSchema, ProblemError } from '@sets/contract';
import { type Condition, MalformedDocumentError, type Reading, storedTime, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import { JOBS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

/** Where a page ended. */
export interface JobCursor {
  readonly createdAtMs: number;
  readonly id: string;
}

export interface JobPage {
  readonly jobs: readonly JobSnapshot[];
  /** Null on the last page. */
  readonly next: JobCursor | null;
}

export interface PageRequest {
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: JobCursor;
}

/** The end of the year 9999: what a stored time can hold. */
const LAST_TIME_MS = 253_402_300_799_999;

const cursorSchema = z.tuple([z.number().int().nonnegative().max(LAST_TIME_MS), jobIdSchema]);

export const encodeCursor = ({ createdAtMs, id }: JobCursor): string =>
  Buffer.from(JSON.stringify([createdAtMs, id])).toString('base64url');

/** @throws ProblemError `invalid_request` for what is no cursor of ours */
export function decodeCursor(text: string): JobCursor {
  try {
    const [createdAtMs, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { createdAtMs, id };
  } catch {
    throw new ProblemError('invalid_request', { errors: [{ path: 'cursor', message: 'is not a cursor' }] });
  }
}

/** One page of the jobs that `where` means, newest first. */
export async function readJobPage(
  { documents, logger }: JobsContext,
  where: readonly Condition[],
  { limit, after }: PageRequest,
): Promise<JobPage> {
  const found = await documents.find({
    collection: JOBS,
    where,
    orderBy: [
      ['created_at', 'desc'],
      ['__name__', 'desc'],
    ],
    limit,
    ...(after === undefined ? {} : { startAfter: [storedTime(after.createdAtMs), after.id] }),
  });
  const jobs = found.documents.flatMap((reading) => readable(logger, reading));
  return { jobs, next: cursorAfter(found.documents, limit) };
}

/** One job that nobody can read must not hide the others of its page. */
function readable(logger: JobsContext['logger'], reading: Reading): JobSnapshot[] {
  try {
    const snapshot = toJobSnapshot(reading);
    return snapshot === null ? [] : [snapshot];
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) {
      throw error;
    }
    logger.error('A job cannot be read and is left out of a list', { job_id: reading.id, error });
    return [];
  }
}

const orderedSchema = z.object({ created_at: storedTimeSchema });

/** From the last document, readable or not. */
function cursorAfter(documents: readonly Reading[], limit: number): JobCursor | null {
  const last = documents.at(-1);
  if (last === undefined || documents.length < limit) {
    return null;
  }
  const ordered = orderedSchema.safeParse(last.fields);
  return ordered.success ? { createdAtMs: ordered.data.created_at, id: last.id } : null;
}
