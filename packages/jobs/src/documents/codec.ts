import { decode, type Fields, REMOVED, type Reading, SERVER_TIME, storedTime } from '@sets/store-kit';
import type { JobPatch, LeaseGrant, ResultPatch } from '../protocol/job-patch.ts';
import { type Attempt, encodeAttempt } from './attempt.ts';
import { type JobDocument, storedJobSchema } from './job-document.ts';
import { type Member, memberDocumentSchema } from './member-document.ts';
import { keyPartsIn, type ResultDocument, type ResultValue, resultDocumentSchema } from './result-document.ts';

const JOB_TIMES: ReadonlySet<string> = new Set([
  'created_at',
  'started_at',
  'finished_at',
  'deadline_at',
  'asked_deadline_at',
  'expires_at',
  'wake_at',
]);

const encodeField = (name: string, value: unknown): unknown =>
  JOB_TIMES.has(name) && typeof value === 'number' ? storedTime(value) : value;

const encodeAttempts = (attempts: readonly Attempt[] | undefined): Fields =>
  attempts === undefined ? {} : { attempts: attempts.map(encodeAttempt) };

const encodeLease = (lease: LeaseGrant): Fields => ({
  ...lease,
  claimed_at: storedTime(lease.claimed_at),
  renewed_at: SERVER_TIME,
});

/** For a document that is made: a queued job has no lease and no field to remove. */
export const encodeNewJob = ({ id: _, attempts, ...job }: JobDocument): Fields => ({
  ...Object.fromEntries(Object.entries(job).map(([name, value]) => [name, encodeField(name, value)])),
  ...encodeAttempts(attempts),
});

/** For an update. */
export function encodeJobPatch({ lease, wake_at, attempts, ...fields }: JobPatch): Fields {
  const data: Record<string, unknown> = { ...encodeAttempts(attempts) };
  for (const [name, value] of Object.entries(fields)) {
    data[name] = encodeField(name, value);
  }
  if (wake_at !== undefined) {
    data.wake_at = wake_at === null ? REMOVED : storedTime(wake_at);
  }
  if (lease === 'renew') {
    data['lease.renewed_at'] = SERVER_TIME;
  } else if (lease !== undefined) {
    data.lease = lease === null ? null : encodeLease(lease);
  }
  return data;
}

const encodeValue = (value: ResultValue): Fields => ({
  ...value,
  accepted_at: storedTime(value.accepted_at),
  created_at: storedTime(value.created_at),
  fresh_until: storedTime(value.fresh_until),
  expires_at: storedTime(value.expires_at),
});

export const encodeFlight = (jobId: string, untilMs: number): Fields => ({
  job_id: jobId,
  until: storedTime(untilMs),
});

/** For a merge; null means that the document goes. */
export function encodeResultPatch(patch: ResultPatch): Fields | null {
  if (patch.kind === 'forget') {
    return null;
  }
  const fields = { ...keyPartsIn(patch), flight: REMOVED, force_after: storedTime(patch.forceAfter) };
  if (patch.kind === 'value') {
    return {
      ...fields,
      value: encodeValue(patch.value),
      expires_at: storedTime(patch.value.expires_at),
      refresh_failed: REMOVED,
    };
  }
  const { refreshFailed } = patch;
  return refreshFailed === null
    ? fields
    : { ...fields, refresh_failed: { ...refreshFailed, until: storedTime(refreshFailed.until) } };
}

const storedTimeOrNull = (ms: number | null): unknown => (ms === null ? null : storedTime(ms));

export const encodeMember = ({ id: _, ...member }: Member): Fields => ({
  ...member,
  deadline_at: storedTimeOrNull(member.deadline_at),
  joined_at: storedTime(member.joined_at),
  left_at: storedTimeOrNull(member.left_at),
  expires_at: storedTime(member.expires_at),
});

/**
 * Null when there is no such member.
 *
 * @throws MalformedDocumentError
 */
export function decodeMember(reading: Reading): Member | null {
  const stored = decode(reading, memberDocumentSchema);
  return stored === null ? null : { ...stored, id: reading.id };
}

/**
 * Null when there is no such job.
 *
 * @throws MalformedDocumentError
 */
export function decodeJob(reading: Reading): JobDocument | null {
  const stored = decode(reading, storedJobSchema);
  return stored === null ? null : { ...stored, id: reading.id };
}

/**
 * Null when nothing is known under the key.
 *
 * @throws MalformedDocumentError
 */
export const decodeResult = (reading: Reading): ResultDocument | null => decode(reading, resultDocumentSchema);
