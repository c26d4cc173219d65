import { type CarriedJob, ProblemError } from '@sets/contract';
import type { SpanHook } from '@sets/store-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Charge, resultKey } from '../src/index.ts';
import type { SubmitInput } from '../src/submit/new-job.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const partsOf = (contentId: string, version: string) => ({
  ...{ profile: 'workout', version, platform: 'tiktok', content_id: contentId, language: 'es' },
});
const at = (contentId: string, version: string, more: Partial<SubmitInput> = {}): SubmitInput =>
  submission(contentId, { profile: { name: 'workout', version }, ...more });
const OLD = { kind: 'hit', servedFrom: 'stale', value: { result: { title: 'old' } } };

/** A post that version 1 has read. */
async function solved(contentId: string): Promise<void> {
  const store = harness.store();
  await (await claimed(store, await submitted(store, contentId))).complete(outcome('old'));
}

/** The jobs that were made for version 2. */
async function refreshesOf(contentId: string) {
  const { jobs } = await harness.store().ops.search({ filter: { platform: 'tiktok' }, limit: 100 });
  return jobs.map(({ job }) => job).filter(({ content_id, version }) => content_id === contentId && version === '2');
}

describe('a new version of a profile', () => {
  it('serves what the version before has read, and reads it anew once beside', async () => {
    await solved('anew');
    const store = harness.store();
    for (const asking of [store, store, harness.store()]) {
      expect(await asking.jobs.submit(at('anew', '2', { metadata: { a: 'b' } }))).toMatchObject(OLD);
    }
    const [job, ...others] = await refreshesOf('anew');
    expect(others).toEqual([]);
    const source = { submitted_url: 'https://www.tiktok.com/@coach/video/anew' };
    expect(job).toMatchObject({ status: 'queued', refreshes: true, metadata: null, caller: 'refresh', source });
    expect((await store.views.list({ caller: 'caller-1', limit: 10 })).views.map(({ id }) => id)).not.toContain(
      job?.id,
    );
    expect(harness.tasks.waiting.has(`${job?.id}-0`)).toBe(true);
    await (await claimed(harness.store(), job?.id ?? '')).complete(outcome('new'));
    const fresh = { kind: 'hit', servedFrom: 'cache', value: { result: { title: 'new' } } };
    expect(await store.jobs.submit(at('anew', '2'))).toMatchObject(fresh);
    expect(await harness.store().jobs.submit(at('anew', '2'))).toMatchObject(fresh);
    expect(await store.jobs.submit(at('anew', '1'))).toMatchObject({ ...OLD, servedFrom: 'cache' });
  });

  it('costs a read more while the version before has left anything, and nothing else', async () => {
    const operations = () => {
      const { documentReads, documentWrites } = harness.emulator.controls.operations();
      harness.emulator.controls.resetOperations();
      return [documentReads, documentWrites];
    };
    await solved('cost-3');
    const store = harness.store();
    await store.jobs.submit(at('warm-up', '1'));
    await store.jobs.submit(at('warm-up', '2'));
    operations();
    await store.jobs.submit(at('cost-1', '1'));
    expect(operations()).toEqual([1, 2]);
    await store.jobs.submit(at('cost-2', '2'));
    expect(operations()).toEqual([2, 2]);
    // Version 3 follows on one that has made nothing.
    await store.jobs.submit(at('warm-up', '4'));
    operations();
    await store.jobs.submit(at('cost-4', '4'));
    expect(operations()).toEqual([1, 2]);
    operations();
    expect(await store.jobs.submit(at('cost-3', '2'))).toMatchObject(OLD);
    expect(operations()).toEqual([2, 2]);
    expect(await store.jobs.submit(at('cost-3', '2'))).toMatchObject(OLD);
    // Its reads are the key's, the flight's, and those of the look that confirms all memory.
    expect(operations()[1]).toBe(0);
  });

  it('makes nobody wait longer: a miss is four round trips one after another', async () => {
    await solved('trips-old');
    const ended: { readonly at: number; readonly depth: number }[] = [];
    let clock = 0;
    const span: SpanHook = async (_name, _fields, run) => {
      clock += 1;
      const began = clock;
      try {
        return await run();
      } finally {
        clock += 1;
        const before = ended.filter(({ at: endedAt }) => endedAt < began).map(({ depth }) => depth);
        ended.push({ at: clock, depth: 1 + Math.max(0, ...before) });
      }
    };
    const store = harness.store({ span });
    for (const version of ['1', '2']) {
      await store.jobs.submit(at('trips-warm-up', version));
      ended.length = 0;
      const id = await submitted(store, `trips-${version}`, { profile: { name: 'workout', version } });
      const asCreated = harness.tasks.waiting.get(`${id}-0`)?.payload.as_created as CarriedJob;
      await (await claimed(store, id, { asCreated })).complete(outcome());
      expect(Math.max(...ended.map(({ depth }) => depth))).toBe(4);
    }
  });

  it('costs the budget of all callers, and waits until that has room', async () => {
    await solved('charged');
    const store = harness.store();
    const day = new Date(harness.clock.now()).toISOString().slice(0, 10);
    const charge = () => Promise.reject(new Error('nobody has asked for this job'));
    const usedUp = () => Promise.reject(new ProblemError('budget_exhausted'));
    const submit = (chargeRefresh: () => Promise<Charge>) =>
      store.jobs.submit(at('charged', '2', { charge, chargeRefresh }));
    expect(await submit(usedUp)).toMatchObject(OLD);
    expect(await refreshesOf('charged')).toEqual([]);
    expect(await submit(async () => ({ payer: 'refresh', day, usd: 0.02, settled: false }))).toMatchObject(OLD);
    expect(await refreshesOf('charged')).toMatchObject([{ charge: { payer: 'refresh', usd: 0.02 } }]);
    expect(await store.charges.sum({ day, payer: 'refresh' })).toEqual({ jobs: 1, usd: 0.02 });
  });

  it('is read no faster than a process may, and then goes on', async () => {
    const store = harness.store({ policy: { versionRefresh: { ratePerS: 1, burstJobs: 1 } } });
    for (const post of ['rate-1', 'rate-2']) {
      await solved(post);
      expect(await store.jobs.submit(at(post, '2'))).toMatchObject(OLD);
    }
    expect([(await refreshesOf('rate-1')).length, (await refreshesOf('rate-2')).length]).toEqual([1, 0]);
    harness.clock.advance(1_000);
    expect(await store.jobs.submit(at('rate-2', '2'))).toMatchObject(OLD);
    expect(await refreshesOf('rate-2')).toHaveLength(1);
  });

  it('waits for upstreams that are out, and a while after it has failed', async () => {
    await solved('fails');
    const store = harness.store();
    expect(await store.jobs.submit(at('fails', '2', { upstreamsOut: () => true }))).toMatchObject(OLD);
    expect(await refreshesOf('fails')).toEqual([]);
    expect(await store.jobs.submit(at('fails', '2'))).toMatchObject(OLD);
    const [job] = await refreshesOf('fails');
    await (await claimed(store, job?.id ?? '')).fail(new ProblemError('scraper_unauthorized'));
    expect(await store.jobs.submit(at('fails', '2'))).toMatchObject(OLD);
    expect(await refreshesOf('fails')).toHaveLength(1);
    harness.clock.advance(60_000);
    expect(await store.jobs.submit(at('fails', '2'))).toMatchObject(OLD);
    expect(await refreshesOf('fails')).toHaveLength(2);
  });

  it('takes over a flight that has lost its job', async () => {
    await solved('orphan');
    const store = harness.store();
    await store.jobs.submit(at('orphan', '2'));
    await harness.firestore.doc(`jobs/${(await refreshesOf('orphan'))[0]?.id}`).delete();
    expect(await store.jobs.submit(at('orphan', '2'))).toMatchObject(OLD);
    expect(await refreshesOf('orphan')).toHaveLength(1);
  });

  it('forgets with a wrong result what the version before would put in its place', async () => {
    await solved('wrong');
    const store = harness.store();
    await store.jobs.submit(at('wrong', '2'));
    await (await claimed(store, (await refreshesOf('wrong'))[0]?.id ?? '')).complete(outcome('wrong'));
    expect(await store.ops.invalidate(resultKey(partsOf('wrong', '2')), 'ada')).toBe(true);
    expect(await store.jobs.submit(at('wrong', '2'))).toMatchObject({ kind: 'new' });
  });

  it('is not kept from a post by a failure that the version before remembers', async () => {
    const store = harness.store();
    await (await claimed(store, await submitted(store, 'no'))).fail(new ProblemError('not_a_workout'));
    expect(await store.jobs.submit(at('no', '2'))).toMatchObject({ kind: 'new' });
  });

  it('is looked for at the key of whichever version has a result', async () => {
    await solved('where');
    const { jobs } = harness.store();
    const [first, second] = ['1', '2'].map((version) => resultKey(partsOf('where', version)));
    expect(await jobs.locate(partsOf('where', '2'))).toEqual({ key: first, isFinal: false });
    expect(await jobs.locate(partsOf('where', '1'))).toEqual({ key: first, isFinal: true });
    await jobs.submit(at('where', '2'));
    await (await claimed(harness.store(), (await refreshesOf('where'))[0]?.id ?? '')).complete(outcome('new'));
    expect(await harness.store().jobs.locate(partsOf('where', '2'))).toEqual({ key: second, isFinal: true });
    expect(await jobs.locate(partsOf('nowhere', '2'))).toMatchObject({ isFinal: true });
  });
});
