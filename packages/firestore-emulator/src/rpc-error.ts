import { status } from '@grpc/grpc-js';

/** An error that goes out on the wire: gRPC code and the message Firestore's clients show. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: status;
  /** What @grpc/grpc-js sends as grpc-message. */
  readonly details: string;

  constructor(code: status, details: string) {
    super(details);
    this.code = code;
    this.details = details;
  }
}

export const invalidArgument = (message: string): RpcError => new RpcError(status.INVALID_ARGUMENT, message);

export const aborted = (message: string): RpcError => new RpcError(status.ABORTED, message);

/** SQLite's SQLITE_FULL and SQLITE_IOERR families, as node:sqlite reports them. */
const SQLITE_FULL = 13;
const SQLITE_IOERR = 10;

/** What a caller may see of a failure: our own errors as they are, a full disk by its name, the rest as INTERNAL. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) {
    return error;
  }
  const code = sqliteCode(error);
  if (code === SQLITE_FULL) {
    return new RpcError(status.RESOURCE_EXHAUSTED, 'The database or its disk is full.');
  }
  if (code === SQLITE_IOERR) {
    return new RpcError(status.UNAVAILABLE, 'The database could not be written or read.');
  }
  return new RpcError(status.INTERNAL, error instanceof Error ? error.message : String(error));
}

function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') {
    return null;
  }
  return error.errcode & 0xff;
}
