import { randomBytes } from 'node:crypto';
import { isJobId } from '@sets/contract';
import { documentPath } from '@sets/store-kit';

export const JOBS = 'jobs';
export const RESULTS = 'results';
export const LINKS = 'links';
export const INVALIDATIONS = 'invalidations';

export const jobPath = (id: string): string => documentPath(JOBS, id);
export const membersOf = (jobId: string): string => `${jobPath(jobId)}/members`;
export const invalidationPath = (key: string): string => documentPath(INVALIDATIONS, key);
export const resultPath = (key: string): string => documentPath(RESULTS, key);

/** 128 random bits: whoever holds the id may read the job. */
export function newJobId(): string {
  // One in 16 million would be a name like `__…__`, which Firestore does not take.
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (isJobId(id)) {
      return id;
    }
  }
}
