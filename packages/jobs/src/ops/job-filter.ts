import { type JobStatus, type ProblemCode, ProblemError } from '@sets/contract';
import { type Condition, storedTime } from '@sets/store-kit';

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

/** No query needs an index beyond one per field with `created_at`: Firestore joins them for equality. */
export function conditionsOf(filter: JobFilter): readonly Condition[] {
  const { createdFromMs, createdBeforeMs } = filter;
  const all: readonly Condition[] = [
    ['status', '==', filter.status],
    ['dead', '==', filter.dead],
    ['error.code', '==', filter.code],
    ['region', '==', filter.region],
    ['platform', '==', filter.platform],
    ['content_id', '==', filter.contentId],
    ['created_at', '>=', createdFromMs === undefined ? undefined : storedTime(createdFromMs)],
    ['created_at', '<', createdBeforeMs === undefined ? undefined : storedTime(createdBeforeMs)],
  ];
  return all.filter(([, , value]) => value !== undefined);
}

/**
 * What acts on many jobs must say on which: an empty filter is more likely a slip than a wish.
 *
 * @throws ProblemError `invalid_request`
 */
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
