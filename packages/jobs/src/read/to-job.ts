import { isoTime } from '@sets/clock';
import { isTerminal, type Job, ProblemError, type ServedFrom, type Source, toJobError } from '@sets/contract';
import type { JobDocument } from '../documents/job-document.ts';
import type { ResultValue } from '../documents/result-document.ts';
import { valueId } from '../views/view-id.ts';

export interface ToJobOptions {
  readonly servedFrom: ServedFrom;
  /** What this caller gave with its submit; null hides the metadata of whoever submitted first. */
  readonly metadata: Record<string, string> | null;
  /** The link as this caller sent it, when it differs from the first caller's. */
  readonly submittedUrl?: string;
}

/** A job as someone sees it who joined it. Times in milliseconds since the epoch. */
export interface JoinedOptions extends ToJobOptions {
  readonly id?: string;
  readonly deadlineAt?: number | null;
  readonly createdAt?: number;
  /** When it gave up waiting; for it the job has ended then. */
  readonly leftAt?: number | null;
}

/** While alive, a client is asked back after a second; a queue that backs off gives it more time. */
const POLL_AFTER_MS = 1_000;

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/** Where a caller finds what it knows by `id`. */
export function linksOf(id: string, done: boolean, key: string | null): Job['links'] {
  const self = `/v1/jobs/${id}`;
  return {
    self,
    events: `${self}/events`,
    cancel: done ? null : `${self}/cancel`,
    result: key === null ? null : `/v1/results/${key}`,
  };
}

/** In the contract's order, whichever the store kept. */
const sourceOf = (source: Source, submittedUrl = source.submitted_url): Source => ({
  platform: source.platform,
  content_id: source.content_id,
  kind: source.kind,
  canonical_url: source.canonical_url,
  submitted_url: submittedUrl,
  author: source.author,
  title: source.title,
  duration_s: source.duration_s,
  thumbnail_url: source.thumbnail_url,
});

/** What a job looks like to someone who has left it while it went on. */
const leftAlone = (job: JobDocument, leftAt: number): JobDocument => ({
  ...job,
  ...{ status: 'canceled', stage: null, result: null, warnings: [], usage: null },
  ...{ error: toJobError(new ProblemError('job_canceled')), finished_at: leftAt },
});

/** The body of every answer about a job, from its document. */
export function toJob(stored: JobDocument, options: JoinedOptions): Job {
  const { servedFrom, metadata, submittedUrl, leftAt = null } = options;
  const { id = stored.id, createdAt = stored.created_at, deadlineAt = stored.asked_deadline_at } = options;
  const job = leftAt === null ? stored : leftAlone(stored, leftAt);
  const done = isTerminal(job.status);
  return {
    id,
    status: job.status,
    done,
    stage: job.stage,
    progress: job.progress,
    profile: job.profile,
    language: job.language,
    preview: done ? null : job.preview,
    attempt: job.attempt,
    queue: job.status === 'queued' ? { ahead: null, eta_ms: null } : null,
    poll_after_ms: done ? 0 : POLL_AFTER_MS,
    served_from: servedFrom,
    source: sourceOf(job.source, submittedUrl),
    result: job.result,
    warnings: job.warnings,
    error: job.error,
    usage: job.usage,
    timings_ms: job.timings_ms,
    metadata,
    links: linksOf(id, done, job.status === 'succeeded' ? job.key : null),
    deadline_at: isoOrNull(deadlineAt),
    created_at: isoTime(createdAt),
    finished_at: isoOrNull(job.finished_at),
  };
}

/** The same body for a hit, from the stored value: no job needs to be read, and none is named. */
export function toJobFromValue(
  key: string,
  value: ResultValue,
  { profile, language }: { readonly profile: string; readonly language: string | null },
  { servedFrom, metadata, submittedUrl }: ToJobOptions,
): Job {
  const ready = value.kind === 'ready';
  const id = valueId(key, value);
  return {
    id,
    status: ready ? 'succeeded' : 'failed',
    done: true,
    stage: null,
    progress: ready ? 1 : 0,
    profile,
    language,
    preview: null,
    attempt: value.attempt,
    queue: null,
    poll_after_ms: 0,
    served_from: servedFrom,
    source: sourceOf(value.source, submittedUrl),
    result: value.result,
    warnings: value.warnings,
    error: value.error,
    usage: value.usage,
    timings_ms: value.timings_ms,
    metadata,
    links: linksOf(id, true, ready ? key : null),
    deadline_at: null,
    created_at: isoTime(value.accepted_at),
    finished_at: isoTime(value.created_at),
  };
}
