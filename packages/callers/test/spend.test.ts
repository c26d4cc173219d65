import { join } from 'node:path';
import { callerIdSchema } from '@sets/contract';
import { createMetrics, silentLogger } from '@sets/service-kit';
import {
  fixtureNamed,
  readStoredFixtures,
  restore,
  type StoredFixture,
  startTestStore,
  type TestStore,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSpend, SPEND_INDEXES, type Spend } from '../src/index.ts';
import { createHitCounts } from '../src/spend/hit-counts.ts';
import { chargedJobs, JOBS_AS_CHARGED } from './support/charged-jobs.ts';

const LIMITS = { callerUsd: 1, totalUsd: 3, jobUsd: 0.02, liveJobs: 0 };
const DAY_MS = 24 * 3_600_000;
let test: TestStore;
let spends: Spend[];
beforeEach(async () => {
  test = await startTestStore([...SPEND_INDEXES, ...JOBS_AS_CHARGED]);
  spends = [];
});
afterEach(async () => {
  await Promise.all(spends.map((spend) => spend.stop()));
  await test.close();
});

/** One more instance, as another process would have it. */
function instance(limits: Partial<typeof LIMITS> = {}) {
  const { documents } = test.store();
  const jobs = chargedJobs(documents);
  const metrics = createMetrics({ service: 'api', region: 'test' });
  const errors: string[] = [];
  const spend = createSpend({
    ...{ store: { documents }, jobs, metrics, clock: test.clock, instance: `instance-${spends.length}` },
    logger: { ...silentLogger, error: (message: string) => void errors.push(message) },
    limits: { ...LIMITS, ...limits },
  });
  spends.push(spend);
  return {
    spend,
    jobs,
    metrics,
    errors,
    async make(payer: string): Promise<string> {
      const charge = await spend.charge(payer);
      return await jobs.make(charge).finally(() => spend.landed(payer));
    },
  };
}
type Instance = ReturnType<typeof instance>;

/** Makes jobs one after another until one is refused; their paths. */
async function makeAll(one: Instance, payer: string, most = 1_000): Promise<string[]> {
  const made: string[] = [];
  while (made.length < most) {
    try {
      made.push(await one.make(payer));
    } catch (error) {
      expect(error).toMatchObject({ code: 'budget_exhausted' });
      break;
    }
  }
  return made;
}

