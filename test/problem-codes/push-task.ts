import { randomUUID } from 'node:crypto';
import { WORKER_ROUTES } from '@sets/contract/routes';
import { type Answer, createApiClient, workerUrlOf } from '@sets/local-stack';
import { watchAgainst } from '@sets/service-kit/testing';
import { takeTaskToken } from '../support/task-token.ts';
import type { World } from '../support/world.ts';

export const workerToken = (world: World, account: 'tasks' | 'scheduler'): Promise<string> =>
  takeTaskToken(world.ports, {
    serviceAccountEmail: `${account}@sets-local.iam.gserviceaccount.com`,
    audience: workerUrlOf(world.ports),
  });

export const taskBody = (): string => JSON.stringify({ job_id: randomUUID(), dispatch_no: 0 });

/** Pushes a task straight to the worker, as only Cloud Tasks should. */
export const pushTask = ({ worker }: World, token: string): Promise<Answer> =>
  createApiClient(worker.url, { authorization: `Bearer ${token}` }, watchAgainst(WORKER_ROUTES)).post(
    '/tasks/extract',
    taskBody(),
  );
