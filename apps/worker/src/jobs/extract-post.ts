import type { Clock } from '@sets/clock';
import type { Usage, Warning } from '@sets/contract';
import { type Extractor, getProfile } from '@sets/extraction';
import type { CrashHook, Files, JobLease, JobOutcome } from '@sets/jobs';
import type { Logger, Tracer } from '@sets/service-kit';
import type { FetchOptions, Media, MediaCost, Post, VideoSource } from '@sets/video-source';
import { createCallAllowance } from '../models/call-allowance.ts';
import { createGenerate, type GenerateDeps } from '../models/generate.ts';
import { createMostTelling } from '../models/most-telling.ts';
import { addUsage } from './add-usage.ts';
import { isTriedAgain } from './end-failed-run.ts';
import { createJobSpend, type JobSpend, type Prices } from './job-spend.ts';
import type { OutageWitnesses } from './lone-outage.ts';
import { refOf, sourceOf } from './post-source.ts';
import { findSameFile } from './same-file.ts';
import { createStepTimes, type StepTimes } from './step-times.ts';

export interface ExtractPostDeps {
  readonly source: VideoSource;
  readonly extractor: Extractor;
  readonly models: GenerateDeps;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tracer: Pick<Tracer, 'span'>;
  readonly crashPoint: CrashHook;
  readonly prices: Prices;
  readonly files: Files;
  readonly outages: OutageWitnesses;
  /** Hears of each US dollar, and part of one, as it is spent. */
  readonly onSpent?: (usd: number) => void;
}

/** No model was asked. */
const NO_USAGE: Usage = {
  ...{ model: null, region: null, input_tokens: 0, output_tokens: 0, model_calls: 0, cost_usd: 0 },
};

/** How far along a job is once its post is known. */
const EXTRACTING_PROGRESS = 0.5;

/**
 * From a claimed job to its result: metadata, then text and media side by side. What is found and spent on the way is
 * noted on the lease, which keeps it however the run ends.
 */
export async function extractPost(deps: ExtractPostDeps, lease: JobLease, signal: AbortSignal): Promise<JobOutcome> {
  const { job } = lease;
  const times = createStepTimes(deps.clock, (timings_ms) => lease.note({ timings_ms }), deps.tracer);
  times.set('queued', Math.max(0, (job.lease?.claimed_at ?? job.created_at) - job.created_at));

  const spend = createJobSpend(job.spent, deps.prices, (spent, grownUsd) => {
    lease.note({ spent });
    deps.onSpent?.(grownUsd);
  });
  const fetching = { signal, onCost: costNoter(spend) };

  const post = await fetchPost(deps, lease, times, fetching);
  const source = sourceOf(post, job.source.submitted_url);
  lease.note({ source });
  const showProgress = (preview: Record<string, unknown> | null): void => {
    // A lost progress write costs nothing: the ending carries all of it.
    lease.progress({ stage: 'extracting', progress: EXTRACTING_PROGRESS, source, preview }).catch((error: unknown) => {
      deps.logger.warn('The progress could not be stored', { error });
    });
  };
  const profile = getProfile(job.profile);
  // One progress write: with the preview where words promise one, else as soon as the post is known.
  if (!profile.textFirst || (post.caption === null && post.transcript === null)) {
    showProgress(null);
  }

  let leftOut: readonly Warning[] = [];
  const loadMedia = async (mediaSignal: AbortSignal): Promise<Media> => {
    const media = await fetchMedia(deps, post, times, { ...fetching, signal: mediaSignal });
    leftOut = media.warnings;
    return media;
  };
  // A file has no words to begin with, and its bytes may be known under another link.
  const file = post.ref.platform === 'direct' ? await loadMedia(signal) : null;
  const known = file === null ? null : await findSameFile(deps, lease, file, signal);
  if (known !== null) {
    times.mark('work');
    return { ...known, usage: addUsage(job.usage, NO_USAGE), source, timings_ms: times.read() };
  }
  const { failedCalls, modelCalls } = lease.budget();
  const count = (answered: boolean): void => lease.countModelCall(answered);
  const allowance = createCallAllowance({ failedCalls, isSuspect: job.attempt > 1, count });
  const telling = createMostTelling();
  const { result, warnings, evidence, basis, usage, timingsMs } = await deps.extractor
    .extract({
      generate: telling.over(createGenerate(deps.models, allowance)),
      profile,
      language: job.language,
      post: { ...post, kind: post.ref.kind },
      media: async (mediaSignal) => (file ?? (await loadMedia(mediaSignal))).parts,
      callsLeft: modelCalls,
      isRetried: (problem) => isTriedAgain(deps.outages, lease, problem),
      signal,
      onUsage: (spent, chargedUsd) => {
        spend.models(chargedUsd);
        lease.note({ usage: addUsage(job.usage, spent) });
      },
      onPreview: (preview) => {
        times.mark('preview');
        showProgress(preview);
      },
    })
    .catch((error: unknown) => {
      throw telling.of(error);
    });
  for (const [step, ms] of Object.entries(timingsMs)) {
    times.set(step, ms);
  }
  times.mark('work');
  return {
    result,
    // What is missing of the media is no matter where the words alone were enough.
    warnings: [...post.warnings, ...(basis === 'media' ? leftOut : []), ...warnings],
    evidence: { ...evidence, basis },
    usage: addUsage(job.usage, usage),
    source,
    timings_ms: times.read(),
  };
}

const costNoter =
  (spend: JobSpend) =>
  (cost: MediaCost): void =>
    cost.kind === 'staged' ? spend.staged(cost.bytes) : spend.scraperCredit();

async function fetchPost(
  { source, crashPoint }: ExtractPostDeps,
  { job }: JobLease,
  times: StepTimes,
  options: FetchOptions,
): Promise<Post> {
  await crashPoint('fetch_post.before');
  const post = await times.measure('metadata', () => source.fetchPost(refOf(job.source), options));
  await crashPoint('fetch_post.after');
  return post;
}

async function fetchMedia(
  { source, crashPoint }: ExtractPostDeps,
  post: Post,
  times: StepTimes,
  options: FetchOptions,
): Promise<Media> {
  await crashPoint('fetch_media.before');
  const media = await times.measure('download', () => source.fetchMedia(post, options));
  await crashPoint('fetch_media.after');
  return media;
}
