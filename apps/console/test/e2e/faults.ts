import { until } from '@sets/local-stack';
import { type E2eStack, REGIONS } from './stack.ts';

/** A fault as it is brought about, and how the first screen must name it. */
export interface ShownFault {
  readonly name: string;
  begin(stack: E2eStack): Promise<void>;
  end(stack: E2eStack): Promise<void>;
  readonly sentence: RegExp;
}

const BACKLOG = 500;
const BATCH = 50;

async function overviewHas({ ops }: E2eStack, id: string): Promise<void> {
  await until(`the fault ${id}`, async () => {
    const { body } = await ops.get('/overview');
    return (body as { faults: { id: string }[] }).faults.some((fault) => fault.id.startsWith(id));
  });
}

const deadRegion: ShownFault = {
  name: 'region dead',
  sentence: /The region is dead in europe-west1 since .+: /,
  async begin(e2e) {
    await e2e.stack.workers[1]?.end('SIGTERM');
    await overviewHas(e2e, 'region_down');
  },
  async end({ stack }) {
    await stack.workers[1]?.start();
  },
};

const openCircuit: ShownFault = {
  name: 'circuit open',
  sentence: /The circuit of \S+ at \S+ is open in .+ since .+: /,
  async begin(e2e) {
    await e2e.control.simulators.fault({ upstream: 'gemini', location: 'us', effect: { kind: 'status', status: 500 } });
    await until('an open circuit', async () => {
      await e2e.api.post('/v1/jobs', { url: await e2e.link() });
      const { body } = await e2e.ops.get('/overview');
      return (body as { faults: { id: string }[] }).faults.some(({ id }) => id.startsWith('circuit_open'));
    });
  },
  end: async ({ control }) => void (await control.simulators.heal()),
};

const backlog: ShownFault = {
  name: 'backlog of 500',
  sentence: /A backlog of (4[5-9]\d|[5-9]\d\d|\d{4,}) jobs in us-central1 since .+: /,
  async begin(e2e) {
    await e2e.control.simulators.fault({ upstream: 'scrapecreators', effect: { kind: 'hold' } });
    await until('the backlog', async () => {
      const { body } = await e2e.ops.get('/overview');
      const { regions } = body as { regions: { region: string; queue: { depth: number | null } | null }[] };
      const depth = regions.find(({ region }) => region === REGIONS[0])?.queue?.depth ?? 0;
      if (depth >= BACKLOG) {
        return true;
      }
      const urls = await Promise.all(Array.from({ length: BATCH }, () => e2e.link()));
      await e2e.api.post('/v1/jobs/batch', { jobs: urls.map((url) => ({ url })) });
      return false;
    });
  },
  end: async ({ control }) => void (await control.simulators.heal()),
};

/** The stack was started with a budget that pays no job. */
const usedUpBudget: ShownFault = {
  name: 'budget used up',
  sentence: /The budget of \S+ is used up for today since .+: /,
  begin: (e2e) => overviewHas(e2e, 'budget_used_up'),
  end: async () => {},
};

const firestoreAway: ShownFault = {
  name: 'Firestore away',
  sentence: /Firestore does not answer since .+: /,
  begin: async ({ control }) => void (await control.firestore.fault({ unavailable_ms: 600_000 })),
  end: async ({ control }) => void (await control.firestore.heal()),
};

export const FAULTS = { deadRegion, openCircuit, backlog, usedUpBudget, firestoreAway } as const;
