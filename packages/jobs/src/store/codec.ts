import { type DocumentData, type DocumentSnapshot, FieldValue } from '@google-cloud/firestore';
import { decodeDocument, storedTime } from '@sets/store-kit';
import {
  type JobDocument,
  jobDocumentSchema,
  type MemberDocument,
  type ResultDocument,
  type ResultValue,
  resultDocumentSchema,
} from '../documents.ts';
import type { JobPatch, LeaseGrant, ResultPatch } from '../protocol/job-patch.ts';

const JOB_TIMES: ReadonlySet<string> = new Set([
  'created_at',
  'started_at',
  'finished_at',
  'deadline_at',
  'expires_at',
  'wake_at',
]);

const encodeField = (name: string, value: unknown): unknown =>
  JOB_TIMES.has(name) && typeof value === 'number' ? storedTime(value) : value;

const encodeLease = (lease: LeaseGrant): DocumentData => ({
  ...lease,
  claimed_at: storedTime(lease.claimed_at),
  renewed_at: FieldValue.serverTimestamp(),
});

/** For `create()`: a queued job has no lease and no field to remove. */
export function encodeNewJob(job: JobDocument): DocumentData {
  return Object.fromEntries(Object.entries(job).map(([name, value]) => [name, encodeField(name, value)]));
}

/** For `update()`. */
export function encodeJobPatch({ lease, wake_at, ...fields }: JobPatch): DocumentData {
  const data: DocumentData = {};
  for (const [name, value] of Object.entries(fields)) {
    data[name] = encodeField(name, value);
  }
  if (wake_at !== undefined) {
    data.wake_at = wake_at === null ? FieldValue.delete() : storedTime(wake_at);
  }
  if (lease === 'renew') {
    data['lease.renewed_at'] = FieldValue.serverTimestamp();
  } else if (lease !== undefined) {
    data.lease = lease === null ? null : encodeLease(lease);
  }
  return data;
}

const encodeValue = (value: ResultValue): DocumentData => ({
  ...value,
  accepted_at: storedTime(value.accepted_at),
  created_at: storedTime(value.created_at),
  fresh_until: storedTime(value.fresh_until),
  expires_at: storedTime(value.expires_at),
});

export const encodeFlight = (jobId: string, untilMs: number): DocumentData => ({
  job_id: jobId,
  until: storedTime(untilMs),
});

/** For `set(…, {mergeFields})`, which replaces each named field whole; null means that the document goes. */
export function encodeResultPatch(patch: ResultPatch): { data: DocumentData; mergeFields: string[] } | null {
  if (patch.kind === 'forget') {
    return null;
  }
  const { profile, version, platform, content_id, language } = patch;
  const data: DocumentData = { profile, version, platform, content_id, language, flight: FieldValue.delete() };
  if (patch.kind === 'value') {
    data.value = encodeValue(patch.value);
    data.expires_at = storedTime(patch.value.expires_at);
    data.refresh_failed = FieldValue.delete();
  } else if (patch.refreshFailed !== null) {
    data.refresh_failed = { ...patch.refreshFailed, until: storedTime(patch.refreshFailed.until) };
  }
  return { data, mergeFields: Object.keys(data) };
}

export const encodeMember = (member: MemberDocument): DocumentData => ({
  ...member,
  joined_at: storedTime(member.joined_at),
  expires_at: storedTime(member.expires_at),
});

export const decodeJob = (snapshot: DocumentSnapshot): JobDocument | null =>
  decodeDocument(snapshot, jobDocumentSchema);
export const decodeResult = (snapshot: DocumentSnapshot): ResultDocument | null =>
  decodeDocument(snapshot, resultDocumentSchema);
