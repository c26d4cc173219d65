import { isProblem, ProblemError } from '@sets/contract';

/** The answer did not come in time; whether the operation was applied is unknown. */
export class StoreTimeoutError extends Error {
  override readonly name = 'StoreTimeoutError';
}

const GRPC = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
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
export const isInvalidArgument = (error: unknown): boolean => codeOf(error) === GRPC.invalidArgument;
export const isDenied = (error: unknown): boolean =>
  codeOf(error) === GRPC.permissionDenied || codeOf(error) === GRPC.unauthenticated;
/** A transaction, or a commit beside one, lost to others; nothing of it was applied. */
export const isAborted = (error: unknown): boolean => codeOf(error) === GRPC.aborted;

/** A precondition did not hold: someone else was first, or our own first try was applied and its answer lost. */
export const isConflict = (error: unknown): boolean => CONFLICTS.has(codeOf(error));

/** The service did not answer as it should; trying again may help, and a write may have been applied. */
export const isTransient = (error: unknown): boolean =>
  error instanceof StoreTimeoutError || TRANSIENT.has(codeOf(error));

/** The service has spoken, be it to refuse. */
export const isAnswer = (error: unknown): boolean => typeof codeOf(error) === 'number' && !isTransient(error);

/** What a caller is told when the store does not answer. */
export const storageUnavailable = (cause: unknown): ProblemError =>
  new ProblemError('storage_unavailable', { retryAfterS: 5, cause });

export const isStorageUnavailable = (error: unknown): boolean => isProblem(error, 'storage_unavailable');
