import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

/** A strong validator for whatever `identity` names. */
export const etagOf = (identity: string): string =>
  `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;

/** Sets the ETag; answers 304 and returns true when the caller has that state already (RFC 9110, weak comparison). */
export function answeredNotModified(request: Request, response: Response, etag: string): boolean {
  response.setHeader('ETag', etag);
  const known = (request.get('if-none-match') ?? '')
    .split(',')
    .map((candidate) => candidate.trim().replace(/^W\//, ''));
  if (!known.includes(etag) && !known.includes('*')) {
    return false;
  }
  response.status(304).end();
  return true;
}
