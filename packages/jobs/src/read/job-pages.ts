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

/** Newest first. Ids are in it so that a page may end between documents of one moment. */
export const pageOrder = (time: string) =>
  [
    [time, 'desc'],
    ['__name__', 'desc'],
  ] as const;

/** One page of the jobs that `where` means, newest first. */
export async function readJobPage(
  { documents, logger }: JobsContext,
  where: readonly Condition[],
  { limit, after }: PageRequest,
): Promise<JobPage> {
  const found = await documents.find({
    collection: JOBS,
    where,
    orderBy: pageOrder('created_at'),
    limit,
    ...(after === undefined ? {} : { startAfter: [storedTime(after.createdAtMs), after.id] }),
  });
  const jobs = await Promise.all(
    found.documents.map((reading) => readable(logger, reading.id, () => toJobSnapshot(reading))),
  );
  const last = found.documents.length < limit ? undefined : found.documents.at(-1);
  return {
    jobs: jobs.filter((job) => job !== null),
    // From the last document, readable or not.
    next: last === undefined ? null : toCursor(last, 'created_at'),
  };
}

/** Null for a job that nobody can read: it must not hide the others of its page. */
export async function readable<T>(
  logger: JobsContext['logger'],
  id: string,
  read: () => T | Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) {
      throw error;
    }
    logger.error('A job cannot be read and is left out of a list', { job_id: id, error });
    return null;
  }
}

/** Where a document stands in a list by `time`; null when it has none. */
export function toCursor({ fields, id }: Reading, time: string): JobCursor | null {
  const ordered = storedTimeSchema.safeParse(fields?.[time]);
  return ordered.success ? { createdAtMs: ordered.data, id } : null;
}
