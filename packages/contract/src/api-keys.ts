import { z } from 'zod';

/** A letter first, so that no caller is named like one of ours, nor like a name that Firestore keeps to itself. */
export const callerIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,47}$/, 'small letters, digits and hyphens, a letter first, 2 to 48')
  .refine((id) => !RESERVED.includes(id), 'that name is taken')
  .meta({ description: 'Whose key it is; several keys may share it.', examples: ['mobile-backend'] });

/** Whose the jobs are that nobody has asked for: they read posts anew which only an earlier version has read. */
export const REFRESH_CALLER = 'refresh';

const RESERVED: readonly string[] = ['anonymous', 'operator', 'push', REFRESH_CALLER];

export const apiKeyIdSchema = z
  .string()
  .regex(/^[0-9A-Za-z]{12}$/)
  .meta({ description: 'The part between the underscores; no secret.', examples: ['k7Qm2Zt9Xb4L'] });

const scopeSchema = z.enum(['submit', 'operate']);

export const apiKeySchema = z
  .object({
    id: z.string(),
    caller: z.string(),
    label: z.string().nullable(),
    scopes: z.array(scopeSchema),
    rate_limit: z.number().int().positive().nullable().describe('Requests per window; null: RATE_LIMIT_REQUESTS.'),
    live: z.boolean().describe('Whether it opens anything now.'),
    created_at: z.iso.datetime(),
    created_by: z.string(),
    valid_until: z.iso.datetime().nullable().describe('Null: until it is revoked.'),
    revoked_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable().describe('Right within ten minutes; null: never.'),
  })
  .meta({ id: 'ApiKey', description: 'What is known of a key; the key itself is known to its owner alone.' });
export type ApiKeyView = z.infer<typeof apiKeySchema>;

export const madeApiKeySchema = z
  .object({
    api_key: z.string().describe('The key. It is shown this once.'),
    key: apiKeySchema,
  })
  .meta({ id: 'MadeApiKey' });

export const apiKeysSchema = z.object({ keys: z.array(apiKeySchema) }).meta({ id: 'ApiKeys' });

export const createApiKeyRequestSchema = z
  .strictObject({
    caller: callerIdSchema,
    label: z.string().trim().min(1).max(100).optional().describe('What it is for.'),
    scopes: z
      .array(scopeSchema)
      .min(1)
      .max(2)
      .default(['submit'])
      .describe('`submit`: the routes of clients. `operate`: /v1/ops.'),
    rate_limit: z.number().int().min(1).max(1_000_000).optional().describe('Requests per window of this caller.'),
    valid_days: z.number().int().min(1).max(3_650).optional().describe('Without it the key holds until it is revoked.'),
  })
  .meta({ id: 'CreateApiKeyRequest' });
export type CreateApiKeyRequest = z.infer<typeof createApiKeyRequestSchema>;

export const rotateApiKeyRequestSchema = z
  .strictObject({
    overlap_hours: z.number().min(0).max(720).describe('How long the old key goes on opening beside the new one.'),
  })
  .meta({ id: 'RotateApiKeyRequest' });