describe('a budget of the day', () => {
  it('pays for as many jobs as it holds, and is whole again at midnight UTC', async () => {
    const one = instance();
    expect(await makeAll(one, 'ada')).toHaveLength(50);
    const left = DAY_MS - (test.clock.now() % DAY_MS);
    test.clock.advance(left - 5_000);
    await expect(one.make('ada')).rejects.toMatchObject({ code: 'budget_exhausted', retryAfterS: 5 });
    test.clock.advance(5_000);
    expect(await makeAll(one, 'ada', 10)).toHaveLength(10);
  });

  it('is whole at midnight itself for who asked a moment before, as it was told', async () => {
    const one = instance({ totalUsd: 1 });
    expect(await makeAll(one, 'ada')).toHaveLength(50);
    test.clock.advance(DAY_MS - (test.clock.now() % DAY_MS) - 500);
    for (const payer of ['ada', 'bob']) {
      await expect(one.make(payer)).rejects.toMatchObject({ code: 'budget_exhausted', retryAfterS: 1 });
    }
    test.clock.advance(1_000);
    expect([await makeAll(one, 'ada', 1), await makeAll(one, 'bob', 1)]).toMatchObject([{ length: 1 }, { length: 1 }]);
  });

  it('of all that is used up is said so again on each day, and by no metric of the next', async () => {
    const one = instance({ totalUsd: 0.1 });
    const said = 'The budget of all callers is used up for today';
    for (const errors of [[said], [said, said]]) {
      await makeAll(one, 'ada');
      expect(one.errors).toEqual(errors);
      expect(await one.metrics.expose()).toMatch(/sets_budget_used_up\{.*\} 1/);
      test.clock.advance(DAY_MS - (test.clock.now() % DAY_MS));
      expect(await one.metrics.expose()).toMatch(/sets_budget_used_up\{.*\} 0/);
    }
  });

  it('is a caller’s own', async () => {
    const one = instance();
    await makeAll(one, 'ada');
    expect(await makeAll(one, 'bob')).toHaveLength(50);
  });

  it('holds for all callers together, and operators see it', async () => {
    const one = instance({ totalUsd: 1.2 });
    const made = [];
    for (const payer of ['ada', 'bob', 'cem']) {
      made.push(...(await makeAll(one, payer)));
    }
    expect(made).toHaveLength(60);
    expect(one.errors).toEqual(['The budget of all callers is used up for today']);
    expect(await one.metrics.expose()).toMatch(/sets_budget_used_up\{.*\} 1/);
    expect(await one.spend.total()).toMatchObject({ jobs: 60, usedUp: true });
    expect(await instance({ totalUsd: 1.2 }).spend.total()).toMatchObject({ usedUp: true });
  });

  it('of all callers, and nobody’s own, pays for jobs that nobody has asked for', async () => {
    const one = instance({ totalUsd: 0.05, callerUsd: 0.02, liveJobs: 1 });
    for (const usd of [0.02, 0.02]) {
      const charge = await one.spend.chargeRefresh();
      expect(charge).toMatchObject({ payer: 'refresh', usd });
      await one.jobs.make(charge).finally(() => one.spend.landed(charge.payer));
    }
    await expect(one.spend.chargeRefresh()).rejects.toMatchObject({ code: 'budget_exhausted' });
    await expect(one.make('ada')).rejects.toMatchObject({ code: 'budget_exhausted' });
    expect(await one.spend.usage('ada')).toMatchObject({ spentUsd: 0, jobs: 0 });
    expect(callerIdSchema.safeParse('refresh').success).toBe(false);
  });

  it('holds however many ask before the first job is seen', async () => {
    const one = instance();
    const asked = await Promise.allSettled(Array.from({ length: 200 }, () => one.spend.charge('ada')));
    const admitted = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(admitted).toHaveLength(50);
    await expect(instance().make('ada')).rejects.toMatchObject({ code: 'budget_exhausted' });
    await Promise.all(admitted.map((charge) => one.jobs.make(charge)));
    for (const { payer } of admitted) {
      one.spend.landed(payer);
    }
    test.clock.advance(60_000);
    await expect(one.make('ada')).rejects.toMatchObject({ code: 'budget_exhausted' });
  });

  it('counts what jobs really cost once they have ended', async () => {
    const one = instance();
    const made = await makeAll(one, 'ada');
    await Promise.all(made.slice(0, 10).map((path) => one.jobs.end(path, 0.001)));
    test.clock.advance(2_000);
    // 10 of them gave back 0.019 each: room for nine more.
    expect(await makeAll(one, 'ada')).toHaveLength(9);
    await one.jobs.end(made.at(-1) ?? '', 5);
    test.clock.advance(2_000);
    expect(await makeAll(one, 'ada')).toHaveLength(0);
  });

  it('is without bound at 0, and still counts', async () => {
    const one = instance({ callerUsd: 0, totalUsd: 0 });
    expect(await makeAll(one, 'ada', 200)).toHaveLength(200);
    expect((await one.spend.usage('ada')).spentUsd).toBeCloseTo(4);
    expect((await one.spend.payers(10)).map(({ payer }) => payer)).toEqual(['ada']);
  });

  it('asks the store for a share, not for each job', async () => {
    const one = instance({ callerUsd: 100, totalUsd: 100 });
    await one.spend.charge('ada');
    test.emulator.controls.resetOperations();
    for (let job = 0; job < 99; job += 1) {
      await one.spend.charge('ada');
    }
    expect(test.emulator.controls.operations()).toMatchObject({ documentReads: 0, documentWrites: 0, queries: 0 });
  });

  it('refuses a caller without asking the store each time', async () => {
    const one = instance();
    await makeAll(one, 'ada');
    test.emulator.controls.resetOperations();
    for (let wish = 0; wish < 100; wish += 1) {
      await expect(one.spend.charge('ada')).rejects.toMatchObject({ code: 'budget_exhausted' });
    }
    expect(test.emulator.controls.operations()).toMatchObject({ documentReads: 0, documentWrites: 0, aggregations: 0 });
  });
});

describe('several instances', () => {
  it('never make more jobs than the budget holds, whichever way their wishes come', async () => {
    const four = [instance(), instance(), instance(), instance()];
    const made = await Promise.all(four.map((one) => makeAll(one, 'ada')));
    expect(made.flat().length).toBeLessThanOrEqual(50);
    // What the others still hold is theirs for a minute; after that it may be had.
    test.clock.advance(60_000);
    const rest = await makeAll(instance(), 'ada');
    expect(made.flat().length + rest.length).toBe(50);
  });

  it('lose nothing to one that is killed', async () => {
    const killed = instance({ callerUsd: 5 });
    await makeAll(killed, 'ada', 1);
    test.clock.advance(60_000);
    expect(await makeAll(instance({ callerUsd: 5, totalUsd: 0 }), 'ada')).toHaveLength(249);
  });

  it('have at once what one that stops did not use', async () => {
    const stopping = instance({ callerUsd: 5 });
    await makeAll(stopping, 'ada', 1);
    await stopping.spend.stop();
    expect(await makeAll(instance({ callerUsd: 5, totalUsd: 0 }), 'ada')).toHaveLength(249);
  });
});

