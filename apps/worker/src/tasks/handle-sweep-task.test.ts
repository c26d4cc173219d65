import { silentLogger } from '@sets/service-kit';
import { expect, test } from 'vitest';
import { handleSweepTask, type SweepTaskDeps } from './handle-sweep-task.ts';

const REPORT = { examined: 3, requeued: 1, redispatched: 0, postponed: 2, ended: 0, told: 0, skipped: 0 };
const NOTHING = {
  ...{ jobs: 0, results: 0, links: 0, files: 0, invalidations: 0, idempotency: 0 },
  ...{ members: 0, charges: 0, forgotten: 0 },
};

/** One call of the scheduler; notes what is logged. */
async function callOnce(store: Pick<SweepTaskDeps['store'], 'ops' | 'fleet'>) {
  const lines: unknown[] = [];
  const note = (...line: unknown[]): void => void lines.push(line);
  const handle = handleSweepTask({
    store: {
      ...store,
      jobs: { sweep: async () => REPORT },
      webhooks: { sweep: async () => ({ examined: 0, redispatched: 0 }), cleanUp: async () => 0 },
    },
    regionChoice: async () => (region) => region,
    logger: { ...silentLogger, info: note, warn: note },
  });
  const answer = await handle({} as Parameters<typeof handle>[0]);
  return { answer, lines };
}

test("the scheduler's call sweeps, and deletes what has expired of jobs and fleet", async () => {
  const { answer, lines } = await callOnce({
    ops: { cleanUp: async (limit) => ({ ...NOTHING, jobs: limit }) },
    fleet: { cleanUp: async (limit) => ({ fleet: limit, stats: 0 }) },
  });
  expect(answer).toEqual({ status: 200, body: REPORT });
  expect(lines).toEqual([
    ['The sweep found work that was owed', REPORT],
    ['Expired documents deleted', { ...NOTHING, jobs: 500, fleet: 500, stats: 0, webhook_deliveries: 0 }],
  ]);
});

test('a sweep that was made is reported although tidying failed', async () => {
  const { answer, lines } = await callOnce({
    ops: { cleanUp: () => Promise.reject(new Error('no Firestore')) },
    fleet: { cleanUp: async () => ({ fleet: 0, stats: 0 }) },
  });
  expect(answer).toEqual({ status: 200, body: REPORT });
  expect(lines.at(-1)).toMatchObject(['Expired documents could not be deleted; the next call tries again', {}]);
});
