import { invalidArgument } from './rpc-error.ts';

const LOCATION = /^projects\/[A-Za-z0-9.:-]+\/locations\/[A-Za-z0-9-]+$/;
const QUEUE = /^projects\/[A-Za-z0-9.:-]+\/locations\/[A-Za-z0-9-]+\/queues\/[A-Za-z0-9-]{1,100}$/;
const TASK = /^(projects\/[^/]+\/locations\/[^/]+\/queues\/[^/]+)\/tasks\/(.*)$/s;
const TASK_ID = /^[A-Za-z0-9_-]{1,500}$/;

/** The last segment: `tasks/t1` is `t1`. */
export const shortId = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** `europe-west1` of a queue, a task or a location; empty where the name has none. */
export const locationOf = (name: string): string => /\/locations\/([^/]+)/.exec(name)?.[1] ?? '';

export function checkLocationName(name: string | undefined): string {
  if (name === undefined || !LOCATION.test(name)) {
    throw invalidArgument('Invalid resource field value in the request.');
  }
  return name;
}

export function checkQueueName(name: string | undefined): string {
  if (name === undefined || !QUEUE.test(name)) {
    throw invalidArgument(
      'Queue name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>".',
    );
  }
  return name;
}

/** The name and the queue in it. */
export function checkTaskName(name: string | undefined): { readonly name: string; readonly queue: string } {
  const match = TASK.exec(name ?? '');
  const queue = match?.[1];
  const id = match?.[2];
  if (name === undefined || queue === undefined || id === undefined) {
    throw invalidArgument(
      'Task name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>"',
    );
  }
  if (!TASK_ID.test(id)) {
    throw invalidArgument(
      `Task ID "${id}" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or underscores (_). Task ID must between 1 and 500 characters.`,
    );
  }
  return { name, queue };
}
