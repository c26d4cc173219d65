import { randomBytes } from 'node:crypto';
import { isJobId } from '@sets/contract';
import { documentPath } from '@sets/store-kit';

export const JOBS = 'jobs';
export const RESULTS = 'results';
export const LINKS = 'links';
export const FILES = 'files';
export const INVALIDATIONS = 'invalidations';
export const MEMBERS = 'members';
export const IDEMPOTENCY = 'idempotency';

export const jobPath = (id: string): string => documentPath(JOBS, id);
export const invalidationPath = (key: string): string => documentPath(INVALIDATIONS, key);
export const memberPath = (id: string): string => documentPath(MEMBERS, id);
export const idempotencyPath = (hash: string): string => documentPath(IDEMPOTENCY, hash);
/** Where releases of before 2026-11-26 kept members, who have no ids of their own. No job outlives its six hours. */
export const earlierMembersOf = (jobId: string): string => `${jobPath(jobId)}/members`;
export const resultPath = (key: string): string => documentPath(RESULTS, key);

/** 128 random bits: callers who have no names are told apart by what they hold. */
export function newJobId(): string {
  // One in 16 million would be a name like `__…__`, which Firestore does not take; one in 64 would begin like an option,
  // and people hand ids to command lines.
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (isJobId(id) && !id.startsWith('-')) {
      return id;
    }
  }
}
