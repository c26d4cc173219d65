import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RolloutFailedError, type RolloutPlatform, rollBack, rollOut, type Service } from './rollout.ts';

const SERVICES: readonly Service[] = ['worker', 'api'];
const REGIONS = ['us-central1', 'us-east1', 'europe-west1'];

/** Cloud Run in memory: which revision has which share, and a step that fails. */
function platform(options: { readonly failAt?: number; readonly isNew?: boolean } = {}) {
  const shares = new Map<string, Readonly<Record<string, number>>>();
  const made = new Map<string, string[]>();
  const log: string[] = [];
  let step = 0;
  let taken = false;
  const at = (what: string): void => {
    log.push(what);
    step += 1;
    if (!taken && step === options.failAt) {
      taken = true;
      throw new Error(`${what} failed`);
    }
  };
  for (const region of REGIONS) {
    for (const service of SERVICES) {
      const key = `${service} ${region}`;
      made.set(key, options.isNew === true ? [] : [`${service}-1`]);
      if (options.isNew !== true) {
        shares.set(key, { [`${service}-1`]: 100 });
      }
    }
  }
  const marked = new Map<string, string>();
  const self: RolloutPlatform = {
    async serving(service, region) {
      const [most] = Object.entries(shares.get(`${service} ${region}`) ?? {}).toSorted(([, a], [, b]) => b - a);
      return most?.[0] ?? null;
    },
    async deploy(service, region) {
      at(`deploy ${service} ${region}`);
      const revisions = made.get(`${service} ${region}`) ?? [];
      const revision = `${service}-${revisions.length + 1}`;
      revisions.push(revision);
      return revision;
    },
    async split(service, region, wanted) {
      at(`split ${service} ${region} ${JSON.stringify(wanted)}`);
      shares.set(`${service} ${region}`, wanted);
    },
    async smoke(service, region) {
      at(`smoke ${service} ${region}`);
    },
    async remember(service, region, revision) {
      at(`remember ${service} ${region}`);
      marked.set(`${service} ${region}`, revision);
    },
    async remembered(service, region) {
      return marked.get(`${service} ${region}`) ?? null;
    },
  };
  const serves = () => Object.fromEntries([...shares].map(([key, of]) => [key, of]));
  return { self, log, serves, steps: () => step };
}

const all = (revision: number) =>
  Object.fromEntries(
    REGIONS.flatMap((region) => SERVICES.map((one) => [`${one} ${region}`, { [`${one}-${revision}`]: 100 }])),
  );
const options = { services: SERVICES, regions: REGIONS, say: () => {} };

it('goes region by region: no traffic, smoke test, a tenth, smoke test, all', async () => {
  const { self, log, serves } = platform();
  await rollOut(self, options);
  expect(serves()).toEqual(all(2));
  expect(log.slice(0, 5)).toEqual([
    'deploy worker us-central1',
    'smoke worker us-central1',
    'split worker us-central1 {"worker-2":10,"worker-1":90}',
    'smoke worker us-central1',
    'split worker us-central1 {"worker-2":100}',
  ]);
  const steps = log.filter((line) => !line.startsWith('remember'));
  expect(steps.findIndex((line) => line.includes('us-east1'))).toBeGreaterThan(
    steps.findLastIndex((line) => line.includes('us-central1')),
  );
  expect(log.slice(-6).every((line) => line.startsWith('remember'))).toBe(true);
});

it('takes every region back, whichever step fails', async () => {
  const { steps } = await (async () => {
    const whole = platform();
    await rollOut(whole.self, options);
    return whole;
  })();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: steps() }), async (failAt) => {
      const { self, serves } = platform({ failAt });
      await expect(rollOut(self, options)).rejects.toThrow(RolloutFailedError);
      expect(serves()).toEqual(all(1));
    }),
  );
});