describe('live jobs', () => {
  it('of one caller are bounded, and those of others are not', async () => {
    const one = instance({ liveJobs: 3 });
    const made = await Promise.all(['ada', 'ada', 'ada'].map(one.make));
    await expect(one.make('ada')).rejects.toMatchObject({ code: 'too_many_jobs', retryAfterS: 5 });
    await one.make('bob');
    await one.jobs.end(made[0] ?? '', 0.001);
    test.clock.advance(5_000);
    await one.make('ada');
    await expect(one.make('ada')).rejects.toMatchObject({ code: 'too_many_jobs' });
  });

  it('are those of all instances', async () => {
    const first = instance({ liveJobs: 3 });
    await Promise.all(['ada', 'ada', 'ada'].map(first.make));
    await expect(instance({ liveJobs: 3 }).make('ada')).rejects.toMatchObject({ code: 'too_many_jobs' });
  });
});

describe('a usage', () => {
  it('shows what the day has cost, what lives and what was answered for nothing', async () => {
    const one = instance();
    const made = await makeAll(one, 'ada', 3);
    await one.jobs.end(made[0] ?? '', 0.005);
    one.spend.countHit('ada');
    one.spend.countHit('ada');
    await one.spend.flush();
    const other = instance();
    other.spend.countHit('ada');
    await other.spend.flush();
    const usage = await other.spend.usage('ada');
    expect(usage).toMatchObject({ jobs: 3, liveJobs: 2, hits: 3 });
    expect(usage.spentUsd).toBeCloseTo(0.045);
    expect(await other.spend.usage('nobody')).toMatchObject({ jobs: 0, liveJobs: 0, hits: 0, spentUsd: 0 });
    await makeAll(one, 'bob', 1);
    expect((await other.spend.payers(10)).map(({ payer, jobs }) => [payer, jobs])).toEqual([
      ['ada', 3],
      ['bob', 1],
    ]);
  });

  it('counts hits once although they are stored again and again', async () => {
    const one = instance();
    for (let round = 0; round < 3; round += 1) {
      one.spend.countHit('ada');
      await one.spend.flush();
      await one.spend.flush();
    }
    expect(await one.spend.usage('ada')).toMatchObject({ hits: 3 });
  });

  it('counts a hit on its own day, whatever of the day before is still to be stored', async () => {
    const one = instance();
    const firstDay = new Date(test.clock.now()).toISOString().slice(0, 10);
    one.spend.countHit('ada');
    test.clock.advance(DAY_MS);
    one.spend.countHit('ada');
    one.spend.countHit('ada');
    await one.spend.flush();
    expect(await one.spend.usage('ada')).toMatchObject({ hits: 2 });
    const before = await test.firestore.doc(`spend/${firstDay}.ada`).get();
    expect(before.data()).toMatchObject({ hits: { 'instance-0': 1 } });
  });

  it('counts the hits of everybody who comes in a day, and goes on where it has forgotten somebody', async () => {
    const { documents } = test.store();
    const hits = createHitCounts({
      ...{ documents, instance: 'small', clock: test.clock, logger: silentLogger, maxPayers: 3 },
    });
    const flushTwice = async () => {
      await hits.flush();
      await hits.flush();
    };
    for (let payer = 0; payer < 3; payer += 1) {
      hits.count(`early-${payer}`);
    }
    await flushTwice();
    hits.count('late');
    hits.count('early-0');
    await hits.stop();
    const one = instance();
    expect(await one.spend.usage('late')).toMatchObject({ hits: 1 });
    expect(await one.spend.usage('early-0')).toMatchObject({ hits: 2 });
  });
});

it.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['as it is', (fixture) => fixture],
  ['with fields of a later release', withLaterFields],
])(
  'what this release stores of a day, %s, is counted: hits stay, a share of one that is gone does not',
  async (_what, form) => {
    const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26-spend'));
    const stored = form(fixtureNamed(recorded, 'spend'));
    const day = new Date(test.clock.now()).toISOString().slice(0, 10);
    await restore(test.firestore, [{ ...stored, path: `spend/${day}.ada`, fields: { ...stored.fields, day } }]);
    const one = instance();
    one.spend.countHit('ada');
    await one.spend.flush();
    test.clock.advance(10 * 60_000);
    expect(await makeAll(one, 'ada')).toHaveLength(50);
    expect(await one.spend.usage('ada')).toMatchObject({ hits: 42, jobs: 50 });
  },
);
