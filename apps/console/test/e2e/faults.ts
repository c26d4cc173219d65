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

interface SeenOverview {
  readonly faults: readonly { readonly id: string }[];
  readonly regions: readonly { readonly region: string; readonly queue: { readonly depth: number | null } | null }[];
}

/** Nothing where the API has no time just now. */
async function overviewOf({ ops }: E2eStack): Promise<SeenOverview> {
  const { status, body } = await ops.get('/overview');
  return status === 200 ? (body as SeenOverview) : { faults: [], regions: [] };
}

const hasFault = async (e2e: E2eStack, id: string): Promise<boolean> =>
  (await overviewOf(e2e)).faults.some((fault) => fault.id.startsWith(id));

async function depthOf(e2e: E2eStack): Promise<number> {
  const { regions } = await overviewOf(e2e);
  return regions.find(({ region }) => region === REGIONS[0])?.queue?.depth ?? 0;
}

async function submitBatch({ api, link }: E2eStack): Promise<void> {
  const urls = await Promise.all(Array.from({ length: BATCH }, () => link()));
  await api.post('/v1/jobs/batch', { jobs: urls.map((url) => ({ url })) });
}

/** Jobs that are accepted from now on wait in their first stage. */
const holdJobs = async ({ control }: E2eStack): Promise<void> =>
  void (await control.simulators.fault({ upstream: 'scrapecreators', effect: { kind: 'hold' } }));

const deadRegion: ShownFault = {
  name: 'region dead',
  sentence: /The region is dead in europe-west1 since .+: /,
  async begin(e2e) {
    await e2e.stack.workers[1]?.end('SIGTERM');
    await until('a dead region', () => hasFault(e2e, 'region_down'));
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
      return await hasFault(e2e, 'circuit_open');
    });
  },
  end: async ({ control }) => void (await control.simulators.heal()),
};

const backlog: ShownFault = {
  name: 'backlog of 500',
  sentence: /A backlog of (4[5-9]\d|[5-9]\d\d|\d{4,}) jobs in us-central1 since .+: /,
  async begin(e2e) {
    await holdJobs(e2e);
    for (let sent = await depthOf(e2e); sent < BACKLOG; sent += BATCH) {
      await submitBatch(e2e);
    }
    await until('the backlog', async () => {
      const isThere = (await depthOf(e2e)) >= BACKLOG;
      if (!isThere) {
        await submitBatch(e2e);
      }
      return isThere;
    });
  },
  end: async ({ control }) => void (await control.simulators.heal()),
};

/** Each job reserves its part of the budget until it ends, and none ends: so many are submitted as there is money for. */
const usedUpBudget: ShownFault = {
  name: 'budget used up',
  sentence: /The budget of \S+ is used up for today since .+: /,
  async begin(e2e) {
    await holdJobs(e2e);
    await until('a used up budget', async () => {
      if (await hasFault(e2e, 'budget_used_up')) {
        return true;
      }
      await submitBatch(e2e);
      return false;
    });
  },
  end: async ({ control }) => void (await control.simulators.heal()),
};

const firestoreAway: ShownFault = {
  name: 'Firestore away',
  sentence: /Firestore does not answer since .+: /,
  begin: async ({ control }) => void (await control.firestore.fault({ unavailable_ms: 600_000 })),
  end: async ({ control }) => void (await control.firestore.heal()),
};

export const FAULTS = { deadRegion, openCircuit, backlog, usedUpBudget, firestoreAway } as const;
