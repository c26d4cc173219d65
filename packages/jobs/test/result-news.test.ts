import { whileTimePasses } from '@sets/clock/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JobsFacades } from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

/** What operators are promised (ADR 0034). */
const PROMISED_MS = 10_000;

let harness: Harness;
let maker: JobsFacades;
let posts = 0;
let post: string;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  maker = harness.store();
  posts += 1;
  post = `news-${posts}`;
});

async function solved(title = 'first'): Promise<string> {
  const id = await submitted(maker, post);
  await (await claimed(maker, id)).complete(outcome(title));
  return (await maker.jobs.get(id))?.job.key ?? '';
}
const reads = (): number => harness.emulator.controls.operations().documentReads;
async function tierOf({ jobs }: JobsFacades): Promise<string> {
  const answer = await jobs.submit(submission(post));
  return answer.kind === 'hit' ? answer.tier : answer.kind;
}

describe('a value that one instance made', () => {
  it('is in the memory of the others before anybody asks them for it', async () => {
    const other = harness.store();
    await other.jobs.submit(submission(`${post}-warm`));
    await solved();
    harness.clock.advance(3_000);
    // Whoever comes next makes them look.
    await other.jobs.lookup('0'.repeat(64));
    await expect.poll(() => tierOf(other)).toBe('memory');
  });

  it('replaces the one before', async () => {
    await solved('old');
    const other = harness.store();
    await other.jobs.submit(submission(post));
    harness.clock.advance(60_000);
    const forced = await maker.jobs.submit(submission(post, { forceRefresh: true, operate: true }));
    if (forced.kind !== 'new') {
      throw new Error('not refreshed');
    }
    await (await claimed(maker, forced.snapshot.job.id)).complete(outcome('new'));
    harness.clock.advance(PROMISED_MS);
    expect(await other.jobs.submit(submission(post))).toMatchObject({
      ...{ kind: 'hit', tier: 'memory', value: { result: { title: 'new' } } },
    });
  });
});

