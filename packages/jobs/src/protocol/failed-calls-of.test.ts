import { expect, it } from 'vitest';
import { DEFAULT_JOB_POLICY } from '../policy.ts';
import { failedCallsOf } from './failed-calls-of.ts';

it('shares the 12 failed calls of a job among its attempts', () => {
  const shares = [1, 2, 3].map((attempt) => failedCallsOf(attempt, DEFAULT_JOB_POLICY));
  expect(shares).toEqual([8, 2, 2]);
  expect(DEFAULT_JOB_POLICY).toMatchObject({ maxAttempts: shares.length, maxFailedCalls: 12 });
});
