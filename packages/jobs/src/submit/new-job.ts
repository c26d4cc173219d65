import { type ContentRef, normaliseLanguage } from '@sets/contract';
import type { Admit } from '../admit.ts';
import { type Charge, NOTHING_SPENT } from '../documents/charge.ts';
import type { JobDocument } from '../documents/job-document.ts';
import { SHARDS } from '../policy.ts';
import type { Moment } from '../protocol/moment.ts';
import { askedDeadline } from '../protocol/waiting.ts';
import { resultKey } from '../results/result-key.ts';
import type { IdempotentRequest } from './idempotency.ts';

export interface SubmitInput {
  readonly ref: ContentRef;
  readonly submittedUrl: string;
  readonly profile: { readonly name: string; readonly version: string };
  /** As the caller wrote it. */
  readonly language?: string | null;
  readonly caller: string;
  /** Many stand behind this caller's name: each submit may be another's, who waits for the job as a member. */
  readonly sharedName?: boolean;
  readonly metadata?: Record<string, string> | null;
  /** A webhook endpoint of the caller, which is told of the job. What is known already is told by whoever submits. */
  readonly webhook?: string | null;
  /** Milliseconds from now on after which the caller wants no result any more. */
  readonly deadlineMs?: number;
  /** What answers the same request when it is sent again. */
  readonly idempotency?: IdempotentRequest;
  /** Region whose queue gets the work; asked when a job is made. */
  readonly chooseRegion: () => string;
  /** W3C traceparent. */
  readonly trace?: string | null;
  /** Finds the job again for who has nothing but the id of the request. */
  readonly requestId?: string | null;
  readonly forceRefresh?: boolean;
  readonly operate?: boolean;
  /** Asked when no tier answers; see `SubmitWish`. */
  readonly upstreamsOut?: () => boolean;
  readonly replayOf?: string;
  /** Called before anything beyond the fast tiers is asked; what it throws is thrown, unless memory still knows a value. */
  readonly admit?: Admit;
  /**
   * Asked when a job is about to be made, and at no other time: hits and joins are free.
   *
   * @throws ProblemError when there may be no further job
   */
  readonly charge?: () => Promise<Charge>;
  /**
   * Asked in its place for a job that reads the post anew for everybody.
   *
   * @throws ProblemError when there may be no further job
   */
  readonly chargeRefresh?: () => Promise<Charge>;
}

/** The job that `input` asks for, queued and waiting for its first task. */
export function newJob(
  input: SubmitInput,
  { id, refreshes, charge = null }: Pick<JobDocument, 'id' | 'refreshes'> & Partial<Pick<JobDocument, 'charge'>>,
  { nowMs, policy }: Moment,
): JobDocument {
  const { ref, submittedUrl } = input;
  const parts = keyPartsOf(input);
  const deadline = nowMs + policy.deadlineMs;
  const asked = askedDeadline(input.deadlineMs, nowMs, deadline);
  return {
    id,
    ...parts,
    key: resultKey(parts),
    source: { ...ref, submitted_url: submittedUrl, author: null, title: null, duration_s: null, thumbnail_url: null },
    status: 'queued',
    stage: null,
    progress: 0,
    preview: null,
    attempt: 1,
    deaths: 0,
    waits: 0,
    doubts: [],
    model_calls: 0,
    worked_ms: 0,
    epoch: 0,
    dispatch_no: 0,
    lease: null,
    attempts: [],
    // Ids are random, so their first letters are spread evenly.
    shard: id.charCodeAt(0) % SHARDS,
    wake_at: Math.min(nowMs + policy.queuedGraceMs, asked ?? deadline),
    wake_delay_ms: policy.queuedGraceMs,
    region: input.chooseRegion(),
    caller: input.caller,
    metadata: input.metadata ?? null,
    trace: input.trace ?? null,
    request_id: input.requestId ?? null,
    webhook: input.webhook ?? null,
    webhook_members: false,
    owes: null,
    refreshes,
    replay_of: input.replayOf ?? null,
    replayed_by: null,
    dead: false,
    result: null,
    warnings: [],
    error: null,
    evidence: null,
    usage: null,
    spent: NOTHING_SPENT,
    charge,
    timings_ms: {},
    created_at: nowMs,
    started_at: null,
    finished_at: null,
    deadline_at: deadline,
    asked_deadline_at: asked,
    expires_at: nowMs + policy.keepJobsMs,
  };
}

export const keyPartsOf = ({ profile, ref, language }: SubmitInput) => ({
  profile: profile.name,
  version: profile.version,
  platform: ref.platform,
  content_id: ref.content_id,
  language: normaliseLanguage(language),
});
