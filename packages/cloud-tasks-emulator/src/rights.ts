import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.ts';

/** The permission that each method of the API asks for. */
const RIGHT_OF: Readonly<Record<string, string>> = {
  createTask: 'cloudtasks.tasks.create',
  getTask: 'cloudtasks.tasks.get',
  listTasks: 'cloudtasks.tasks.list',
  deleteTask: 'cloudtasks.tasks.delete',
  runTask: 'cloudtasks.tasks.run',
  createQueue: 'cloudtasks.queues.create',
  getQueue: 'cloudtasks.queues.get',
  listQueues: 'cloudtasks.queues.list',
  updateQueue: 'cloudtasks.queues.update',
  deleteQueue: 'cloudtasks.queues.delete',
  pauseQueue: 'cloudtasks.queues.pause',
  resumeQueue: 'cloudtasks.queues.resume',
  purgeQueue: 'cloudtasks.queues.purge',
};

interface NamedRequest {
  readonly name?: string;
  readonly parent?: string;
  readonly queue?: { readonly name?: string };
}

/** The full name of what a request is about. */
export const resourceOf = ({ name, parent, queue }: NamedRequest): string => name ?? parent ?? queue?.name ?? '';

/** Refuses a method whose permission is denied, as the real service does. */
export function checkRight(method: string, request: NamedRequest, denied: ReadonlySet<string>): void {
  const right = RIGHT_OF[method];
  if (right !== undefined && denied.has(right)) {
    const resource = resourceOf(request);
    throw new RpcError(
      status.PERMISSION_DENIED,
      `The principal (user or service account) lacks IAM permission "${right}" for the resource "${resource}" (or the resource may not exist).`,
    );
  }
}
