import { Firestore } from '@google-cloud/firestore';
import { credentials } from '@grpc/grpc-js';
import { startFirestoreEmulator } from '@sets/firestore-emulator';
import type { Clock } from '@sets/service-kit';
import {
  type CrashHook,
  createJobStore,
  createMemoryTier,
  createResultCache,
  type JobOutcome,
  type JobPolicy,
  type JobStore,
  type RedisTier,
  type StoreLogger,
  type SubmitInput,
} from '../../src/index.ts';
import { ManualClock } from './manual-clock.ts';
import { createRecordingDispatcher } from './recording-dispatcher.ts';

export interface StoreOptions {
  readonly clock?: Clock;
  readonly crashPoint?: CrashHook;
  readonly policy?: Partial<JobPolicy>;
  readonly redis?: RedisTier;
}

const silent: StoreLogger = { info: () => {}, warn: () => {}, error: () => {} };

/** The real client on a real server in memory; `store()` makes one more instance, as another process would have it. */
export async function startHarness() {
  const clock = new ManualClock();
  const emulator = await startFirestoreEmulator({ port: 0, file: ':memory:', clock });
  const firestore = new Firestore({
    projectId: 'test',
    servicePath: emulator.host,
    port: emulator.port,
    sslCreds: credentials.createInsecure(),
    customHeaders: { Authorization: 'Bearer owner' },
    // Without it the first call looks for a metadata server.
    universeDomain: 'googleapis.com',
    ignoreUndefinedProperties: true,
  });
  const dispatcher = createRecordingDispatcher();
  return {
    clock,
    emulator,
    firestore,
    dispatcher,
    store: (options: StoreOptions = {}): JobStore =>
      createJobStore({
        firestore,
        dispatcher,
        clock: options.clock ?? clock,
        random: () => 0.5,
        logger: silent,
        cache: createResultCache({
          memory: createMemoryTier({ maxBytes: 1_000_000, ttlMs: 30_000, clock: options.clock ?? clock }),
          ...(options.redis === undefined ? {} : { redis: options.redis }),
        }),
        ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
        ...(options.policy === undefined ? {} : { policy: options.policy }),
      }),
    async close() {
      await firestore.terminate();
      await emulator.close();
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
