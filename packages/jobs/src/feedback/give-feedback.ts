import { createHash } from 'node:crypto';
import { ProblemError } from '@sets/contract';
import { storedTime } from '@sets/store-kit';
import { feedbackPath } from '../documents/feedback-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { publicSource } from '../results/public-source.ts';
import { bodyOfView } from '../views/job-view.ts';
import { readView } from '../views/read-view.ts';

/** Long enough for the next look at the profile. */
const KEPT_MS = 180 * 24 * 3_600_000;

export interface FeedbackInput {
  /** As its caller knows the job. */
  readonly id: string;
  readonly caller: string;
  readonly note: string | null;
}

/**
 * Keeps what an ended job has shown, and what is wrong with it.
 *
 * @throws ProblemError `job_not_found` for what is not the caller's, `invalid_request` before the end, `storage_unavailable`
 */
export async function giveFeedback(context: JobsContext, { id, caller, note }: FeedbackInput): Promise<void> {
  const view = await readView(context, id, caller);
  if (view === null) {
    throw new ProblemError('job_not_found');
  }
  const job = bodyOfView(view);
  if (!job.done) {
    throw new ProblemError('invalid_request', { detail: 'The job has not ended yet.' });
  }
  const { platform, content_id, canonical_url } = publicSource(job.source);
  const nowMs = context.documents.now();
  const fields = {
    ...{ platform, content_id, canonical_url, note },
    ...{ profile: job.profile, language: job.language, model: job.usage?.model ?? null },
    shown: { result: job.result === null ? null : JSON.stringify(job.result), code: job.error?.code ?? null },
    created_at: storedTime(nowMs),
    expires_at: storedTime(nowMs + KEPT_MS),
  };
  // Hashed: an id opens its caller's view, and whoever reads feedback is not that caller.
  const path = feedbackPath(createHash('sha256').update(id).digest('hex'));
  await context.documents.write([{ kind: 'replace', path, fields }], { purpose: 'feedback' });
}
