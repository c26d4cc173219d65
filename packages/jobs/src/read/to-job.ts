import { isTerminal, type Job, type ServedFrom } from '@sets/contract';
import type { JobDocument } from '../documents/job-document.ts';
import type { ResultValue } from '../documents/result-document.ts';

export interface ToJobOptions {
  readonly servedFrom: ServedFrom;
  /** What this caller gave with its submit; null hides the metadata of whoever submitted first. */
  readonly metadata: Record<string, string> | null;
  /** The link as this caller sent it, when it differs from the first caller's. */
  readonly submittedUrl?: string;
}

/** While alive, a client is asked back after a second; a queue that backs off gives it more time. */
const POLL_AFTER_MS = 1_000;

const iso = (ms: number): string => new Date(ms).toISOString();
const linksOf = (id: string, key: string | null) => ({
  self: `/v1/jobs/${id}`,
  result: key === null ? null : `/v1/results/${key}`,
});

/** The body of every answer about a job, from its document. */
export function toJob(job: JobDocument, { servedFrom, metadata, submittedUrl }: ToJobOptions): Job {
  const done = isTerminal(job.status);
  return {
    id: job.id,
    status: job.status,
    done,
    stage: job.stage,
    progress: job.progress,
    profile: job.profile,
    language: job.language,
    preview: done ? null : job.preview,
    attempt: job.attempt,
    poll_after_ms: done ? 0 : POLL_AFTER_MS,
    served_from: servedFrom,
    source: submittedUrl === undefined ? job.source : { ...job.source, submitted_url: submittedUrl },
    result: job.result,
    warnings: job.warnings,
    error: job.error,
    usage: job.usage,
    timings_ms: job.timings_ms,
    metadata,
    links: linksOf(job.id, job.status === 'succeeded' ? job.key : null),
    created_at: iso(job.created_at),
    finished_at: job.finished_at === null ? null : iso(job.finished_at),
  };
}

/** The same body for a hit, from the stored value: no job needs to be read. */
export function toJobFromValue(
  key: string,
  value: ResultValue,
  request: { readonly profile: string; readonly language: string | null },
  { servedFrom, metadata, submittedUrl }: ToJobOptions,
): Job {
  const ready = value.kind === 'ready';
  return {
    id: value.job_id,
    status: ready ? 'succeeded' : 'failed',
    done: true,
    stage: null,
    progress: ready ? 1 : 0,
    ...request,
    preview: null,
    attempt: value.attempt,
    poll_after_ms: 0,
    served_from: servedFrom,
    source: submittedUrl === undefined ? value.source : { ...value.source, submitted_url: submittedUrl },
    result: value.result,
    warnings: value.warnings,
    error: value.error,
    usage: value.usage,
    timings_ms: value.timings_ms,
    metadata,
    links: linksOf(value.job_id, ready ? key : null),
    created_at: iso(value.accepted_at),
    finished_at: iso(value.created_at),
  };
}
