import type { CloudTasksClient, protos, v2beta3 } from '@google-cloud/tasks';
import type { Random } from '@sets/clock';
import { type CallContext, call } from '../call.ts';
import { isAlreadyExists, isNotFound, isUnimplemented } from '../store-errors.ts';
import type { NewTask, QueueRef, QueueState, TaskQueues, TaskRef } from '../tasks/task-queues.ts';
import { createPatiently } from './create-patiently.ts';
import { asRefusal } from './refusal.ts';

export interface TaskQueuesOptions {
  readonly client: () => CloudTasksClient;
  /** Only this API version tells a queue's depth. */
  readonly statsClient: () => v2beta3.CloudTasksClient;
  readonly project: string;
  /** Base URL of the region's worker service; also the audience of the token that a task carries. */
  readonly workerUrl: (region: string) => string;
  readonly serviceAccountEmail: string;
  readonly random: Random;
}

/** Creating tasks, looking whether one waits, reading the depth, and the operators' levers. */
const RIGHTS = [
  'cloudtasks.tasks.create',
  'cloudtasks.tasks.get',
  'cloudtasks.queues.get',
  'cloudtasks.queues.pause',
  'cloudtasks.queues.resume',
];

const STATES = ['unknown', 'running', 'paused', 'disabled'] as const;

function stateOf(state: unknown): QueueState['state'] {
  if (typeof state === 'number') {
    return STATES[state] ?? 'unknown';
  }
  return STATES.find((name) => name === String(state).toLowerCase()) ?? 'unknown';
}

const numberOf = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

export function createTaskQueues(options: TaskQueuesOptions, context: CallContext): TaskQueues {
  const { client, statsClient, project, random } = options;
  // The client gives up on its own when the caller does; retries are the caller's, who knows what is owed.
  const limits = { timeout: context.timeoutMs, maxRetries: 0 };
  const queueName = ({ queue, region }: QueueRef): string => client().queuePath(project, region, queue);
  const taskName = ({ queue, region, name }: TaskRef): string => client().taskPath(project, region, queue, name);

  // Nothing stands in for Cloud Tasks, so no silence of it is worth remembering.
  const ask = <T>(operation: string, { queue, region }: QueueRef, run: () => Promise<T>): Promise<T> =>
    call(context, { name: `cloud_tasks.${operation}`, kind: 'write', attributes: { queue, region }, run });

  return {
    async create(task) {
      const request = { parent: queueName(task), task: toCloudTask(task, taskName(task), options) };
      const create = () => ask('create', task, () => client().createTask(request, limits));
      try {
        await createPatiently(create, { clock: context.clock, random });
        return 'created';
      } catch (error) {
        if (isAlreadyExists(error)) {
          return 'exists';
        }
        throw asRefusal(error);
      }
    },

    async find(task) {
      try {
        const [found] = await ask('get', task, () => client().getTask({ name: taskName(task) }, limits));
        return { dispatchedAtMs: underWaySince(found) };
      } catch (error) {
        if (isNotFound(error)) {
          return null;
        }
        throw asRefusal(error);
      }
    },

    async state(queue) {
      const request = { name: queueName(queue), readMask: { paths: ['name', 'state', 'stats'] } };
      const [found] = await ask('state', queue, () => statsClient().getQueue(request, limits));
      const { stats } = found;
      const oldest = stats?.oldestEstimatedArrivalTime;
      return {
        state: stateOf(found.state),
        depth: numberOf(stats?.tasksCount),
        oldestArrivalMs:
          oldest?.seconds === undefined || oldest.seconds === null ? null : Number(oldest.seconds) * 1_000,
        executedLastMinute: numberOf(stats?.executedLastMinuteCount),
      };
    },

    async setConcurrency(queue, deliveries) {
      const request = {
        queue: { name: queueName(queue), rateLimits: { maxConcurrentDispatches: deliveries } },
        updateMask: { paths: ['rate_limits.max_concurrent_dispatches'] },
      };
      await ask('set_concurrency', queue, () => client().updateQueue(request, limits));
    },

    async pause(queue) {
      await ask('pause', queue, () => client().pauseQueue({ name: queueName(queue) }, limits));
    },

    async resume(queue) {
      await ask('resume', queue, () => client().resumeQueue({ name: queueName(queue) }, limits));
    },

    async missingRights(queue) {
      const request = { resource: queueName(queue), permissions: RIGHTS };
      try {
        const [{ permissions }] = await ask('rights', queue, () => client().testIamPermissions(request, limits));
        return RIGHTS.filter((right) => permissions?.includes(right) !== true);
      } catch (error) {
        if (isUnimplemented(error)) {
          return null;
        }
        throw error;
      }
    },
  };
}

function toCloudTask(
  { region, path, payload, deliveryDeadlineS, scheduleAtMs, trace }: NewTask,
  name: string,
  { workerUrl, serviceAccountEmail }: TaskQueuesOptions,
): protos.google.cloud.tasks.v2.ITask {
  const audience = workerUrl(region);
  return {
    name,
    dispatchDeadline: { seconds: deliveryDeadlineS },
    httpRequest: {
      httpMethod: 'POST',
      url: audience.replace(/\/$/, '') + path,
      headers: { 'Content-Type': 'application/json', ...(trace === null ? {} : { traceparent: trace }) },
      body: Buffer.from(JSON.stringify(payload)).toString('base64'),
      oidcToken: { serviceAccountEmail, audience },
    },
    ...(scheduleAtMs === undefined ? {} : { scheduleTime: timestampOf(scheduleAtMs) }),
  };
}

const timestampOf = (ms: number) => ({ seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 });

/** A delivery without a response yet: more were begun than have ended. */
function underWaySince({
  dispatchCount,
  responseCount,
  lastAttempt,
}: protos.google.cloud.tasks.v2.ITask): number | null {
  const seconds = lastAttempt?.dispatchTime?.seconds;
  const isUnderWay = (dispatchCount ?? 0) > (responseCount ?? 0);
  return isUnderWay && seconds !== undefined && seconds !== null ? Number(seconds) * 1_000 : null;
}
