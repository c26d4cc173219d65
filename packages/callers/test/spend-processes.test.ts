import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { startTestStore, type TestStore } from '@sets/store-kit/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SPEND_INDEXES } from '../src/index.ts';
import { chargedJobs, JOBS_AS_CHARGED } from './support/charged-jobs.ts';

const LIMITS = { callerUsd: 10, totalUsd: 0, jobUsd: 0.05, liveJobs: 0 };
/** Two in a hundred of the budget. */
const SHARE_USD = 0.2;
/** Jobs that each process makes at once. */
const ABREAST = 8;
const PROCESSES = 4;

let test: TestStore;
const children: ChildProcess[] = [];
beforeEach(async () => {
  test = await startTestStore([...SPEND_INDEXES, ...JOBS_AS_CHARGED]);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
  await test.close();
});

/** Resolves with the jobs that it made, or with what it had made when it was killed after so many. */
async function spender(instance: string, killAfter = Number.POSITIVE_INFINITY): Promise<number> {
  const { host, port } = test.emulator;
  const told = { host, port: String(port), instance, limits: JSON.stringify(LIMITS), abreast: String(ABREAST) };
  const child = fork(join(import.meta.dirname, 'support/spending-process.ts'), [JSON.stringify(told)]);
  children.push(child);
  let made = 0;
  return await new Promise((resolve) => {
    child.on('message', (message: { making?: number; made?: number }) => {
      made = message.making ?? message.made ?? made;
      if (made >= killAfter) {
        child.kill('SIGKILL');
      }
    });
    child.on('exit', () => resolve(made));
  });
}

it('four processes spend one budget at the same time, one is killed: never more than it holds', async () => {
  const made = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => spender(`process-${index}`, index === 0 ? 20 : undefined)),
  );
  const day = new Date(test.clock.now()).toISOString().slice(0, 10);
  const { jobs, usd } = await chargedJobs(test.store().documents).sum({ day, payer: 'ada' });
  expect(Math.min(...made)).toBeGreaterThan(0);
  // Sums of binary fractions are off by less.
  expect(usd).toBeLessThanOrEqual(LIMITS.callerUsd + 1e-9);
  // What others hold for a minute: a share, and what each had under way when it took that.
  const heldUsd = (PROCESSES + 1) * SHARE_USD + PROCESSES * ABREAST * LIMITS.jobUsd;
  expect(usd).toBeGreaterThan(LIMITS.callerUsd - heldUsd);
  expect(jobs).toBeGreaterThanOrEqual((LIMITS.callerUsd - heldUsd) / LIMITS.jobUsd);
});
