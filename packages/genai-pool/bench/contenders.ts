import { setTimeout as sleep } from 'node:timers/promises';
import { GoogleGenAI } from '@google/genai';
import {
  AllEndpointsUnavailable,
  createBottleneckQueue,
  createGenAiPool,
  type GenAiPool,
  type PoolObserver,
  type Random,
  ReplyFailure,
  systemClock,
} from '../src/index.ts';
import type { PoolPolicyOverrides } from '../src/policy.ts';
import type { Cloud } from './cloud.ts';
import { seededRandom } from './seeded.ts';

export const REGIONS = ['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1'] as const;
export const HOME = 'us-central1';
export const MODEL = 'gemini-3.5-flash-lite';
const ENDPOINTS = REGIONS.map((location) => ({ model: MODEL, location }));
export const ATTEMPT_TIMEOUT_MS = 45_000;

export type ContenderName = 'pool' | 'pool_job' | 'bare' | 'round_robin' | 'pool_bare';
export const CONTENDERS: Readonly<Record<ContenderName, string>> = {
  pool: 'this pool',
  pool_job: 'this pool, run up to 3 times when it says',
  bare: 'bare SDK client',
  round_robin: 'round-robin, SDK retries on',
  pool_bare: 'this pool, failover and hedging off',
};

export interface Contender {
  readonly name: ContenderName;
  /** One request; resolves when answered well, rejects otherwise. */
  request(): Promise<void>;
  readonly pool: GenAiPool | null;
  close(): void;
}

export interface Setting {
  readonly cloud: Cloud;
  /** Names the contender's own copy of the cloud. */
  readonly run: string;
  readonly scale: number;
  readonly streaming: boolean;
  readonly observer?: PoolObserver;
  readonly policy?: PoolPolicyOverrides;
}

/** The pool's clock, running `scale` times faster: shipped defaults keep their meaning in benchmark time. */
export function scaledClock(scale: number): typeof systemClock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now() * scale,
    schedule: (callback, ms) => systemClock.schedule(callback, ms / scale),
  };
}

export function createContender(name: ContenderName, setting: Setting): Contender {
  if (name !== 'bare' && name !== 'round_robin') {
    return createPoolContender(name, setting);
  }
  const regions = name === 'bare' ? [HOME] : REGIONS;
  // The SDK's own defaults (5 attempts, 1 s doubling to 60 s), brought to benchmark time.
  const retryOptions = { attempts: 5, initialDelay: 1 / setting.scale, maxDelay: 60 / setting.scale };
  const clients = regions.map((location) =>
    createClient(setting, location, name === 'bare' ? undefined : retryOptions),
  );
  let turn = 0;
  return {
    name,
    pool: null,
    async request() {
      const client = clients[turn++ % clients.length];
      if (client !== undefined) {
        await generate(client, setting, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS / setting.scale));
      }
    },
    close: () => undefined,
  };
}

export function createClient(
  { cloud, run }: Pick<Setting, 'cloud' | 'run'>,
  location: string,
  retryOptions?: { attempts: number; initialDelay: number; maxDelay: number },
): GoogleGenAI {
  const httpOptions = { baseUrl: cloud.baseUrl(run, location), ...(retryOptions ? { retryOptions } : {}) };
  return new GoogleGenAI({ apiKey: 'none', httpOptions });
}

export async function generate(
  client: GoogleGenAI,
  { streaming }: Pick<Setting, 'streaming'>,
  abortSignal?: AbortSignal,
): Promise<void> {
  const request = { model: MODEL, contents: 'x', config: abortSignal ? { abortSignal } : {} };
  let finishReason: unknown;
  if (streaming) {
    for await (const chunk of await client.models.generateContentStream(request)) {
      finishReason = chunk.candidates?.[0]?.finishReason ?? finishReason;
    }
  } else {
    finishReason = (await client.models.generateContent(request)).candidates?.[0]?.finishReason;
  }
  if (finishReason === undefined) {
    throw new ReplyFailure('endpoint', 'the answer was cut');
  }
}

function createPoolContender(name: 'pool' | 'pool_job' | 'pool_bare', setting: Setting): Contender {
  const { scale, observer, policy } = setting;
  const clients = new Map<string, GoogleGenAI>(REGIONS.map((location) => [location, createClient(setting, location)]));
  const pool = createGenAiPool({
    endpoints: ENDPOINTS,
    clock: scaledClock(scale),
    random: seededRandom(7),
    // bottleneck keeps its own timers, so its interval is brought to benchmark time.
    createPacingQueue: (intervalMs) => createBottleneckQueue(intervalMs / scale),
    ...(observer ? { observer } : {}),
    ...(policy ? { policy } : {}),
  });
  const options =
    name === 'pool_bare' ? { prefer: HOME, maxAttempts: 1 } : { prefer: HOME, hedge: { sizeBucket: 'video' } };
  const random = seededRandom(9);
  const runOnce = () =>
    pool.run(async ({ location }, signal) => {
      const client = clients.get(location);
      if (client !== undefined) {
        await generate(client, setting, signal);
      }
    }, options);
  return {
    name,
    pool,
    async request() {
      if (name === 'pool_job') {
        await runWhenItSays(runOnce, scale, random);
      } else {
        await runOnce();
      }
    },
    close: () => pool.close(),
  };
}

/** What a job queue does with a rejection: it comes back at the stated time, not in step with all others. */
async function runWhenItSays(runOnce: () => Promise<unknown>, scale: number, random: Random, tries = 3): Promise<void> {
  try {
    await runOnce();
  } catch (error) {
    if (!(error instanceof AllEndpointsUnavailable) || tries === 1) {
      throw error;
    }
    await sleep((error.retryAfterMs * (1 + random())) / scale);
    await runWhenItSays(runOnce, scale, random, tries - 1);
  }
}
