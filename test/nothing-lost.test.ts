import type { Job } from '@sets/contract';
import { jobOf, problemOf, type ServiceProcess, until } from '@sets/local-stack';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  // A short grace period: what a stopping worker does with it is the same, only sooner.
  world = await startWorld({ name: 'nothing-lost', workers: 2, env: { SHUTDOWN_GRACE_MS: '3000' } });
});
afterEach(() => Promise.all(world.stack.workers.filter(({ running }) => !running).map((worker) => worker.start())));
afterAll(() => world?.close());

async function ownersOf(jobId: string): Promise<string[]> {
  const leases = (await world.writesOf(jobId)).map(
    ({ fields }) => fields?.lease as { owner: string } | null | undefined,
  );
  return [...new Set(leases.flatMap((lease) => (lease === null || lease === undefined ? [] : [lease.owner])))];
}

/** The process that works on a job. */
async function workerOf(jobId: string): Promise<ServiceProcess> {
  const owner = await until('a claim of the job', async () => (await ownersOf(jobId)).at(-1));
  const worker = world.stack.workers.find((candidate) => world.log(candidate).some((entry) => entry.owner === owner));
  if (worker === undefined) {
    throw new Error(`no worker is ${owner}`);
  }
  return worker;
}

async function resultsWrittenBy(jobId: string): Promise<number> {
  const writes = await world.firestore.writes('results/');
  return writes.filter(({ fields }) => (fields?.value as { job_id: string } | undefined)?.job_id === jobId).length;
}

async function submit(link: string): Promise<string> {
  const { status, job } = await world.api.submit({ url: link });
  expect(status).toBe(202);
  return job.id;
}

describe.concurrent('what the sweeper brings back', () => {
  const underway = Promise.withResolvers<void>();

  it('the job of a worker that was killed in the middle of it', async () => {
    const { link, met } = await world.heldPost();
    const id = await submit(link);
    await met();
    const worker = await workerOf(id);
    underway.resolve();
    await worker.end('SIGKILL');
    const killedAt = Date.now();
    const job = await world.ended(id);
    process.stdout.write(
      `a killed worker's job ended elsewhere ${((Date.now() - killedAt) / 1_000).toFixed(1)} s later\n`,
    );
    // The loss is no fault of the post, and still bounded: one that kills workers must not circle for ever.
    expect(job).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect((await world.writesOf(id)).map(({ fields }) => fields?.deaths ?? 0)).toContain(1);
    expect(await ownersOf(id)).toHaveLength(2);
    expect(await resultsWrittenBy(id)).toBe(1);
  });

  it('a job that was accepted while Cloud Tasks took nothing', async () => {
    await underway.promise;
    const { link } = await world.post();
    await world.cloudTasks.fault({ unavailable_ms: 60_000 });
    const id = await submit(link).finally(() => world.cloudTasks.heal());
    const job = await world.ended(id);
    expect(job).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect((await world.writesOf(id)).at(-1)?.fields?.dispatch_no).toBe(1);
  });
});

describe('stopping', () => {
  it('hands back what a stopping worker cannot finish, at no cost to the job', async () => {
    const { link, met } = await world.heldPost();
    const id = await submit(link);
    await met();
    const worker = await workerOf(id);
    expect(await worker.end('SIGTERM')).toMatchObject({ code: 0, signal: null });
    const job = await world.ended(id);
    expect(job).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(await ownersOf(id)).toHaveLength(2);
  });

  it('finishes what it can before it stops', async () => {
    for (const worker of world.stack.workers) {
      await worker.end('SIGTERM');
      await worker.start({ SHUTDOWN_GRACE_MS: '9500' });
    }
    const { link, letGo } = await world.heldPost();
    const id = await submit(link);
    const worker = await workerOf(id);
    const end = worker.end('SIGTERM');
    await until('the worker to stop', () => world.log(worker).some(({ message }) => message === 'Stopping on SIGTERM'));
    await letGo();
    expect(await end).toMatchObject({ code: 0, signal: null });
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(await ownersOf(id)).toHaveLength(1);
  });
});

