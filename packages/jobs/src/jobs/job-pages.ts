import { type Query, type QueryDocumentSnapshot, Timestamp } from '@google-cloud/firestore';
import { ProblemError } from '@sets/contract';
import { asStorageProblem, MalformedDocumentError, storedTime, withTimeout } from '@sets/store-kit';
import { z } from 'zod';
import type { JobsContext } from '../store/jobs-context.ts';
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

const cursorSchema = z.tuple([z.number().int().nonnegative(), z.string().min(1).max(64)]);

export const encodeCursor = ({ createdAtMs, id }: JobCursor): string =>
  Buffer.from(JSON.stringify([createdAtMs, id])).toString('base64url');

/** Throws ProblemError `invalid_request` for what is no cursor of ours. */
export function decodeCursor(text: string): JobCursor {
  try {
    const [createdAtMs, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { createdAtMs, id };
  } catch {
    throw new ProblemError('invalid_request', { errors: [{ path: 'cursor', message: 'is not a cursor' }] });
  }
}

/** One page of `query`, newest first. */
export async function readJobPage(
  context: JobsContext,
  query: Query,
  limit: number,
  after: JobCursor | undefined,
): Promise<JobPage> {
  const ordered = query.orderBy('created_at', 'desc').orderBy('__name__', 'desc').limit(limit);
  const page = after === undefined ? ordered : ordered.startAfter(storedTime(after.createdAtMs), after.id);
  try {
    const { docs } = await withTimeout(page.get(), context.policy.storeTimeoutMs, context.clock);
    return { jobs: docs.flatMap((document) => readable(context, document)), next: cursorAfter(docs, limit) };
  } catch (error) {
    throw asStorageProblem(error);
  }
}

/** One job that nobody can read must not hide the others of its page. */
function readable(context: JobsContext, document: QueryDocumentSnapshot): JobSnapshot[] {
  try {
    const snapshot = toJobSnapshot(document);
    return snapshot === null ? [] : [snapshot];
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) {
      throw error;
    }
    context.logger.error('A job cannot be read and is left out of a list', { job_id: document.id, error });
    return [];
  }
}

function cursorAfter(docs: readonly QueryDocumentSnapshot[], limit: number): JobCursor | null {
  const last = docs.at(-1);
  const createdAt: unknown = last?.get('created_at');
  if (last === undefined || docs.length < limit || !(createdAt instanceof Timestamp)) {
    return null;
  }
  return { createdAtMs: createdAt.toMillis(), id: last.id };
}
