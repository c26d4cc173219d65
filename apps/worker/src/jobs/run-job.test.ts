import { systemClock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import type { JobLease } from '@sets/jobs';
import { silentLogger } from '@sets/service-kit';
import { expect, test } from 'vitest';
import { type RunJobDeps, runJob } from './run-job.ts';

test('leaves no signal alive that only the shutdown would end', async () => {
  const given: AbortSignal[] = [];
  const deps = {
    clock: systemClock,
    crashPoint: () => {},
    logger: silentLogger,
    shutdown: new AbortController().signal,
    source: {
      fetchPost(_ref: unknown, { signal }: { signal: AbortSignal }) {
        given.push(signal);
        return Promise.reject(new ProblemError('content_private'));
      },
    },
  } as unknown as RunJobDeps;
  const lease = {
    job: { source: { submitted_url: 'https://example.com/' }, created_at: 0, lease: null },
    lost: new AbortController().signal,
    budget: () => ({ modelCalls: 6, failedCalls: 8, workMs: 60_000 }),
    note: () => {},
    fail: async () => ({ kind: 'written' }),
    release: () => {},
  } as unknown as JobLease;
  expect(await runJob(deps, lease)).toBe('declined');
  expect(given.map(({ aborted }) => aborted)).toEqual([true]);
});
