import { z } from 'zod';
import {
  apiKeyIdSchema,
  apiKeySchema,
  apiKeysSchema,
  createApiKeyRequestSchema,
  madeApiKeySchema,
  rotateApiKeyRequestSchema,
} from '../api-keys.ts';
import { APP_CHECK_HOURS, appCheckReportSchema } from '../app-check.ts';
import { lever } from './lever.ts';
import { defineRoutes } from './route.ts';

const MAX_BYTES = 8_192;

const ID = 'k7Qm2Zt9Xb4L';
const key = {
  ...{
    id: ID,
    caller: 'mobile-backend',
    label: 'Production',
    scopes: ['submit' as const],
    rate_limit: null,
    live: true,
  },
  ...{ created_at: '2026-11-26T09:00:00.000Z', created_by: 'operator:ada', valid_until: null },
  ...{ revoked_at: null, last_used_at: null },
};
const made = { api_key: `sets_${ID}_…`, key };

const params = z.object({ id: apiKeyIdSchema });

export const keyRoutes = defineRoutes({
  getAppCheck: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/app-check',
    summary: `What became of App Check tokens in the last ${APP_CHECK_HOURS} hours, and whether enforcing is safe`,
    responses: {
      200: {
        description: 'The fleet, by app and platform.',
        schema: appCheckReportSchema,
        example: {
          ...{ mode: 'monitor', since: '2026-11-26T04:00:00.000Z', verified_share: 0.996, safe_to_enforce: true },
          groups: [
            {
              ...{ app: '1:1234567890:ios:0a1b2c3d', platform: 'ios' },
              ...{ verified: 24_900, unverified: 0, invalid: 12, undetermined: 0 },
            },
            { app: 'unknown', platform: 'ios', verified: 0, unverified: 88, invalid: 0, undetermined: 0 },
          ],
          obstacles: [],
        },
      },
    },
    problems: ['storage_unavailable'],
  },

  createKey: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/keys',
    summary: 'Make an API key for a caller, which may have two that live',
    body: {
      schema: createApiKeyRequestSchema,
      maxBytes: MAX_BYTES,
      example: { caller: key.caller, label: key.label, scopes: key.scopes },
    },
    responses: {
      201: { description: 'The key, shown this once.', schema: madeApiKeySchema, example: made },
    },
    problems: ['too_many_keys', 'storage_unavailable'],
  },

  listKeys: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/keys',
    summary: 'List API keys, newest first, ended ones too',
    query: z.strictObject({ caller: z.string().max(64).optional().describe('Those of one caller alone.') }),
    responses: { 200: { description: 'The keys.', schema: apiKeysSchema, example: { keys: [key] } } },
    problems: ['storage_unavailable'],
  },

  rotateKey: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/keys/{id}/rotate',
    summary: 'Make the next key of a caller, and let the old one end after a while',
    params,
    malformedParams: 'key_not_found',
    body: { schema: rotateApiKeyRequestSchema, maxBytes: MAX_BYTES, example: { overlap_hours: 24 } },
    responses: {
      201: { description: 'The new key, shown this once.', schema: madeApiKeySchema, example: made },
    },
    problems: ['key_not_found', 'too_many_keys', 'storage_unavailable'],
  },

  revokeKey: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/keys/{id}/revoke',
    summary: 'End an API key; it opens nothing on any instance half a minute later',
    params,
    malformedParams: 'key_not_found',
    responses: {
      200: {
        description: 'The key as it ended.',
        schema: apiKeySchema,
        example: { ...key, live: false, revoked_at: '2026-11-26T10:00:00.000Z' },
      },
    },
    problems: ['key_not_found', 'storage_unavailable'],
  },
});
