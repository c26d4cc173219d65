import { randomBytes } from 'node:crypto';
import type { CollectionReference, DocumentReference, Firestore } from '@google-cloud/firestore';
import type { Clock, Random } from '@sets/service-kit';
import type { ResultCache } from '../cache/result-cache.ts';
import type { CrashHook } from '../crash-points.ts';
import type { TaskDispatcher } from '../dispatch/task-dispatcher.ts';
import type { JobPolicy } from '../policy.ts';
import type { Outage } from './outage.ts';
import type { ServerTime } from './server-time.ts';
import type { StoreLogger } from './store-logger.ts';

/** What every operation of the store works with. */
export interface StoreContext {
  readonly firestore: Firestore;
  readonly dispatcher: TaskDispatcher;
  readonly cache: ResultCache;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: StoreLogger;
  readonly policy: JobPolicy;
  readonly crashPoint: CrashHook;
  readonly serverTime: ServerTime;
  readonly outage: Outage;
}

export const jobsOf = (firestore: Firestore): CollectionReference => firestore.collection('jobs');
export const jobRef = (firestore: Firestore, id: string): DocumentReference => jobsOf(firestore).doc(id);
export const membersOf = (firestore: Firestore, jobId: string): CollectionReference =>
  jobRef(firestore, jobId).collection('members');
export const resultRef = (firestore: Firestore, key: string): DocumentReference =>
  firestore.collection('results').doc(key);

/** 128 random bits: whoever holds the id may read the job. */
export const newJobId = (): string => randomBytes(16).toString('base64url');

const JOB_ID = /^[A-Za-z0-9_-]{16,64}$/;
export const isJobId = (text: string): boolean => JOB_ID.test(text);

/** The server's time as far as known; the local clock only before the first answer, when nothing is judged by it. */
export const serverNow = ({ serverTime, clock }: StoreContext): number => Math.round(serverTime.now() ?? clock.now());
