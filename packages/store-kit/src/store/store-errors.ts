import { ProblemError } from '@sets/contract';
import type { Clock } from '@sets/service-kit';

/** The answer did not come in time; whether the operation was applied is unknown. */
export class StoreTimeoutError extends Error {
  override readonly name = 'StoreTimeoutError';
}

const GRPC = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

const CONFLICTS: ReadonlySet<unknown> = new Set([
  GRPC.notFound,
  GRPC.alreadyExists,
  GRPC.failedPrecondition,
  GRPC.aborted,
]);
const TRANSIENT: ReadonlySet<unknown> = new Set([
  GRPC.cancelled,
  GRPC.unknown,
  GRPC.deadlineExceeded,
  GRPC.resourceExhausted,
  GRPC.internal,
  GRPC.unavailable,
]);

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

export const isNotFound = (error: unknown): boolean => codeOf(error) === GRPC.notFound;
export const isUnimplemented = (error: unknown): boolean => codeOf(error) === GRPC.unimplemented;
export const isAlreadyExists = (error: unknown): boolean => codeOf(error) === GRPC.alreadyExists;

/** A precondition did not hold: someone else was first, or our own first try was applied and its answer lost. */
export const isConflict = (error: unknown): boolean => CONFLICTS.has(codeOf(error));

/** The service did not answer as it should; trying again may help, and a write may have been applied. */
export const isTransient = (error: unknown): boolean =>
  error instanceof StoreTimeoutError || TRANSIENT.has(codeOf(error));

/** Rejects with StoreTimeoutError after `ms`. The operation itself goes on; its late answer is ignored. */
export async function withTimeout<T>(operation: Promise<T>, ms: number, clock: Clock): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const cancel = clock.schedule(() => reject(new StoreTimeoutError(`no answer within ${ms} ms`)), ms);
    operation.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

/** What a caller is told when Firestore does not answer. */
export const storageUnavailable = (cause: unknown): ProblemError =>
  new ProblemError('storage_unavailable', { retryAfterS: 5, cause });

/**
 * Turns silence of Firestore, and a transaction that lost all its tries to others, into the problem that callers are
 * told: both may go better another time. Leaves every other error as it is.
 */
export const asStorageProblem = (error: unknown): unknown =>
  isTransient(error) || codeOf(error) === GRPC.aborted ? storageUnavailable(error) : error;

export const isStorageUnavailable = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'storage_unavailable';
