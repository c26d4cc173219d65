import { randomBytes } from 'node:crypto';
import type { CollectionReference, DocumentReference, Firestore } from '@google-cloud/firestore';

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