describe('deliveries and answers that go astray', () => {
  it('does the work once when every task is delivered twice', async () => {
    const posts = await Promise.all(Array.from({ length: 10 }, () => world.post()));
    const before = await world.simulators.calls('gemini');
    await world.cloudTasks.fault({ duplicate_probability: 1, delay_max_ms: 200, reorder: true });
    const ids = await Promise.all(posts.map(({ link }) => submit(link)));
    const jobs = await Promise.all(ids.map((id) => world.ended(id)));
    await world.cloudTasks.heal();
    expect(jobs.map(({ status, attempt }) => [status, attempt])).toEqual(jobs.map(() => ['succeeded', 1]));
    expect(await Promise.all(ids.map(resultsWrittenBy))).toEqual(ids.map(() => 1));
    expect((await world.simulators.calls('gemini')) - before).toBe(10);
  });

  it('creates one job when the answer to its commit is lost', async () => {
    const { link, post } = await world.post();
    await world.firestore.fault({ drop_commit_replies: { count: 1, path_prefix: 'jobs/' } });
    const id = await submit(link);
    expect((await world.ended(id)).status).toBe('succeeded');
    const created = (await world.firestore.writes('jobs/')).filter(
      ({ kind, fields }) =>
        kind === 'create' && (fields?.source as Job['source'] | undefined)?.content_id === post.contentId,
    );
    expect(created.map(({ path }) => path)).toEqual([`jobs/${id}`]);
  });

  it('writes one result when the answers of its worker’s commits are lost', async () => {
    const { link, letGo } = await world.heldPost();
    const id = await submit(link);
    await workerOf(id);
    // The progress write and the ending.
    await world.firestore.fault({ drop_commit_replies: { count: 2, path_prefix: `jobs/${id}` } });
    await letGo();
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(await resultsWrittenBy(id)).toBe(1);
    await world.firestore.heal();
  });
});

describe('while Firestore is away', () => {
  it('serves what memory holds, marked stale once unconfirmed, and accepts nothing that is not durable', async () => {
    const known = await world.post();
    await world.finish({ url: known.link });
    expect((await world.api.submit({ url: known.link })).job.served_from).toBe('cache');
    const running = await world.heldPost();
    const runningId = await submit(running.link);
    await workerOf(runningId);

    await world.firestore.fault({ unavailable_ms: 60_000 });
    const miss = await world.post();
    const [refused, look] = await Promise.all([
      world.api.post('/v1/jobs', { url: miss.link }),
      world.api.get(`/v1/jobs/${runningId}`),
    ]);
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'storage_unavailable', retryable: true });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(problemOf(look)).toMatchObject({ code: 'storage_unavailable' });
    const stale = await until('an answer marked stale', async () => {
      const answer = await world.api.submit({ url: known.link });
      expect(answer).toMatchObject({ status: 200, job: { status: 'succeeded' } });
      return answer.job.served_from === 'stale' && answer;
    });
    expect(stale.job.result).not.toBeNull();
    const health = await world.api.get('/health');
    expect(health.body).toMatchObject({ status: 'degraded', checks: { firestore: { ok: false } } });

    await running.letGo();
    await world.firestore.heal();
    // Its worker keeps what it has found until it can be stored, unless the lease has run out meanwhile.
    expect((await world.ended(runningId)).status).toBe('succeeded');
    expect(await resultsWrittenBy(runningId)).toBe(1);
    const accepted = await until('an accepting API', async () => {
      const answer = await world.api.post('/v1/jobs', { url: miss.link });
      return answer.status === 202 && jobOf(answer);
    });
    // Had the refused submit left anything behind, this one would have joined it.
    expect(accepted.served_from).toBe('new');
    expect((await world.ended(accepted.id)).status).toBe('succeeded');
  });
});
