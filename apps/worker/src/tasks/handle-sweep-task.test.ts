import type { Clock } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import { expect, test } from 'vitest';
import { handleSweepTask, type SweepTaskDeps } from './handle-sweep-task.ts';

const REPORT = { examined: 3, requeued: 1, redispatched: 0, postponed: 2, ended: 0, skipped: 0 };
const clock: Clock = { now: () => 0, monotonic: () => 0, schedule: () => () => {} };

/** One call of the scheduler, on a store that only notes which collections are asked for what has expired. */
async function callOnce(find: () => Promise<unknown>) {
  const asked: string[] = [];
  const query = { where: () => query, limit: () => query, get: find };
  const firestore = {
    collection(name: string) {
      asked.push(name);
      return query;
    },
  };
  const context = { clock, firestore, policy: { storeTimeoutMs: 100 }, serverTime: { now: () => 0 } };
  const warnings: string[] = [];
  const logger = { info: () => {}, warn: (message: string) => void warnings.push(message) } as unknown as Logger;
  const store = { sweepJobs: async () => REPORT, context } as unknown as SweepTaskDeps['store'];
  const handle = handleSweepTask({ store, regionChoice: async () => (region) => region, logger });
  const answer = await handle({} as Parameters<typeof handle>[0]);
  return { answer, asked, warnings };
}

test("the scheduler's call sweeps, and looks in every collection for what has expired", async () => {
  const { answer, asked, warnings } = await callOnce(async () => ({ docs: [] }));
  expect(answer).toEqual({ status: 200, body: REPORT });
  expect(asked.toSorted()).toEqual(['fleet', 'jobs', 'links', 'results', 'stats']);
  expect(warnings).toEqual([]);
});

test('a sweep that was made is reported although tidying failed', async () => {
  const { answer, warnings } = await callOnce(() => Promise.reject(new Error('no Firestore')));
  expect(answer).toEqual({ status: 200, body: REPORT });
  expect(warnings).toHaveLength(1);
});
