import { jobOf, problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

/** Rates are not what is tested here. */
const RATES = { RATE_LIMIT_REQUESTS: '100000', RATE_LIMIT_READS: '100000' };
let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud(RATES);
});
afterAll(() => cloud.close());

/** Each test has a day of its own. */
async function nextDay(): Promise<void> {
  cloud.clock.advance(24 * 3_600_000);
}

/** Submits new links without a pause until one is refused; at most `most`. */
async function flood(api: ApiInstance, most: number) {
  const accepted: string[] = [];
  for (let submit = 0; submit < most; submit += 1) {
    const answer = await api.post('/v1/jobs', { url: newPost().url });
    if (answer.status !== 202) {
      return { accepted, refusal: problemOf(answer) };
    }
    accepted.push(jobOf(answer).id);
  }
  return { accepted, refusal: null };
}

describe('one connection that submits new links without a pause', () => {
  it('is stopped by its budget before the queue, while what is known is still answered', async () => {
    const api = await cloud.startApi({ BUDGET_CALLER_USD_PER_DAY: '0.2', BUDGET_JOB_USD: '0.02' });
    const known = newPost();
    const { job } = await api.submit({ url: known.url });
    await (await claim(cloud.worker, job.id)).complete(finding('Known'));

    const { accepted, refusal } = await flood(api, 50);
    expect(accepted).toHaveLength(10);
    expect(refusal).toMatchObject({ status: 429, code: 'budget_exhausted', retryable: true });
    expect(refusal?.retry_after_s).toBeGreaterThan(0);
    const hit = await api.submit({ url: known.url });
    expect([hit.status, hit.job.served_from]).toEqual([200, 'cache']);
    const joined = await api.post('/v1/jobs', { url: newPost().url });
    expect(problemOf(joined).code).toBe('budget_exhausted');
    expect(await cloud.worker.ops.count({})).toBe(11);
  });

  it('has nothing made by asking for what is known again and again', async () => {
    await nextDay();
    const api = await cloud.startApi({ BUDGET_CALLER_USD_PER_DAY: '0.2', BUDGET_JOB_USD: '0.02' });
    const { url } = newPost();
    const { job } = await api.submit({ url });
    await (await claim(cloud.worker, job.id)).complete(finding());
    const before = await cloud.worker.ops.count({});
    for (let again = 0; again < 30; again += 1) {
      expect((await api.submit({ url: `${url}?n=${again}`, force_refresh: true })).status).toBe(200);
    }
    expect(await cloud.worker.ops.count({})).toBe(before);
  });

  it('is stopped by the number of its live jobs where budgets are large', async () => {
    await nextDay();
    const api = await cloud.startApi({ MAX_LIVE_JOBS_PER_CALLER: '7' });
    const { accepted, refusal } = await flood(api, 50);
    expect(accepted).toHaveLength(7);
    expect(refusal).toMatchObject({ status: 429, code: 'too_many_jobs', retry_after_s: 5 });
    for (const id of accepted.slice(0, 3)) {
      await (await claim(cloud.worker, id)).complete(finding());
    }
    cloud.clock.advance(5_000);
    expect((await flood(api, 50)).accepted).toHaveLength(3);
  });

  it('is stopped by the budget of all, which health pages and metrics show', async () => {
    await nextDay();
    const api = await cloud.startApi({ BUDGET_TOTAL_USD_PER_DAY: '0.1', BUDGET_JOB_USD: '0.02' });
    const before = await api.get('/health/processing');
    expect(before.body).toMatchObject({ budget: 'ok' });
    expect((await flood(api, 50)).accepted).toHaveLength(5);
    cloud.clock.advance(10_000);
    expect((await api.get('/health/processing')).body).toMatchObject({ budget: 'used_up' });
    expect((await api.get('/metrics')).body).toMatch(/sets_budget_used_up\{[^}]*\} 1/);
    expect(api.log.filter((line) => line.includes('The budget of all callers is used up for today'))).toHaveLength(1);
    const usage = await api.ops.get('/usage');
    expect(usage.body).toMatchObject({ total: { jobs: 5, spent_usd: 0.1, left_usd: 0, used_up: true } });
  });
});

describe('GET /v1/usage', () => {
  it('shows the caller’s own day, and operators everybody’s', async () => {
    await nextDay();
    const api = await cloud.startApi({ BUDGET_CALLER_USD_PER_DAY: '2', RATE_LIMIT_REQUESTS: '1234' });
    const { url } = newPost();
    const { job } = await api.submit({ url });
    const lease = await claim(cloud.worker, job.id);
    lease.note({ spent: { usd: 0.0042, scraper_credits: 1, staged_bytes: 0 } });
    await lease.complete(finding());
    await api.submit({ url: newPost().url });
    await api.submit({ url });
    cloud.clock.advance(30_000);
    const mine = { spent_usd: 0.0242, jobs: 2, live_jobs: 1, hits: 1 };
    await expect
      .poll(async () => (await api.get('/v1/usage')).body)
      .toMatchObject({
        ...{ ...mine, budget_usd: 2, left_usd: 1.9758 },
        limits: { requests: { quota: 1234, window_s: 60 }, live_jobs: 500, job_model_calls: 6 },
      });
    const { body } = await api.ops.get('/usage');
    expect(body).toMatchObject({ total: { jobs: 2 }, payers: [{ ...mine, payer: expect.stringMatching(/^net_/) }] });
    // Nobody's address is kept, or told.
    expect(JSON.stringify(body)).not.toContain('127.0.0.1');
  });
});
