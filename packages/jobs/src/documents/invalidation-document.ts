import { SERVER_TIME, storedTime, storedTimeSchema, type Write } from '@sets/store-kit';
import { z } from 'zod';
import { invalidationPath } from './paths.ts';

/** `invalidations/{key}`: what was known under a result's key before this moment must be served by nobody any more. */
export const invalidationDocumentSchema = z.object({
  at: storedTimeSchema,
  expires_at: storedTimeSchema,
});

/** Instances that were away for longer than this know that they may have missed some. */
export const INVALIDATIONS_KEPT_MS = 24 * 3_600_000;

/** Belongs into the commit that takes a value away: whoever looks for invalidations afterwards finds it. */
export const invalidationOf = (key: string, nowMs: number): Write => ({
  kind: 'replace',
  path: invalidationPath(key),
  fields: { at: SERVER_TIME, expires_at: storedTime(nowMs + INVALIDATIONS_KEPT_MS) },
});
