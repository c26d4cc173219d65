import { randomUUID } from 'node:crypto';
import { type SubmitOutcome, toJobFromValue } from '@sets/jobs';
import type { Webhooks } from '@sets/webhooks';

/** A submit that was answered, and who wants to be told of it. */
export interface AnsweredSubmit {
  readonly outcome: SubmitOutcome;
  readonly endpoint: string;
  readonly caller: string;
  readonly metadata: Record<string, string> | null;
  readonly link: string;
  readonly profile: string;
  readonly language: string | null;
  readonly region: string;
  readonly trace: string;
  /** What names the request when it is sent again; each of the others is news of its own. */
  readonly requestId: string | undefined;
}

/**
 * Jobs tell of their own ends. What was known at the submit has ended before it, so it is told now, before it is answered:
 * a caller that waits for the event must not wait for ever.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function tellOfKnown(webhooks: Pick<Webhooks, 'announce'>, submit: AnsweredSubmit): Promise<void> {
  const { outcome, endpoint, caller, metadata, link, profile, language, region, trace, requestId } = submit;
  const known = outcome.kind === 'hit' ? outcome : outcome.kind === 'replayed' ? outcome.view : null;
  if (known === null || !(known.kind === 'hit' || known.kind === 'value')) {
    return;
  }
  const { key, value, servedFrom } = known;
  const job = toJobFromValue(key, value, { profile, language }, { servedFrom, metadata, submittedUrl: link });
  await webhooks.announce([
    {
      ...{ endpoint, caller, region, trace, jobId: job.id },
      // An idempotency key that is used again later, with another post, names other news.
      once: requestId === undefined ? randomUUID() : `${requestId}\n${job.id}`,
      type: value.kind === 'ready' ? 'job.succeeded' : 'job.failed',
      links: { self: job.links.self, result: job.links.result },
      occurredAtMs: value.created_at,
      own: { metadata, submitted_url: link, served_from: servedFrom },
    },
  ]);
}
