import type { Job } from '@sets/contract';
import { bodyOfView, isOver, type JobView, updatedOfView, versionOfView } from '@sets/jobs';
import { byteString, JsonText } from '@sets/service-kit';
import { etagOf } from '../http/conditional.ts';
import type { QueueOutlook } from './queue-outlook.ts';

/** One state of a job as its caller sees it, ready to be sent: written once, however often it is asked for. */
export interface JobAnswer {
  /** When it was stored, by the server; grows with each change. */
  readonly updated: string;
  readonly etag: string;
  readonly body: JsonText<Job>;
  /** Null when there is nothing to wait for. */
  readonly retryAfter: string | null;
  /** What can be followed; null when it has ended. */
  readonly live: JobView | null;
}

export type AnswerOf = (view: JobView) => JobAnswer;

/** A queued job is asked for again about when its turn comes, but not so late that a faster queue goes unnoticed. */
const LONGEST_POLL_MS = 10_000;

export type BodyOf = (view: JobView) => Job;

/** The job with its place in the line, while it waits in one. */
export const createBodyOf =
  (outlook: QueueOutlook): BodyOf =>
  (view) => {
    const body = bodyOfView(view);
    if (view.kind === 'value' || body.queue === null) {
      return body;
    }
    const { region, created_at } = view.snapshot.job;
    const queue = outlook({ region, createdAtMs: created_at });
    const poll_after_ms = Math.min(Math.max(body.poll_after_ms, queue.eta_ms ?? 0), LONGEST_POLL_MS);
    return { ...body, queue, poll_after_ms };
  };

export const createAnswerOf =
  (bodyOf: BodyOf): AnswerOf =>
  (view) => {
    const body = bodyOf(view);
    const place = body.queue === null ? '' : `:${body.queue.ahead}:${body.queue.eta_ms}`;
    return {
      updated: updatedOfView(view),
      etag: etagOf(`${versionOfView(view)}${place}`),
      body: new JsonText(byteString(JSON.stringify(body))),
      retryAfter: retryAfterOf(body),
      live: isOver(view) ? null : view,
    };
  };

/** Seconds for `Retry-After`, as text; null for what has ended. */
export const retryAfterOf = (job: Job): string | null =>
  job.done ? null : String(Math.max(1, Math.round(job.poll_after_ms / 1_000)));
