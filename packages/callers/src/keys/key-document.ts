import type { Scope } from '@sets/service-kit';
import { documentPath, type Fields, SERVER_TIME, storedTime, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

/**
 * `api_keys/{id}`: one key, which is not in it. The time until which it holds is no `expires_at`: what has run out stays
 * on record, and no TTL deletes it.
 */
export const keyDocumentSchema = z.object({
  /** The key's own id, which its document is named by. */
  id: z.string(),
  /** Who comes with it: the id of the caller, which several keys may share. */
  caller: z.string(),
  /** What it is for, in its maker's words. */
  label: z.string().nullable(),
  /** SHA-256 of the whole key, in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** A scope that a later release invented opens nothing here. */
  scopes: z.array(z.string()),
  /** Requests per window in place of the service's own number. */
  rate_limit: z.number().int().positive().nullable(),
  created_at: storedTimeSchema,
  created_by: z.string(),
  /** Null: until it is revoked. */
  valid_until: storedTimeSchema.nullable(),
  revoked_at: storedTimeSchema.nullable(),
  /** Right within a few minutes; null: never. */
  last_used_at: storedTimeSchema.nullable(),
});
export type KeyDocument = z.infer<typeof keyDocumentSchema>;

export const KEYS = 'api_keys';
export const keyPath = (id: string): string => documentPath(KEYS, id);

/** Whether a key still opens anything at `nowMs`. */
export const isLive = ({ revoked_at, valid_until }: KeyDocument, nowMs: number): boolean =>
  revoked_at === null && (valid_until === null || nowMs < valid_until);

export type NewKeyFields = Omit<KeyDocument, 'created_at' | 'revoked_at' | 'last_used_at'>;

/** The document of a key that was never used. */
export const encodeNewKey = ({ valid_until, ...fields }: NewKeyFields): Fields => ({
  ...fields,
  valid_until: valid_until === null ? null : storedTime(valid_until),
  created_at: SERVER_TIME,
  revoked_at: null,
  last_used_at: null,
});

const SCOPES: readonly string[] = ['submit', 'operate'] satisfies Scope[];

/** Those that this release knows. */
export const knownScopes = (scopes: readonly string[]): Scope[] =>
  scopes.filter((scope): scope is Scope => SCOPES.includes(scope));
