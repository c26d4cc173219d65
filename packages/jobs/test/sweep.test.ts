import { createLossyAnswers } from '@sets/store-kit/testing';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

describe('the sweeper', () => {
  let harness: Harness;
  beforeEach(async () => {
    await harness?.close();
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  const wakeAt = async (id: string): Promise<number> => {
    const job = (await harness.store().jobs.get(id))?.job;
    return (job?.wake_at ?? 0) - harness.clock.now();
  };

  it('requeues a job whose owner died, within its lease', async () => {
    const store = harness.store();
    const id = await submitted(store, 'dead-owner');
    (await claimed(store, id)).release();
    harness.clock.advance(15_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ examined: 1, requeued: 0, skipped: 1 });
    harness.clock.advance(1_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ requeued: 1 });
    expect(harness.tasks.waiting.has(`${id}-1`)).toBe(true);
    const lease = await claimed(store, id, { owner: 'worker-2' });
    expect(lease.job).toMatchObject({ attempt: 1, deaths: 1, epoch: 2 });
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
  });

  it('takes nothing from a suspect whose owner held it back and died, and counts from when it begins', async () => {
    const store = harness.store();
    const id = await submitted(store, 'suspect');
    const die = async (began: boolean): Promise<void> => {
      const lease = await claimed(store, id);
      harness.clock.advance(3_000);
      if (began) {
        await lease.begin();
      }
      harness.clock.advance(1_000);
      lease.release();
      harness.clock.advance(16_000);
      await store.jobs.sweep({ limit: 80 });
    };
    await die(true);
    await die(true);
    const suspect = await store.jobs.get(id);
    expect(suspect?.job).toMatchObject({ status: 'queued', deaths: 2 });
    for (let n = 0; n < 9; n += 1) {
      await die(false);
    }
    expect((await store.jobs.get(id))?.job).toMatchObject({ deaths: 2, worked_ms: suspect?.job.worked_ms });

    const lease = await claimed(store, id);
    expect(lease.job).toMatchObject({ status: 'running', stage: null });
    harness.clock.advance(4_000);
    const left = lease.budget().workMs;
    await lease.begin();
    expect(lease.job.stage).toBe('resolving');
    expect(lease.budget().workMs).toBe(left + 4_000);
    lease.release();
    harness.clock.advance(16_000);
    await store.jobs.sweep({ limit: 80 });
    expect((await store.jobs.get(id))?.job).toMatchObject({ deaths: 3, worked_ms: suspect?.job.worked_ms });
  });

  it('gives a job up that has cost six owners, says so, and takes none of its attempts', async () => {
    const store = harness.store();
    const id = await submitted(store, 'killer');
    for (let n = 0; n < 6; n += 1) {
      expect((await store.jobs.get(id))?.job).toMatchObject({ attempt: 1, deaths: n, status: 'queued' });
      const lease = await claimed(store, id);
      await lease.begin();
      lease.release();
      harness.clock.advance(16_000);
      await store.jobs.sweep({ limit: 80 });
    }
    expect((await store.jobs.get(id))?.job).toMatchObject({
      status: 'failed',
      error: { code: 'attempts_exhausted', message: expect.stringContaining('Too many workers ended') },
    });
    expect(await submitted(store, 'killer')).not.toBe(id);
  });

  it('looks ever less often for a task that waits, and creates it anew once it is gone', async () => {
    const store = harness.store();
    const id = await submitted(store, 'waiting');
    const delays: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      harness.clock.advance(await wakeAt(id));
      expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ postponed: 1 });
      delays.push(await wakeAt(id));
    }
    expect(delays).toEqual([30, 60, 120, 240, 480, 600, 600, 600].map((seconds) => seconds * 1_000));
    harness.tasks.waiting.clear();
    harness.clock.advance(600_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ redispatched: 1 });
    expect(harness.tasks.created.map(({ name }) => name)).toEqual([`${id}-0`, `${id}-1`]);
  });

  it('asks for no task of a paused queue, and multiplies no backlog in two hours', async () => {
    const store = harness.store();
    await Promise.all(Array.from({ length: 40 }, (_, n) => store.jobs.submit(submission(`paused-${n}`))));
    harness.tasks.paused.add('us-central1');
    harness.tasks.waiting.clear();
    for (let minute = 0; minute < 120; minute += 5) {
      harness.clock.advance(5 * 60_000);
      await store.jobs.sweep({ limit: 80 });
    }
    expect(harness.tasks.asked).toEqual([]);
    expect(harness.tasks.created).toHaveLength(40);
    harness.tasks.paused.clear();
    harness.clock.advance(600_000);
    await store.jobs.sweep({ limit: 800 });
    expect(harness.tasks.created).toHaveLength(80);
    expect(harness.tasks.waiting.size).toBe(40);
  });

  it('expires a job at its deadline and frees its key', async () => {
    const store = harness.store({ policy: { deadlineMs: 60_000 } });
    const id = await submitted(store, 'late');
    harness.clock.advance(60_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ ended: 1 });
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'expired', error: { code: 'job_expired' } });
    expect(await submitted(store, 'late')).not.toBe(id);
  });

  it('moves a queued job out of a region that lost its workers', async () => {
    const store = harness.store();
    const id = await submitted(store, 'moved');
    harness.clock.advance(16_000);
    await store.jobs.sweep({ limit: 80, chooseRegion: () => 'us-east1' });
    expect(harness.tasks.waiting.get(`${id}-1`)).toMatchObject({ region: 'us-east1' });
    expect((await store.jobs.get(id))?.job.region).toBe('us-east1');
  });

  it('changes each job once when many sweep at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => submitted(harness.store(), `many-${n}`)));
    harness.tasks.waiting.clear();
    harness.clock.advance(16_000);
    await Promise.all(Array.from({ length: 4 }, () => harness.store().jobs.sweep({ limit: 800 })));
    expect(harness.tasks.created).toHaveLength(40);
    for (const id of ids) {
      expect((await harness.store().jobs.get(id))?.job.dispatch_no).toBe(1);
    }
  });

  it('leaves a job alone that was claimed between its look and its write', async () => {
    const id = await submitted(harness.store(), 'overtaken');
    harness.tasks.waiting.clear();
    harness.clock.advance(16_000);
    let release = (): void => {};
    const sweeping = harness.store({
      crashPoint: async () => {
        release = (await claimed(harness.store(), id)).release;
      },
    });
    expect(await sweeping.jobs.sweep({ limit: 80 })).toMatchObject({ examined: 1, skipped: 1 });
    release();
    expect((await harness.store().jobs.get(id))?.job).toMatchObject({ status: 'running', epoch: 1, dispatch_no: 0 });
  });

  it('leaves a job whose change may have been applied unseen to the next sweep, which finds its task missing', async () => {
    const lossy = createLossyAnswers();
    const store = harness.store({ span: lossy.span });
    const id = await submitted(store, 'unknown');
    harness.tasks.waiting.clear();
    harness.clock.advance(16_000);
    lossy.lose('sweep');
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ examined: 1, redispatched: 0, skipped: 1 });
    expect((await store.jobs.get(id))?.job.dispatch_no).toBe(1);
    expect(harness.tasks.created).toHaveLength(1);
    harness.clock.advance(16_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ redispatched: 1 });
    expect(harness.tasks.waiting.has(`${id}-2`)).toBe(true);
  });

  it('leaves everything as it is while Cloud Tasks does not answer', async () => {
    const store = harness.store();
    const id = await submitted(store, 'no-answer');
    harness.clock.advance(16_000);
    harness.tasks.down = true;
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ skipped: 1 });
    harness.tasks.down = false;
    expect((await store.jobs.get(id))?.job.dispatch_no).toBe(0);
  });

  it('takes a delivery for lost that runs for over 10 s beside a job that nobody claimed', async () => {
    const store = harness.store();
    const id = await submitted(store, 'frozen');
    harness.clock.advance(16_000);
    harness.tasks.dispatched.set(`${id}-0`, harness.clock.now() - 9_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ postponed: 1 });
    harness.clock.advance(30_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ redispatched: 1 });
    expect(harness.tasks.waiting.has(`${id}-1`)).toBe(true);
  });

  it('heals a missing task without the right to look for it', async () => {
    const store = harness.store();
    harness.tasks.denied.add('find').add('create');
    const id = await submitted(store, 'blind');
    expect(store.jobs.dispatchTrouble().regions.get('us-central1')).toBe('right');
    harness.tasks.denied.delete('create');
    harness.clock.advance(16_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ redispatched: 1 });
    expect(harness.tasks.created.map(({ name }) => name)).toEqual([`${id}-0`]);
    expect(store.jobs.dispatchTrouble()).toMatchObject({ refusals: 1, regions: new Map() });
  });

  it('takes a task that it may not look for as lost after some postponements', async () => {
    const store = harness.store();
    harness.tasks.denied.add('find');
    const id = await submitted(store, 'blind-and-lost');
    harness.tasks.waiting.clear();
    const verdicts: string[] = [];
    for (let n = 0; n < 6 && !harness.tasks.waiting.has(`${id}-1`); n += 1) {
      harness.clock.advance(await wakeAt(id));
      const report = await store.jobs.sweep({ limit: 80 });
      verdicts.push(report.redispatched === 1 ? 'redispatched' : 'postponed');
    }
    expect(verdicts).toEqual(['postponed', 'postponed', 'postponed', 'redispatched']);
  });

  it('reaches the others although many jobs of one region cannot be looked after', async () => {
    const store = harness.store();
    const silent = await Promise.all(
      Array.from({ length: 24 }, (_, n) => submitted(store, `silent-${n}`, { chooseRegion: () => 'silent' })),
    );
    await harness.firestore.doc(`jobs/${silent[0]}`).update({ lease: 'nonsense' });
    harness.clock.advance(1_000);
    const orphan = await submitted(store, 'orphan');
    (await claimed(store, orphan)).release();
    const { state } = harness.tasks;
    harness.tasks.state = (queue) =>
      queue.region === 'silent' ? Promise.reject(new Error('no answer')) : state(queue);
    harness.clock.advance(16_000);
    for (let n = 0; n < 25; n += 1) {
      await store.jobs.sweep({ limit: 8 });
    }
    expect((await store.jobs.get(orphan))?.job).toMatchObject({ status: 'queued', dispatch_no: 1 });
    expect((await store.jobs.get(silent[1] ?? ''))?.job).toMatchObject({ status: 'queued', dispatch_no: 0 });
  });
});
