import type { Clock } from '@sets/clock';
import { type ContentRef, PROBLEMS, ProblemError, type Source, type Usage } from '@sets/contract';
import { type Extraction, type Extractor, getProfile, sanitiseText } from '@sets/extraction';
import type { CrashHook, JobLease } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import type { Post, VideoSource } from '@sets/video-source';
import { createGenerate, type GenerateDeps } from '../models/generate.ts';
import type { AttemptOutcome } from './job-metrics.ts';

export interface RunJobDeps {
  readonly source: VideoSource;
  readonly extractor: Extractor;
  readonly models: GenerateDeps;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly crashPoint: CrashHook;
  /** Aborts when this instance has to hand its jobs back. */
  readonly shutdown: AbortSignal;
}

/** How far along a job is once its post is known. */
const EXTRACTING_PROGRESS = 0.5;

const refOf = ({ platform, content_id, kind, canonical_url }: Source): ContentRef => ({
  platform,
  content_id,
  kind,
  canonical_url,
});

/** Characters. The platforms allow fewer; what stands there otherwise is no name. */
const MAX_AUTHOR = 100;
const MAX_TITLE = 300;

/** A stranger's words on their way to pages, terminals and logs. */
const shown = (text: string | null, maxLength: number): string | null =>
  text === null ? null : sanitiseText(text, maxLength) || null;

const sourceOf = (post: Post, submittedUrl: string): Source => ({
  ...post.ref,
  submitted_url: submittedUrl,
  author: shown(post.author, MAX_AUTHOR),
  title: shown(post.title, MAX_TITLE),
  duration_s: post.durationS,
  thumbnail_url: post.thumbnailUrl,
});

/**
 * The pipeline of one claimed job: metadata, then text and media side by side, then one fenced ending. Resolves when
 * the job is ended, requeued, handed back, or no longer ours; rejects only when that could not be stored.
 */
export async function runJob(deps: RunJobDeps, lease: JobLease): Promise<AttemptOutcome> {
  const { clock } = deps;
  const work = new AbortController();
  const signal = AbortSignal.any([work.signal, lease.lost, deps.shutdown]);
  const cancelDeadline = clock.schedule(() => work.abort(new ProblemError('job_expired')), lease.budget().workMs);
  try {
    const completed = await lease.complete(await extract(deps, lease, signal));
    return completed.kind === 'written' ? 'succeeded' : 'lost';
  } catch (error) {
    return await settle(deps, lease, error);
  } finally {
    cancelDeadline();
    lease.release();
    // A signal made from one that lives as long as the process is kept, with its listeners, until one of its sources
    // aborts: 1.1 KB a job, measured, and whatever a forgotten listener holds.
    work.abort();
  }
}

type Outcome = Parameters<JobLease['complete']>[0];

async function extract(deps: RunJobDeps, lease: JobLease, signal: AbortSignal): Promise<Outcome> {
  const { clock, crashPoint } = deps;
  const { job } = lease;
  const startedAt = clock.monotonic();
  const timings: Record<string, number> = {
    queued: Math.max(0, (job.lease?.claimed_at ?? job.created_at) - job.created_at),
  };
  const timed = async <T>(step: string, run: () => Promise<T>): Promise<T> => {
    const from = clock.monotonic();
    try {
      return await run();
    } finally {
      timings[step] = Math.round(clock.monotonic() - from);
      lease.note({ timings_ms: { ...timings } });
    }
  };

  await crashPoint('fetch_post.before');
  const post = await timed('metadata', () => deps.source.fetchPost(refOf(job.source), { signal }));
  await crashPoint('fetch_post.after');
  const source = sourceOf(post, job.source.submitted_url);
  lease.note({ source });
  const progress = (preview: Record<string, unknown> | null): void => {
    // A lost progress write costs nothing: the ending carries all of it.
    lease.progress({ stage: 'extracting', progress: EXTRACTING_PROGRESS, source, preview }).catch((error: unknown) => {
      deps.logger.warn('The progress could not be stored', { error });
    });
  };
  const profile = getProfile(job.profile);
  // One progress write: with the preview where words promise one, else as soon as the post is known.
  if (!profile.textFirst || (post.caption === null && post.transcript === null)) {
    progress(null);
  }

  const extraction = await deps.extractor.extract({
    generate: createGenerate(deps.models, () => lease.countModelCall()),
    profile,
    language: job.language,
    post: { ...post, kind: post.ref.kind },
    media: async (mediaSignal) => {
      await crashPoint('fetch_media.before');
      const media = await timed('download', () => deps.source.fetchMedia(post, { signal: mediaSignal }));
      await crashPoint('fetch_media.after');
      return media.parts;
    },
    callsLeft: lease.budget().modelCalls,
    signal,
    onUsage: (usage) => lease.note({ usage: addUsage(job.usage, usage) }),
    onPreview: (preview) => {
      timings.preview = Math.round(clock.monotonic() - startedAt);
      progress(preview);
    },
  });
  for (const [step, ms] of Object.entries(extraction.timingsMs)) {
    timings[step] = Math.round(ms);
  }
  timings.work = Math.round(clock.monotonic() - startedAt);
  return outcomeOf(extraction, addUsage(job.usage, extraction.usage), source, timings);
}

function outcomeOf(extraction: Extraction, usage: Usage, source: Source, timings: Record<string, number>): Outcome {
  const { result, warnings, evidence, basis } = extraction;
  return { result, warnings: [...warnings], evidence: { ...evidence, basis }, usage, source, timings_ms: timings };
}

/** The sum over the job's attempts; model and location are those of the last. An unpriced call makes the cost unknown. */
function addUsage(earlier: Usage | null, usage: Usage): Usage {
  if (earlier === null) {
    return usage;
  }
  const costUsd = earlier.cost_usd === null || usage.cost_usd === null ? null : earlier.cost_usd + usage.cost_usd;
  return {
    model: usage.model,
    region: usage.region,
    input_tokens: earlier.input_tokens + usage.input_tokens,
    output_tokens: earlier.output_tokens + usage.output_tokens,
    model_calls: earlier.model_calls + usage.model_calls,
    cost_usd: costUsd,
  };
}

/** What becomes of a job whose attempt failed. */
async function settle(deps: RunJobDeps, lease: JobLease, error: unknown): Promise<AttemptOutcome> {
  if (lease.lost.aborted) {
    deps.logger.info('The job is no longer ours; its work was stopped', { error: lease.lost.reason });
    return 'lost';
  }
  if (deps.shutdown.aborted) {
    const handed = await lease.handBack();
    return handed.kind === 'written' ? 'handed_back' : 'lost';
  }
  const problem = error instanceof ProblemError ? error : new ProblemError('internal', { cause: error });
  const fields = { code: problem.code, error: problem.cause ?? problem };
  if (problem.code === 'internal') {
    deps.logger.error('The attempt failed', fields);
  } else {
    deps.logger.info(`The attempt ended with ${problem.code}`, fields);
  }
  if (problem.retryable) {
    const retried = await lease.retry(
      problem,
      problem.retryAfterS === undefined ? undefined : problem.retryAfterS * 1_000,
    );
    return retried.kind === 'requeued' ? 'requeued' : retried.kind === 'gave_up' ? 'failed' : 'lost';
  }
  const failed = await lease.fail(problem);
  if (failed.kind !== 'written') {
    return 'lost';
  }
  return PROBLEMS[problem.code].status < 500 ? 'declined' : 'failed';
}
