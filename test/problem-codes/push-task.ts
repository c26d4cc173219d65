import { randomUUID } from 'node:crypto';
import { type ProblemBody, problemBodySchema } from '@sets/contract';
import { takeTaskToken } from '../support/task-token.ts';
import type { World } from '../support/world.ts';

export const workerToken = (world: World, account: 'tasks' | 'scheduler'): Promise<string> =>
  takeTaskToken(world.ports, {
    serviceAccountEmail: `${account}@sets-local.iam.gserviceaccount.com`,
    audience: `http://127.0.0.1:${world.ports.worker}`,
  });

export const taskBody = (): string => JSON.stringify({ job_id: randomUUID(), dispatch_no: 0 });

/** Pushes a task straight to the worker, as only Cloud Tasks should. */
export async function pushTask(world: World, token: string): Promise<{ problem: ProblemBody | null }> {
  const response = await fetch(`http://127.0.0.1:${world.ports.worker}/tasks/extract`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: taskBody(),
  });
  const body: unknown = await response.json();
  return { problem: response.ok ? null : problemBodySchema.parse(body) };
}
