import { randomBytes } from 'node:crypto';
import { documentPath, type Fields, storedTime, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

const secretSchema = z.object({
  /** What signs has to be known, so it is no hash. It is shown when it is made, and in no answer or log afterwards. */
  value: z.string(),
  /** Null: the present one. */
  until: storedTimeSchema.nullable(),
});

/** `webhook_endpoints/{id}`: where a caller wants to be told, and by which secrets it knows that it is us. */
export const endpointDocumentSchema = z.object({
  caller: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  /** An event that a later release invented is kept and sent by that one alone. */
  events: z.array(z.string()),
  payload: z.enum(['thin', 'full']).catch('thin'),
  /** Newest first. */
  secrets: z.array(secretSchema).min(1),
  enabled: z.boolean(),
  disabled_reason: z.enum(['owner', 'gone', 'failing']).nullable().catch(null),
  disabled_at: storedTimeSchema.nullable(),
  /** The first failure since the last success. */
  failing_since: storedTimeSchema.nullable(),
  created_at: storedTimeSchema,
});
export type EndpointFields = z.infer<typeof endpointDocumentSchema>;

/** An endpoint as everything here works on it; its id is that of its document and not stored again. */
export type Endpoint = EndpointFields & { readonly id: string };

export const ENDPOINTS = 'webhook_endpoints';
export const endpointPath = (id: string): string => documentPath(ENDPOINTS, id);

export const newEndpointId = (): string => `we_${randomBytes(16).toString('base64url')}`;

const timeOrNull = (ms: number | null) => (ms === null ? null : storedTime(ms));

const encodeSecrets = (secrets: Endpoint['secrets']) =>
  secrets.map(({ value, until }) => ({ value, until: timeOrNull(until) }));

export const encodeEndpoint = ({ id: _, ...endpoint }: Endpoint): Fields => ({
  ...endpoint,
  secrets: encodeSecrets(endpoint.secrets),
  disabled_at: timeOrNull(endpoint.disabled_at),
  failing_since: timeOrNull(endpoint.failing_since),
  created_at: storedTime(endpoint.created_at),
});

/** Those that sign at `nowMs`, the newest first. */
export const secretsAt = ({ secrets }: Pick<Endpoint, 'secrets'>, nowMs: number): Endpoint['secrets'] =>
  secrets.filter(({ until }) => until === null || nowMs < until);
