import { type CloudTasksClient, protos, type v2beta3 } from '@google-cloud/tasks';
import { EXTRACT_DISPATCH_DEADLINE_S, type ExtractTask, TASK_ROUTES } from '@sets/contract';
import { isAlreadyExists, isNotFound, isUnimplemented } from '../store/store-errors.ts';

export interface Dispatch {
  readonly jobId: string;
  readonly dispatchNo: number;
  readonly region: string;
  /** Not before then, in milliseconds since the epoch. */
  readonly scheduleAtMs?: number;
  /** W3C traceparent of the request that the work belongs to. */
  readonly trace: string | null;
}

export interface QueueState {
  readonly state: 'running' | 'paused' | 'disabled' | 'unknown';
  /** Estimates by Cloud Tasks; null where it gives none. */
  readonly depth: number | null;
  readonly oldestArrivalMs: number | null;
  readonly executedLastMinute: number | null;
  readonly concurrentDispatches: number | null;
}

/** How work reaches a region's workers. Every method throws when the service does not answer. */
export interface TaskDispatcher {
  /** Creating the same dispatch twice is one task. */
  dispatch(dispatch: Dispatch): Promise<void>;
  taskExists(dispatch: Pick<Dispatch, 'jobId' | 'dispatchNo' | 'region'>): Promise<boolean>;
  queueState(region: string): Promise<QueueState>;
  pauseQueue(region: string): Promise<void>;
  resumeQueue(region: string): Promise<void>;
  /** Of the rights on the region's queue that we make use of, those that we lack; null when the service does not tell. */
  missingRights(region: string): Promise<readonly string[] | null>;
}

export interface TaskDispatcherOptions {
  readonly client: CloudTasksClient;
  /** Only this API version tells a queue's depth. */
  readonly statsClient: v2beta3.CloudTasksClient;
  readonly project: string;
  /** Id of the queue in every region. */
  readonly queue: string;
  /** Base URL of the region's worker service. */
  readonly workerUrl: (region: string) => string;
  readonly serviceAccountEmail: string;
  /** Audience of the OIDC token; the worker's base URL when absent. */
  readonly audience?: string;
  readonly timeoutMs: number;
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

export function createTaskDispatcher(options: TaskDispatcherOptions): TaskDispatcher {
  const { client, statsClient, project, queue, workerUrl, serviceAccountEmail, timeoutMs } = options;
  const call = { timeout: timeoutMs, maxRetries: 0 };
  const queueName = (region: string): string => client.queuePath(project, region, queue);
  const taskName = ({ jobId, dispatchNo, region }: Pick<Dispatch, 'jobId' | 'dispatchNo' | 'region'>): string =>
    client.taskPath(project, region, queue, `${jobId}-${dispatchNo}`);

  return {
    async dispatch(dispatch) {
      const { jobId, dispatchNo, region, scheduleAtMs, trace } = dispatch;
      const payload: ExtractTask = { job_id: jobId, dispatch_no: dispatchNo, ...(trace === null ? {} : { trace }) };
      const url = workerUrl(region);
      const task: protos.google.cloud.tasks.v2.ITask = {
        name: taskName(dispatch),
        dispatchDeadline: { seconds: EXTRACT_DISPATCH_DEADLINE_S },
        httpRequest: {
          httpMethod: protos.google.cloud.tasks.v2.HttpMethod.POST,
          url: url.replace(/\/$/, '') + TASK_ROUTES.extract,
          headers: { 'Content-Type': 'application/json', ...(trace === null ? {} : { traceparent: trace }) },
          body: Buffer.from(JSON.stringify(payload)).toString('base64'),
          oidcToken: { serviceAccountEmail, audience: options.audience ?? url },
        },
      };
      if (scheduleAtMs !== undefined) {
        task.scheduleTime = { seconds: Math.floor(scheduleAtMs / 1_000), nanos: (scheduleAtMs % 1_000) * 1_000_000 };
      }
      try {
        await client.createTask({ parent: queueName(region), task }, call);
      } catch (error) {
        if (!isAlreadyExists(error)) {
          throw error;
        }
      }
    },

    async taskExists(dispatch) {
      try {
        await client.getTask({ name: taskName(dispatch) }, call);
        return true;
      } catch (error) {
        if (isNotFound(error)) {
          return false;
        }
        throw error;
      }
    },

    async queueState(region) {
      const [found] = await statsClient.getQueue(
        { name: queueName(region), readMask: { paths: ['name', 'state', 'stats'] } },
        call,
      );
      const { stats } = found;
      const oldest = stats?.oldestEstimatedArrivalTime;
      return {
        state: stateOf(found.state),
        depth: numberOf(stats?.tasksCount),
        oldestArrivalMs:
          oldest?.seconds === undefined || oldest.seconds === null ? null : Number(oldest.seconds) * 1_000,
        executedLastMinute: numberOf(stats?.executedLastMinuteCount),
        concurrentDispatches: numberOf(stats?.concurrentDispatchesCount),
      };
    },

    async pauseQueue(region) {
      await client.pauseQueue({ name: queueName(region) }, call);
    },

    async resumeQueue(region) {
      await client.resumeQueue({ name: queueName(region) }, call);
    },

    async missingRights(region) {
      try {
        const [{ permissions }] = await client.testIamPermissions(
          { resource: queueName(region), permissions: RIGHTS },
          call,
        );
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
