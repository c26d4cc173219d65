import type { Clock } from '@sets/service-kit';
import { startStoreHarness } from '@sets/store-kit/testing';
import {
  type CrashHook,
  createJobStore,
  createMemoryTier,
  createResultCache,
  type JobOutcome,
  type JobPolicy,
  type JobStore,
  type RedisTier,
  type SubmitInput,
} from '../../src/index.ts';

export interface StoreOptions {
  readonly clock?: Clock;
  readonly crashPoint?: CrashHook;
  readonly policy?: Partial<JobPolicy>;
  readonly redis?: RedisTier;
}

/** The job store on a real server in memory; `store()` makes one more instance, as another process would have it. */
export async function startHarness() {
  const harness = await startStoreHarness();
  return {
    ...harness,
    store(options: StoreOptions = {}): JobStore {
      const clock = options.clock ?? harness.clock;
      return createJobStore({
        store: harness.context({ clock, ...(options.policy === undefined ? {} : { policy: options.policy }) }),
        cache: createResultCache({
          memory: createMemoryTier({ maxBytes: 1_000_000, ttlMs: 30_000, clock }),
          ...(options.redis === undefined ? {} : { redis: options.redis }),
        }),
        ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
        ...(options.policy === undefined ? {} : { policy: options.policy }),
      });
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

export const submission = (contentId: string, more: Partial<SubmitInput> = {}): SubmitInput => ({
  ref: {
    platform: 'tiktok',
    content_id: contentId,
    kind: 'video',
    canonical_url: `https://www.tiktok.com/@coach/video/${contentId}`,
  },
  submittedUrl: `https://www.tiktok.com/@coach/video/${contentId}?_r=1`,
  profile: { name: 'workout', version: '1' },
  language: 'es',
  caller: 'caller-1',
  region: 'us-central1',
  trace: null,
  ...more,
});

export const outcome = (title = 'Leg day'): JobOutcome => ({
  result: { title, exercises: [{ name: 'Squat', sets: [{ reps: 12 }] }] },
  warnings: [],
  evidence: null,
  usage: { model: 'm', region: 'us-central1', input_tokens: 10, output_tokens: 5, model_calls: 1, cost_usd: null },
  timings_ms: { total: 100 },
});

export const worker = { owner: 'worker-1', region: 'us-central1' };

/** Claims a job that must be claimable. */
export async function claimed(store: JobStore, id: string, owner = 'worker-1') {
  const outcome = await store.claimJob(id, { owner, region: 'us-central1' });
  if (outcome.kind !== 'claimed') {
    throw new Error(`expected a claim, got ${outcome.kind}`);
  }
  return outcome.lease;
}

/** Submits what must become a new job, and gives its id. */
export async function submitted(store: JobStore, contentId: string, more: Partial<SubmitInput> = {}): Promise<string> {
  const result = await store.submitJob(submission(contentId, more));
  if (result.kind !== 'new') {
    throw new Error(`expected a new job, got ${result.kind}`);
  }
  return result.snapshot.id;
}
