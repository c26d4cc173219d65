import type { Job } from '@sets/contract';
import { type LoggedWrite, newPost, problemOf, type ServiceProcess, until, wordlessPost } from '@sets/local-stack';
import { shareLink } from '@sets/upstream-simulators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ name: 'main-job', apis: 2 });
});
afterAll(() => world?.close());

function second() {
  const api = world.apis[1];
  if (api === undefined) {
    throw new Error('one API only');
  }
  return api;
}

interface Workout {
  readonly exercises: readonly { readonly name: string; readonly sets: readonly { readonly reps: number }[] }[];
}
const exercisesOf = (job: Job): unknown =>
  (job.result as unknown as Workout | null)?.exercises.map(({ name, sets }) => [name, sets.map(({ reps }) => reps)]);
const LEG_DAY = [
  ['Goblet squats', [12, 12, 12]],
  ['Walking lunges', [10, 10, 10, 10]],
  ['Hip thrusts', [15, 15, 15]],
];

describe('submitting and polling', () => {
  it('accepts a link, works on it elsewhere, and gives the workout', async () => {
    const { link, post } = await world.post();
    const accepted = await world.api.submit({ url: link, metadata: { note: 'mine' } });
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get('location')).toBe(`/v1/jobs/${accepted.job.id}`);
    expect(Number(accepted.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(accepted.job).toMatchObject({
      status: 'queued',
      done: false,
      served_from: 'new',
      metadata: { note: 'mine' },
    });

    const job = await world.ended(accepted.job.id);
    expect(job).toMatchObject({ status: 'succeeded', progress: 1, attempt: 1, error: null });
    expect(exercisesOf(job)).toEqual(LEG_DAY);
    expect(job.source).toMatchObject({
      platform: 'tiktok',
      content_id: post.contentId,
      author: 'ana.lifts',
      duration_s: 16.57,
    });
    expect(job.usage).toMatchObject({ model_calls: 1, region: 'us' });
  });

  it('reads a reel of 40 MB, which no request takes inline, by way of the staging bucket', async () => {
    const seen = { onScreen: null, speech: 'Squats, 3 sets of 12 reps.' };
    const contentId = newPost().marker.slice(0, 11);
    const { link } = await world.post(wordlessPost(40_000_000, { platform: 'instagram', contentId, seen }));
    const job = await world.finish({ url: link });
    expect(job).toMatchObject({ status: 'succeeded', error: null });
    expect(exercisesOf(job)).toEqual([['Squats', [12, 12, 12]]]);
  });

  it('tells a client that polls with an ETag when nothing has changed', async () => {
    const { link } = await world.post();
    const job = await world.finish({ url: link });
    const { headers } = await world.api.get(`/v1/jobs/${job.id}`);
    const again = await world.api.get(`/v1/jobs/${job.id}`, { 'if-none-match': headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it('keeps the request open for Prefer: wait, and answers with the ended job', async () => {
    const { link } = await world.post();
    const answer = await world.api.submit({ url: link }, { prefer: 'wait=15' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=15');
    expect(answer.job).toMatchObject({ status: 'succeeded', served_from: 'new' });
  });

  it('answers 202 when the wait is over before the job is', async () => {
    const { link, letGo } = await world.heldPost();
    const answer = await world.api.submit({ url: link }, { prefer: 'wait=1' });
    expect(answer.status).toBe(202);
    expect(answer.job).toMatchObject({ done: false, served_from: 'new' });
    await letGo();
    expect((await world.ended(answer.job.id)).status).toBe('succeeded');
  });

  it.each([
    ['https://www.tiktok.com/@nobody', 422, 'url_not_a_post'],
    ['https://example.com/recipe.html', 422, 'unsupported_url'],
    ['not a link', 400, 'invalid_url'],
    ['ftp://example.com/a.mp4', 422, 'unsupported_url'],
    ['https://user:secret@www.tiktok.com/@a/video/7300000000000000001', 422, 'forbidden_address'],
    ['https://vm.tiktok.com/ZMnobody0xyz/', 404, 'content_not_found'],
  ])('refuses %s', async (url, status, code) => {
    const problem = problemOf(await world.api.post('/v1/jobs', { url }));
    expect(problem).toMatchObject({ status, code });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

describe('one post is one piece of work', () => {
  it('joins a job under way, from another API process and by another link', async () => {
    const { link, post, letGo } = await world.heldPost();
    const first = await world.api.submit({ url: link, metadata: { who: 'first' } });
    const joined = await second().submit({
      url: shareLink(post, 'short_link', Math.random),
      metadata: { who: 'second' },
    });
    expect(joined.status).toBe(202);
    expect(joined.job).toMatchObject({ served_from: 'joined', metadata: { who: 'second' } });
    expect(joined.job.id).not.toBe(first.job.id);
    await letGo();
    const [own, members] = [await world.ended(first.job.id), await world.ended(joined.job.id)];
    expect([own.status, own.metadata]).toEqual(['succeeded', { who: 'first' }]);
    expect([members.status, members.metadata]).toEqual(['succeeded', { who: 'second' }]);
  });

  it('makes one job and one model call of 100 submissions at once, to two API processes, in mixed share forms', async () => {
    const { post } = await world.post();
    const forms = ['canonical', 'share_parameters', 'short_link', 'mobile_host'] as const;
    const before = await world.simulators.calls('gemini');
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const url = shareLink(post, forms[index % forms.length] ?? 'canonical', Math.random);
        return await (index % 2 === 0 ? world.api : second()).submit({ url });
      }),
    );
    const [made, ...others] = answers.filter(({ job }) => job.served_from === 'new');
    const id = made?.job.id ?? '';
    expect(others).toEqual([]);
    const seen = await Promise.all(answers.map(({ job }) => world.ended(job.id)));
    expect(seen.map(exercisesOf)).toEqual(answers.map(() => LEG_DAY));
    expect((await world.simulators.calls('gemini')) - before).toBe(1);
    const results = (await world.firestore.writes('results/')).filter((write) => resultOf(write)?.job_id === id);
    expect(results).toHaveLength(1);
  });

  it('is charged at its end with what models and scraper really cost, which the worker counts for its region', async () => {
    const counted = async (): Promise<number> => {
      const said = await (await fetch(`${world.worker.url}/metrics`)).text();
      return Number(/^sets_spent_usd_total\{.*\} (\S+)$/m.exec(said)?.[1]);
    };
    const before = await counted();
    const { link } = await world.post();
    const { id, usage } = await world.finish({ url: link });
    const writes = await world.writesOf(id);
    expect(writes.find(({ fields }) => fields?.status === 'queued')?.fields?.charge).toMatchObject({ usd: 0.02 });
    const { charge, spent } = writes.at(-1)?.fields ?? {};
    const usd = (usage?.cost_usd ?? Number.NaN) + 0.002;
    expect(spent).toMatchObject({ usd: expect.closeTo(usd, 9), scraper_credits: 1, staged_bytes: 0 });
    expect(charge).toMatchObject({ usd: expect.closeTo(usd, 9), settled: true });
    // A job of an earlier test may have ended meanwhile.
    expect((await counted()) - before).toBeGreaterThan(usd - 1e-9);
  });

  it('serves every share form of a known post from the cache', async () => {
    const { link, post } = await world.post();
    await world.finish({ url: link });
    for (const form of ['share_parameters', 'short_link', 'mobile_host'] as const) {
      const hit = await second().submit({ url: shareLink(post, form, Math.random) });
      expect(hit.status).toBe(200);
      expect(hit.job).toMatchObject({ served_from: 'cache', status: 'succeeded' });
    }
  });
});

const resultOf = ({ fields }: LoggedWrite) => fields?.value as { job_id: string } | undefined;

describe('operations per job, counted at the emulator', () => {
  /** Sweeps and heartbeats go on beside every measurement and only ever add: the smallest of several is the thing itself. */
  async function cheapest(measure: () => Promise<void>): Promise<{ reads: number; writes: number }> {
    const found: { reads: number; writes: number }[] = [];
    for (let round = 0; round < 6; round += 1) {
      const before = await world.firestore.operations();
      await measure();
      const after = await world.firestore.operations();
      found.push({
        reads: after.documentReads - before.documentReads,
        writes: after.documentWrites - before.documentWrites,
      });
    }
    return {
      reads: Math.min(...found.map(({ reads }) => reads)),
      writes: Math.min(...found.map(({ writes }) => writes)),
    };
  }

  it('are 1 read and 6 writes on a miss, 1 read on a Firestore hit, none on a memory hit', async () => {
    const posts: string[] = [];
    const miss = await cheapest(async () => {
      const { link } = await world.post();
      posts.push(link);
      // Waiting would add a listener, polling reads: the write log tells when the job has ended.
      const { job } = await world.api.submit({ url: link });
      await until('the end of the job', async () =>
        (await world.writesOf(job.id)).some(({ fields }) => fields?.status === 'succeeded'),
      );
    });
    const fresh = [...posts];
    const firestoreHit = await cheapest(async () => {
      const hit = await second().submit({ url: fresh.pop() ?? '' });
      expect(hit.job.served_from).toBe('cache');
    });
    const memoryHit = await cheapest(async () => {
      const hit = await second().submit({ url: posts.at(0) ?? '' });
      expect(hit.job.served_from).toBe('cache');
    });
    process.stdout.write(`operations per job: ${JSON.stringify({ miss, firestoreHit, memoryHit })}\n`);
    // Profiles are past version 1, which has left nothing here: else it would be read beside.
    expect(miss).toEqual({ reads: 1, writes: 6 });
    expect(firestoreHit).toEqual({ reads: 1, writes: 0 });
    expect(memoryHit).toEqual({ reads: 0, writes: 0 });
  });
});

describe('tracing', () => {
  it('carries the trace of the request through the task into the log of the worker', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { link, post } = await world.post();
    await world.simulators.fault({
      upstream: 'scrapecreators',
      content: post.contentId,
      count: 1,
      effect: { kind: 'status', status: 500 },
    });
    const { job } = await world.api.submit({ url: link }, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    expect((await world.ended(job.id)).status).toBe('succeeded');
    const linesOf = (service: ServiceProcess | undefined) =>
      (service === undefined ? [] : world.log(service)).filter((entry) =>
        String(entry['logging.googleapis.com/trace']).endsWith(`/traces/${traceId}`),
      );
    expect(linesOf(world.stack.apis[0]).map(({ message }) => message)).toContain('POST /v1/jobs 202');
    const worker = await until('two access lines', () => {
      const lines = linesOf(world.worker);
      // The retry is another task, and still the same trace.
      return lines.filter(({ message }) => message === 'POST /tasks/extract 200').length === 2 ? lines : null;
    });
    expect(worker.filter(({ job_id }) => job_id === job.id).map(({ message }) => message)).toContain(
      'The attempt ended with scraper_unavailable',
    );
  });
});
