import { until, wordlessPost } from '@sets/local-stack';
import type { FaultInput } from '@sets/upstream-simulators';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

type Effect = FaultInput['effect'];

let world: World;

beforeAll(async () => {
  world = await startWorld({ name: 'upstream-failures' });
});
afterAll(() => world?.close());

const named = (effects: readonly Effect[]): [string, Effect][] =>
  effects.map((effect) => [
    effect.kind === 'status' ? `status ${effect.status} ${effect.body ?? ''}`.trim() : effect.kind,
    effect,
  ]);

describe.concurrent('the scraper', () => {
  it.each(
    named([
      { kind: 'status', status: 500 },
      { kind: 'status', status: 429 },
      { kind: 'down' },
      { kind: 'cut_body' },
      { kind: 'status', status: 200, body: 'empty' },
      { kind: 'status', status: 200, body: 'html' },
    ]),
  )('fails once (%s), and the next attempt succeeds', async (_name, effect) => {
    const { link, post } = await world.post();
    await world.simulators.fault({ upstream: 'scrapecreators', content: post.contentId, count: 1, effect });
    // Whether it costs an attempt depends on whether others are answered meanwhile.
    expect(await world.finish({ url: link })).toMatchObject({ status: 'succeeded', error: null });
  });

  it('does not answer at all, and is given up and asked again', async () => {
    const { link, post } = await world.post();
    const fault = { upstream: 'scrapecreators', content: post.contentId, count: 1, effect: { kind: 'hang' } } as const;
    await world.simulators.fault(fault);
    expect(await world.finish({ url: link })).toMatchObject({ status: 'succeeded' });
  });

  it('asks for time, and gets it', async () => {
    const { link, post } = await world.post();
    const effect = { kind: 'status', status: 429, retry_after_s: 2 } as const;
    await world.simulators.fault({ upstream: 'scrapecreators', content: post.contentId, count: 1, effect });
    const job = await world.finish({ url: link });
    expect(job).toMatchObject({ status: 'succeeded' });
    const claims = (await world.writesOf(job.id)).filter(({ fields }) => fields?.stage === 'resolving');
    const [first = 0, second = 0] = claims.map(({ commitTime }) => commitTime / 1_000);
    expect(second - first).toBeGreaterThanOrEqual(2_000);
  });

  it('knows the post, but its platform never gives the video, and at last the result is what the words gave', async () => {
    // Ten is no count here, so that the words are no complete evidence.
    const caption = 'Goblet squats 3x12\nPush-ups 4x10 times a week';
    const { link, post } = await world.post(wordlessPost(500_000, { caption }));
    const effect = { kind: 'status', status: 500 } as const;
    await world.simulators.fault({ upstream: 'cdn', content: post.marker, effect });
    const job = await world.finish({ url: link });
    expect(job).toMatchObject({ status: 'succeeded', attempt: 3, error: null });
    expect(job.warnings).toContainEqual(expect.objectContaining({ code: 'media_not_read' }));
  });

  it('says success: true on a 404, and is not believed', async () => {
    const { link, post } = await world.post();
    const effect = { kind: 'not_found_success_true' } as const;
    await world.simulators.fault({ upstream: 'scrapecreators', content: post.contentId, effect });
    const job = await world.finish({ url: link });
    expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'content_not_found' } });
    // Remembered, so that the next caller costs nothing.
    expect(await world.api.submit({ url: link })).toMatchObject({
      status: 200,
      job: { served_from: 'cache', error: { code: 'content_not_found' } },
    });
  });
});

describe('the model', () => {
  afterEach(() => world.simulators.heal());

  /** A worker that has not seen a failure yet: one that has would ask elsewhere first, and the fault would meet no call. */
  async function renewWorker(): Promise<void> {
    await world.worker.end('SIGTERM');
    await world.worker.start();
  }

  it.each(
    named([
      { kind: 'status', status: 429, retry_info_s: 1 },
      { kind: 'status', status: 503 },
      { kind: 'down' },
      { kind: 'cut_body' },
      { kind: 'cut_stream' },
      { kind: 'status', status: 200, body: 'html' },
      { kind: 'status', status: 200, body: 'empty' },
    ]),
  )('fails in one region (%s), and another answers in the same attempt', async (_name, effect) => {
    await renewWorker();
    const { link } = await world.post();
    const fault = await world.simulators.fault({ upstream: 'gemini', location: 'us', effect });
    const job = await world.finish({ url: link });
    expect(job).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(job.usage?.region).not.toBe('us');
    expect(await world.simulators.hits(fault)).toBeGreaterThan(0);
  });

  it.each(named([{ kind: 'truncated' }, { kind: 'off_schema' }]))(
    'gives an answer that is no use (%s), and the larger one is asked once',
    async (_name, effect) => {
      const speech = 'Goblet squats, 3 sets of 12 reps. Push-ups, 3 sets of 10 reps.';
      const { link } = await world.post(wordlessPost(500_000, { seen: { onScreen: null, speech } }));
      await world.simulators.fault({ upstream: 'gemini', model: 'gemini-3.5-flash-lite', effect });
      const job = await world.finish({ url: link });
      expect(job).toMatchObject({
        status: 'succeeded',
        attempt: 1,
        usage: { model: 'gemini-3.8-flash', model_calls: 2 },
      });
    },
  );

  it('declines, and a second endpoint is asked whether it agrees, but no larger model to lift it', async () => {
    const { link } = await world.post(wordlessPost(500_000));
    await world.simulators.fault({ upstream: 'gemini', effect: { kind: 'prompt_blocked' } });
    const before = await world.simulators.calls('gemini');
    expect(await world.finish({ url: link })).toMatchObject({ status: 'failed', error: { code: 'model_blocked' } });
    expect((await world.simulators.calls('gemini')) - before).toBe(2);
  });

  it('is away in every region for a while, and the jobs of that time end well', async () => {
    const links = await Promise.all(Array.from({ length: 3 }, async () => (await world.post()).link));
    await world.simulators.fault({ upstream: 'gemini', effect: { kind: 'status', status: 503 } });
    const answers = await Promise.all(links.map((url) => world.api.submit({ url })));
    const ids = answers.map(({ job }) => job.id);
    await until('a problem of every job', async () =>
      (await Promise.all(ids.map(world.codesMetBy))).every((codes) => codes.length > 0),
    );
    await world.simulators.heal();
    const jobs = await Promise.all(ids.map((id) => world.ended(id)));
    expect(jobs.map(({ status, error }) => [status, error?.code])).toEqual(jobs.map(() => ['succeeded', undefined]));
  });
});
