import { type DocumentSnapshot, Timestamp } from '@google-cloud/firestore';
import { isConflict, isTransient, serverNow, storedTime, withTimeout } from '@sets/store-kit';
import { encodeFlight, encodeNewJob } from '../store/codec.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { jobRef } from '../store/refs.ts';
import { type JobSnapshot, versionOf } from './job-snapshot.ts';
import { newJob, type SubmitInput } from './new-job.ts';

/** A flight's document must outlive the job that will clear it. */
const FLIGHT_MARGIN_MS = 3_600_000;

/**
 * One commit: the flight, under the precondition that `results` is as it was read, and its job. Null when the commit
 * met a conflict or got no answer: read again, it may have been applied all the same.
 */
export async function createFlight(
  context: JobsContext,
  id: string,
  input: SubmitInput,
  results: DocumentSnapshot,
  refreshes: boolean,
): Promise<JobSnapshot | null> {
  const { firestore, policy, clock, crashPoint, serverTime } = context;
  const job = newJob(input, id.charCodeAt(0), refreshes, serverNow(context), policy);
  const { profile, version, platform, content_id, language } = job;
  const until = job.deadline_at + FLIGHT_MARGIN_MS;
  const fields = {
    ...{ profile, version, platform, content_id, language },
    flight: encodeFlight(id, until),
    expires_at: storedTime(Math.max(until, valueExpiry(results))),
  };
  const batch = firestore.batch();
  if (results.exists && results.updateTime !== undefined) {
    batch.update(results.ref, fields, { lastUpdateTime: results.updateTime });
  } else {
    batch.create(results.ref, fields);
  }
  batch.create(jobRef(firestore, id), encodeNewJob(job));
  await crashPoint('submit.before_commit');
  try {
    const writes = await withTimeout(batch.commit(), policy.storeTimeoutMs, clock);
    const at = writes[1]?.writeTime ?? results.readTime;
    serverTime.observe(at);
    return { id, job, version: versionOf(at) };
  } catch (error) {
    if (isConflict(error) || isTransient(error)) {
      return null;
    }
    throw error;
  }
}

function valueExpiry(results: DocumentSnapshot): number {
  const expires: unknown = results.get('value.expires_at');
  return expires instanceof Timestamp ? expires.toMillis() : 0;
}
