import type { Query } from '@google-cloud/firestore';
import { type JobStatus, type ProblemCode, ProblemError } from '@sets/contract';
import { storedTime } from '@sets/store-kit';
import type { JobsContext } from '../store/jobs-context.ts';
import { jobsOf } from '../store/refs.ts';

/** All given conditions hold together. Times in milliseconds since the epoch. */
export interface JobFilter {
  readonly status?: JobStatus;
  /** Ended without a result for a reason that is not the post's, and not replayed since. */
  readonly dead?: boolean;
  readonly code?: ProblemCode;
  readonly region?: string;
  /** Links are turned into these by whoever knows links. */
  readonly platform?: string;
  readonly contentId?: string;
  readonly createdFromMs?: number;
  readonly createdBeforeMs?: number;
}

/** Every query needs no index beyond one per field with `created_at`: Firestore joins them for equality. */
export function filteredJobs({ firestore }: JobsContext, filter: JobFilter): Query {
  let query: Query = jobsOf(firestore);
  const equal: readonly (readonly [string, unknown])[] = [
    ['status', filter.status],
    ['dead', filter.dead],
    ['error.code', filter.code],
    ['region', filter.region],
    ['platform', filter.platform],
    ['content_id', filter.contentId],
  ];
  for (const [field, value] of equal) {
    if (value !== undefined) {
      query = query.where(field, '==', value);
    }
  }
  if (filter.createdFromMs !== undefined) {
    query = query.where('created_at', '>=', storedTime(filter.createdFromMs));
  }
  if (filter.createdBeforeMs !== undefined) {
    query = query.where('created_at', '<', storedTime(filter.createdBeforeMs));
  }
  return query;
}

/** What acts on many jobs must say on which: an empty filter is more likely a slip than a wish. */
export function refuseEmpty(filter: JobFilter): void {
  const { dead: _, ...conditions } = filter;
  if (Object.values(conditions).some((value) => value !== undefined)) {
    return;
  }
  throw new ProblemError('invalid_request', {
    detail: 'Say which jobs are meant.',
    errors: [{ path: 'filter', message: 'at least one condition' }],
  });
}