it('takes every region back when it is interrupted, at whichever step', async () => {
  const whole = platform();
  await rollOut(whole.self, options);
  const moves = whole.log.filter((line) => !line.startsWith('remember'));
  for (const [index, move] of moves.slice(0, -1).entries()) {
    const { self, log, serves } = platform();
    const interrupted = new AbortController();
    const watched: RolloutPlatform = { ...self };
    for (const step of ['deploy', 'split', 'smoke'] as const) {
      Object.assign(watched, {
        async [step](...args: Parameters<RolloutPlatform[typeof step]>) {
          const told = await (self[step] as (...given: unknown[]) => Promise<unknown>)(...args);
          if (log.length > index) {
            interrupted.abort(new Error('Interrupted'));
          }
          return told;
        },
      });
    }
    await expect(rollOut(watched, { ...options, signal: interrupted.signal }), move).rejects.toThrow('Interrupted');
    expect(serves(), move).toEqual(all(1));
  }
});

it('deploys what has served nothing yet, all at once', async () => {
  const { self, serves, log } = platform({ isNew: true });
  await rollOut(self, options);
  expect(serves()).toEqual(all(1));
  expect(log.filter((line) => line.includes(':10,'))).toEqual([]);
});

describe('a rollback', () => {
  it('takes every region to the revision before, and a later rollout moves traffic all the same', async () => {
    const { self, serves } = platform();
    await rollOut(self, options);
    await rollBack(self, options);
    expect(serves()).toEqual(all(1));
    await rollOut(self, options);
    expect(serves()).toEqual(all(3));
  });

  it('leads to what served before, not to a newer revision that never passed its smoke test', async () => {
    const { self, serves } = platform();
    await rollOut(self, options);
    const failing = { ...self, smoke: () => Promise.reject(new Error('it answers 500')) };
    await expect(rollOut(failing, options)).rejects.toThrow(RolloutFailedError);
    expect(serves()).toEqual(all(2));
    await rollBack(self, options);
    expect(serves()).toEqual(all(1));
  });

  it('leads all of them to what it led to before a rollout that failed while it marked them', async () => {
    const { self, serves } = platform();
    await rollOut(self, options);
    let left = 3;
    const failing: RolloutPlatform = {
      ...self,
      async remember(...mark) {
        left -= 1;
        if (left === 0) {
          throw new Error('quota');
        }
        await self.remember(...mark);
      },
    };
    await expect(rollOut(failing, options)).rejects.toThrow(RolloutFailedError);
    expect(serves()).toEqual(all(2));
    await rollBack(self, options);
    expect(serves()).toEqual(all(1));
  });

  it('changes nothing where one service has nothing to go back to', async () => {
    const { self, log } = platform();
    await rollOut(self, options);
    const without: RolloutPlatform = {
      ...self,
      remembered: async (service, region) =>
        region === 'europe-west1' ? null : await self.remembered(service, region),
    };
    const before = log.length;
    await expect(rollBack(without, options)).rejects.toThrow('api in europe-west1 has no revision before');
    expect(log).toHaveLength(before);
  });

  it('goes on after a region that cannot be taken back, and comes back to that one alone', async () => {
    const { self, serves, log } = platform();
    await rollOut(self, options);
    const failing: RolloutPlatform = {
      ...self,
      split: (service, region, shares) =>
        region === 'us-east1' ? Promise.reject(new Error('quota')) : self.split(service, region, shares),
    };
    await expect(rollBack(failing, options)).rejects.toThrow('api in us-east1, worker in us-east1');
    const before = log.length;
    await rollBack(self, options);
    expect(serves()).toEqual(all(1));
    expect(log.slice(before).map((line) => line.split(' ')[2])).toEqual(['us-east1', 'us-east1']);
    await expect(rollBack(self, options)).rejects.toThrow('serves the revision before the last rollout already');
  });
});

it('takes back to what most traffic went to where a rollout before it was cut off half way', async () => {
  const { self, serves } = platform();
  await self.deploy('worker', 'us-central1');
  await self.split('worker', 'us-central1', { 'worker-2': 10, 'worker-1': 90 });
  const failing = { ...self, smoke: () => Promise.reject(new Error('it answers 500')) };
  await expect(rollOut(failing, options)).rejects.toThrow(RolloutFailedError);
  expect(serves()).toEqual(all(1));
});
