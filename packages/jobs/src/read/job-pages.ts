import { jobIdSchema } from '@sets/contract';
import {
  type Condition,
  decodeCursor as decodePageCursor,
  MalformedDocumentError,
  type PageCursor,
  pageOrder,
  storedTime,
  toCursor,
} from '@sets/store-kit';
import { JOBS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

export interface JobPage {
  readonly jobs: readonly JobSnapshot[];
  /** Null on the last page. */
  readonly next: PageCursor | null;
}

export interface PageRequest {
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: PageCursor;
}

/** @throws ProblemError `invalid_request` for what is no cursor of ours */
export const decodeCursor = (text: string): PageCursor => decodePageCursor(text, jobIdSchema);

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
