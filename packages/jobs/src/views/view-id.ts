import { createHash, randomBytes } from 'node:crypto';
import { isJobId } from '@sets/contract';
import type { ResultValue } from '../documents/result-document.ts';

/** What an id names: a job to whom it was made for, a membership, or one value of a result. */
export type ViewName =
  | { readonly kind: 'job'; readonly id: string }
  | { readonly kind: 'member'; readonly id: string }
  | { readonly kind: 'value'; readonly id: string; readonly key: string };

/** 128 bits in base64url, like a job's id, behind a prefix that makes them longer than that. */
const MEMBER = /^m_[A-Za-z0-9_-]{22}$/;
/** The key's 256 bits, then 72 bits of what tells its values apart. */
const VALUE = /^r_([A-Za-z0-9_-]{43})[A-Za-z0-9_-]{12}$/;
const VALUE_MARK_BYTES = 9;

export const newMemberId = (): string => `m_${randomBytes(16).toString('base64url')}`;

/** Names a value that was known when it was asked for. Made from what is public, so it opens nothing else. */
export function valueId(key: string, { job_id, created_at }: Pick<ResultValue, 'job_id' | 'created_at'>): string {
  const mark = createHash('sha256').update(`${job_id}:${created_at}`).digest().subarray(0, VALUE_MARK_BYTES);
  return `r_${Buffer.from(key, 'hex').toString('base64url')}${mark.toString('base64url')}`;
}

/** Null for what is no id of ours. */
export function parseViewId(id: string): ViewName | null {
  if (MEMBER.test(id)) {
    return { kind: 'member', id };
  }
  const [, key] = VALUE.exec(id) ?? [];
  if (key !== undefined) {
    return { kind: 'value', id, key: Buffer.from(key, 'base64url').toString('hex') };
  }
  return isJobId(id) ? { kind: 'job', id } : null;
}
