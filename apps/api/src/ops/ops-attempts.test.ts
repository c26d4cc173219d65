import type { JobSnapshot } from '@sets/jobs';
import { expect, it } from 'vitest';
import { toOpsAttempts } from './ops-attempts.ts';

type JobDocument = JobSnapshot['job'];
const START = Date.UTC(2026, 10, 26, 9);

const attempt = (epoch: number, usd: number) => ({
  ...{ epoch, region: 'us-central1', owner: `w${epoch}`, claimed_at: START, ended_at: START + 1_000, usd },
  ...{ end: 'retried' as const, code: 'scraper_bad_response', timings_ms: { metadata: epoch } },
});
const jobWith = (fields: Partial<JobDocument>): JobDocument =>
  ({
    lease: null,
    finished_at: null,
    timings_ms: { total: 9 },
    spent: { usd: 0 },
    attempts: [],
    ...fields,
  }) as JobDocument;
const costs = (job: JobDocument) => toOpsAttempts(job).map(({ claim, cost_usd }) => [claim, cost_usd]);

it('tells what each cost by what the job cost before, and of one after a gap nothing', () => {
  const attempts = [attempt(1, 0.1), attempt(2, 0.3), attempt(4, 0.7)];
  expect(costs(jobWith({ attempts }))).toEqual([
    [1, 0.1],
    [2, 0.2],
    [4, null],
  ]);
  expect(costs(jobWith({ attempts: [attempt(5, 0.2)] }))).toEqual([[5, null]]);
});

it('shows the one that runs, and gives the last one the steps of a job that has ended', () => {
  const lease = { owner: 'w2', region: 'us-east1', nonce: 'n', claimed_at: START, renewed_at: START };
  const spent = { usd: 0.15, scraper_credits: 0, staged_bytes: 0 };
  expect(toOpsAttempts(jobWith({ attempts: [attempt(1, 0.1)], epoch: 2, lease, spent }))).toMatchObject([
    { claim: 1, timings_ms: { metadata: 1 } },
    { claim: 2, region: 'us-east1', worker: 'w2', ended_at: null, end: null, cost_usd: 0.05 },
  ]);
  const ended = jobWith({ attempts: [attempt(1, 0.1), attempt(2, 0.1)], finished_at: START });
  expect(toOpsAttempts(ended).map(({ timings_ms }) => timings_ms)).toEqual([{ metadata: 1 }, { total: 9 }]);
});

it('does not know a problem of a later catalogue', () => {
  const [one] = toOpsAttempts(jobWith({ attempts: [{ ...attempt(1, 0), code: 'of_a_later_catalogue' }] }));
  expect(one).toMatchObject({ code: null, end: 'retried' });
});
