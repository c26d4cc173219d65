import { randomBytes } from 'node:crypto';
import { documentPath } from '@sets/store-kit';

export const JOBS = 'jobs';
export const RESULTS = 'results';
export const LINKS = 'links';

export const jobPath = (id: string): string => documentPath(JOBS, id);
export const membersOf = (jobId: string): string => `${jobPath(jobId)}/members`;
export const resultPath = (key: string): string => documentPath(RESULTS, key);

/** 128 random bits: whoever holds the id may read the job. */
export const newJobId = (): string => randomBytes(16).toString('base64url');

const JOB_ID = /^[A-Za-z0-9_-]{16,64}$/;
export const isJobId = (text: string): boolean => JOB_ID.test(text);
