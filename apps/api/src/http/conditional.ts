import { createHash } from 'node:crypto';

/** A strong validator for whatever `identity` names. */
export const etagOf = (identity: string): string =>
  `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;

/** Whether a caller who sent this `If-None-Match` has that state already (RFC 9110, weak comparison). */
export function isKnown(etag: string, ifNoneMatch = ''): boolean {
  if (ifNoneMatch === '' || ifNoneMatch === etag) {
    return ifNoneMatch !== '';
  }
  const known = ifNoneMatch.split(',').map((candidate) => candidate.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}
