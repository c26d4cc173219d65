import type { WebhookEventType } from '@sets/contract';

/** Something that happened to a job, for one of those who asked to be told of it. */
export interface JobNews {
  /** The webhook endpoint that was named with the submit. */
  readonly endpoint: string;
  readonly caller: string;
  readonly type: WebhookEventType;
  /** The id under which that caller knows the job. */
  readonly jobId: string;
  readonly links: { readonly self: string; readonly result: string | null };
  /** Milliseconds since the epoch. */
  readonly occurredAtMs: number;
  /** Region of the job's queue. */
  readonly region: string;
  /** W3C traceparent. */
  readonly trace: string | null;
}

/**
 * Whoever brings news to receivers. When it resolves, none of them is lost any more; news told twice arrive as one.
 *
 * @throws ProblemError `storage_unavailable`
 */
export type Announce = (news: readonly JobNews[]) => Promise<void>;
