import type { Clock } from '@sets/clock';
import type { CarriedJob } from '@sets/contract';
import { silentLogger } from '@sets/service-kit';
import type { SpanHook } from '@sets/store-kit';
import { startTestStore } from '@sets/store-kit/testing';
import { jobsWith } from '../../src/create-jobs.ts';
import { JOBS_INDEXES } from '../../src/documents/indexes.ts';
import type { JobDocument } from '../../src/documents/job-document.ts';
import type { Announce, CrashHook, JobOutcome, JobsFacades, JobView, SubmitOutcome } from '../../src/index.ts';
import type { JobPolicy } from '../../src/policy.ts';
import { createMemoryTier } from '../../src/results/memory-tier.ts';
import type { RedisTier } from '../../src/results/redis-tier.ts';
import { createResultCache } from '../../src/results/result-cache.ts';
import type { SubmitInput } from '../../src/submit/new-job.ts';

export interface StoreOptions {
  readonly clock?: Clock;
  readonly crashPoint?: CrashHook;
  readonly announce?: Announce;
  readonly forgetElsewhere?: (caller: string) => Promise<number>;
  readonly policy?: Partial<JobPolicy>;
  readonly redis?: RedisTier;
  readonly timeoutMs?: number;
  readonly span?: SpanHook;
}

/** Jobs on a real server in memory; `store()` makes one more instance, as another process would have it. */
export async function startHarness() {
  const test = await startTestStore(JOBS_INDEXES);
  return {
    ...test,
    documents: () => test.store().documents,
    store({ redis, clock = test.clock, timeoutMs, span, ...options }: StoreOptions = {}): JobsFacades {
      const limits = timeoutMs === undefined ? {} : { timeoutMs };
      const store = test.store({ clock, ...limits, ...(span === undefined ? {} : { span }) });
      const cache = createResultCache({
        memory: createMemoryTier({ maxBytes: 1_000_000, clock }),
        ...{ documents: store.documents, clock, logger: silentLogger },
        ...(redis === undefined ? {} : { redis }),
      });
      return jobsWith({ store, clock, random: () => 0.5, logger: silentLogger, ...options }, cache);
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
  chooseRegion: () => 'us-central1',
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
export async function claimed(
  { jobs }: Pick<JobsFacades, 'jobs'>,
  id: string,
  { owner = 'worker-1', asCreated }: { readonly owner?: string; readonly asCreated?: CarriedJob | undefined } = {},
) {
  const outcome = await jobs.claim(id, { owner, region: 'us-central1', asCreated });
  if (outcome.kind !== 'claimed') {
    throw new Error(`expected a claim, got ${outcome.kind}`);
  }
  return outcome.lease;
}

/** Submits what must become a new job, and gives its id. */
export async function submitted(
  { jobs }: Pick<JobsFacades, 'jobs'>,
  contentId: string,
  more: Partial<SubmitInput> = {},
): Promise<string> {
  const result = await jobs.submit(submission(contentId, more));
  if (result.kind !== 'new') {
    throw new Error(`expected a new job, got ${result.kind}`);
  }
  return result.snapshot.job.id;
}

/** The job behind what a submit made or joined; null for what was known. */
export const jobIdOf = (outcome: SubmitOutcome): string | null =>
  'snapshot' in outcome ? outcome.snapshot.job.id : null;

/** The whole job behind a view. */
export function jobOf(view: JobView): JobDocument {
  if (view.kind === 'value') {
    throw new Error('no job is behind a known value');
  }
  return view.snapshot.job;
}