describe('a value that an operator took away', () => {
  it('is served by no instance 10 s later, and read by none without need until then', async () => {
    const key = await solved();
    const others = Array.from({ length: 4 }, () => harness.store());
    for (const other of others) {
      await tierOf(other);
      expect(await tierOf(other)).toBe('memory');
    }
    await maker.ops.invalidate(key, 'ada');
    const before = reads();
    expect(await Promise.all(others.map(tierOf))).toEqual(['memory', 'memory', 'memory', 'memory']);
    expect(reads()).toBe(before);
    harness.clock.advance(PROMISED_MS);
    expect(await Promise.all(others.map((other) => other.jobs.lookup(key)))).toEqual([null, null, null, null]);
  });

  it('is not brought back by a read that was under way meanwhile', async () => {
    const asked = await solved();
    post = `${post}-taken`;
    const key = await solved();
    const slow = Promise.withResolvers<void>();
    let holding = false;
    const other = harness.store({
      async span(name, _attributes, run) {
        const answer = await run();
        if (name === 'firestore.read' && holding) {
          holding = false;
          await slow.promise;
        }
        return answer;
      },
    });
    await other.jobs.lookup(asked);
    holding = true;
    const held = other.jobs.lookup(key);
    await expect.poll(() => holding).toBe(false);
    await maker.ops.invalidate(key, 'ada');
    harness.clock.advance(PROMISED_MS);
    // Looks, and hears of it.
    expect(await other.jobs.lookup(asked)).toMatchObject({ tier: 'memory' });
    slow.resolve();
    await held;
    expect(await other.jobs.lookup(key)).toBeNull();
  });

  it('is not served by an instance that froze while it looked, and went on later', async () => {
    const key = await solved();
    const frozen = Promise.withResolvers<void>();
    let looks = 0;
    const other = harness.store({
      async span(name, _attributes, run) {
        const answer = await run();
        if (name === 'firestore.find') {
          looks += 1;
          // The first was at the posts that were taken down. Asked before the invalidation, heard long after it.
          if (looks === 4 || looks === 5) {
            await frozen.promise;
          }
        }
        return answer;
      },
    });
    await tierOf(other);
    expect(await tierOf(other)).toBe('memory');
    harness.clock.advance(5_000);
    // Looks beside its answer.
    expect(await tierOf(other)).toBe('memory');
    await expect.poll(() => looks).toBe(5);
    await maker.ops.invalidate(key, 'ada');
    harness.clock.advance(PROMISED_MS);
    const asked = other.jobs.lookup(key);
    frozen.resolve();
    expect(await asked).toBeNull();
    expect(await other.jobs.lookup(key)).toBeNull();
  });

  it('is served again once it was made anew', async () => {
    const key = await solved('wrong');
    const other = harness.store();
    await tierOf(other);
    await maker.ops.invalidate(key, 'ada');
    harness.clock.advance(1);
    await solved('right');
    harness.clock.advance(PROMISED_MS);
    expect(await other.jobs.submit(submission(post))).toMatchObject({ value: { result: { title: 'right' } } });
    expect(await tierOf(other)).toBe('memory');
  });

  it('is gone from an instance that slept longer than invalidations are kept', async () => {
    const key = await solved();
    const other = harness.store();
    await tierOf(other);
    await maker.ops.invalidate(key, 'ada');
    harness.clock.advance(25 * 3_600_000);
    await harness.firestore.doc(`invalidations/${key}`).delete();
    expect(await other.jobs.lookup(key)).toBeNull();
  });

  it('is gone in time whenever requests, looks and invalidations come', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('pass' as const),
        ms: fc.oneof(fc.integer({ min: 1, max: 15_000 }), fc.constantFrom(60_000, 300_000)),
      }),
      fc.record({ kind: fc.constant('ask' as const), instance: fc.nat(2) }),
      fc.constant({ kind: 'take away' as const }),
      fc.constant({ kind: 'make' as const }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        posts += 1;
        post = `news-${posts}`;
        const key = await solved();
        let asking = 0;
        const counted = {
          async span<T>(_name: string, _attributes: unknown, run: () => Promise<T>): Promise<T> {
            asking += 1;
            try {
              return await run();
            } finally {
              asking -= 1;
            }
          },
        };
        const instances = [harness.store(counted), harness.store(counted), harness.store(counted)];
        let goneAtMs: number | null = null;
        for (const one of steps) {
          if (one.kind === 'pass') {
            // A look that time overtakes has met an outage, in which an instance may show what it had.
            await expect.poll(() => asking, { interval: 1 }).toBe(0);
            harness.clock.advance(one.ms);
          } else if (one.kind === 'take away') {
            await maker.ops.invalidate(key, 'ada');
            goneAtMs ??= harness.clock.now();
          } else if (one.kind === 'make' && goneAtMs !== null) {
            harness.clock.advance(1);
            await solved();
            goneAtMs = null;
          } else if (one.kind === 'ask') {
            const served = await instances[one.instance]?.jobs.lookup(key);
            const mustBeGone = goneAtMs !== null && harness.clock.now() - goneAtMs >= PROMISED_MS;
            expect(served !== null && mustBeGone).toBe(false);
            expect(served === null && goneAtMs === null).toBe(false);
          }
        }
      }),
      {
        numRuns: 30,
        examples: [
          [
            [
              { kind: 'ask', instance: 0 },
              { kind: 'ask', instance: 0 },
              { kind: 'take away' },
              { kind: 'pass', ms: 10_000 },
              { kind: 'ask', instance: 0 },
            ],
          ],
          [
            [
              { kind: 'ask', instance: 1 },
              { kind: 'ask', instance: 1 },
              { kind: 'take away' },
              { kind: 'pass', ms: 3_000 },
              { kind: 'ask', instance: 1 },
              { kind: 'pass', ms: 60_000 },
              { kind: 'ask', instance: 1 },
            ],
          ],
        ],
      },
    );
  });
});

describe('an instance that is cut off', () => {
  it('shows what it had, marked, for ten minutes, and then nothing', async () => {
    const key = await solved();
    const other = harness.store({ timeoutMs: 1_000 });
    await tierOf(other);
    await tierOf(other);
    await maker.ops.invalidate(key, 'ada');
    harness.clock.advance(PROMISED_MS);
    harness.emulator.controls.faults.unavailable();
    const asked = () => whileTimePasses(harness.clock, other.jobs.submit(submission(post)));
    expect(await asked()).toMatchObject({ kind: 'hit', servedFrom: 'stale' });
    harness.clock.advance(10 * 60_000);
    await expect(asked()).rejects.toMatchObject({ code: 'storage_unavailable' });
    harness.emulator.controls.faults.clear();
    harness.clock.advance(PROMISED_MS);
    expect(await other.jobs.lookup(key)).toBeNull();
  });
});
