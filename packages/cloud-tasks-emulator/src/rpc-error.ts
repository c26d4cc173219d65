import { status } from '@grpc/grpc-js';

/** An answer other than OK, with the message that the real service gives. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

export const invalidArgument = (message: string): RpcError => new RpcError(status.INVALID_ARGUMENT, message);

export const queueNotFound = (): RpcError =>
  new RpcError(
    status.NOT_FOUND,
    'Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.',
  );

export const entityNotFound = (): RpcError => new RpcError(status.NOT_FOUND, 'Requested entity was not found.');

export const taskGone = (): RpcError =>
  new RpcError(
    status.NOT_FOUND,
    'The task no longer exists, though a task with this name existed recently. The task either successfully completed or was deleted.',
  );

export const taskExists = (): RpcError => new RpcError(status.ALREADY_EXISTS, 'Requested entity already exists');

export const queueExists = (): RpcError => new RpcError(status.ALREADY_EXISTS, 'Queue already exists');

export const queueNameCoolingDown = (): RpcError =>
  new RpcError(
    status.FAILED_PRECONDITION,
    'The queue cannot be created because a queue with this name existed too recently.',
  );

export const unavailable = (): RpcError => new RpcError(status.UNAVAILABLE, 'The service is currently unavailable.');
