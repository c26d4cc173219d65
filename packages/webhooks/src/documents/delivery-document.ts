import { createHash, randomBytes } from 'node:crypto';
import { servedFromSchema } from '@sets/contract';
import { decode, documentPath, REMOVED, type Reading, storedTime, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

const attemptSchema = z.object({
  at: storedTimeSchema,
  /** What the receiver answered; null when it did not. */
  status: z.number().int().nullable(),
  /** `timeout`, `connection`, `forbidden_address`; null for an answer. */
  error: z.string().nullable(),
  duration_ms: z.number().nonnegative(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** What is its caller's own of an answer from what was known, which is kept nowhere else. */
const ownPartsSchema = z.object({
  metadata: z.record(z.string(), z.string()).nullable(),
  submitted_url: z.string(),
  served_from: servedFromSchema.catch('cache'),
});
export type OwnParts = z.infer<typeof ownPartsSchema>;

/** `webhook_deliveries/{webhook-id}`: one event on its way to one endpoint, and what came of it. */
export const deliveryDocumentSchema = z.object({
  endpoint: z.string(),
  caller: z.string(),
  type: z.string(),
  /** The id under which its caller knows the job; null for a test. */
  job_id: z.string().nullable(),
  links: z.object({ self: z.string(), result: z.string().nullable() }).nullable(),
  own: ownPartsSchema.nullable(),
  /** `skipped`: there was nobody to tell, or nothing any more. */
  status: z.enum(['pending', 'delivered', 'failed', 'skipped']),
  reason: z.string().nullable(),
  /** Over all rounds; a redelivery begins a new one. */
  tries: z.number().int().nonnegative(),
  /** Of this round. */
  round_tries: z.number().int().nonnegative(),
  /** Times in a row that no place was free. */
  waits: z.number().int().nonnegative(),
  attempts: z.array(attemptSchema),
  /** Grows with each task; part of the task's name. */
  dispatch_no: z.number().int().nonnegative(),
  /** Region whose queue holds the task. */
  region: z.string(),
  trace: z.string().nullable(),
  occurred_at: storedTimeSchema,
  created_at: storedTimeSchema,
  next_at: storedTimeSchema.nullable(),
  ended_at: storedTimeSchema.nullable(),
  shard: z.number().int().nonnegative(),
  /** When the sweeper should look; absent when nothing is owed. */
  wake_at: storedTimeSchema.optional(),
  wake_delay_ms: z.number().nonnegative(),
  expires_at: storedTimeSchema,
});

/** A delivery as everything here works on it; its id is that of its document and not stored again. */
export type Delivery = z.infer<typeof deliveryDocumentSchema> & { readonly id: string };

/** A change to one delivery. `wake_at: null` removes it. */
export type DeliveryPatch = Partial<Omit<Delivery, 'id' | 'wake_at'>> & { readonly wake_at?: number | null };

export const DELIVERIES = 'webhook_deliveries';
export const deliveryPath = (id: string): string => documentPath(DELIVERIES, id);

/** Of what happens once: whoever announces it again finds it announced. */
export const deliveryIdOf = (...parts: readonly string[]): string =>
  `msg_${createHash('sha256').update(parts.join('\n')).digest().subarray(0, 16).toString('base64url')}`;

export const newDeliveryId = (): string => `msg_${randomBytes(16).toString('base64url')}`;

const TIMES: ReadonlySet<string> = new Set([
  'occurred_at',
  'created_at',
  'next_at',
  'ended_at',
  'wake_at',
  'expires_at',
]);

function encodeField(name: string, value: unknown): unknown {
  if (name === 'attempts') {
    return (value as readonly Attempt[]).map((attempt) => ({ ...attempt, at: storedTime(attempt.at) }));
  }
  return TIMES.has(name) && typeof value === 'number' ? storedTime(value) : value;
}

/** For a document that is made. */
export const encodeDelivery = ({ id: _, ...delivery }: Delivery) =>
  Object.fromEntries(Object.entries(delivery).map(([name, value]) => [name, encodeField(name, value)]));

/** For an update. */
export const encodeDeliveryPatch = (patch: DeliveryPatch) =>
  Object.fromEntries(
    Object.entries(patch).map(([name, value]) => [
      name,
      name === 'wake_at' && value === null ? REMOVED : encodeField(name, value),
    ]),
  );

export function applyDeliveryPatch(delivery: Delivery, { wake_at, ...patch }: DeliveryPatch): Delivery {
  const { wake_at: before, ...rest } = { ...delivery, ...patch };
  const wake = wake_at === undefined ? before : wake_at;
  return wake === null || wake === undefined ? rest : { ...rest, wake_at: wake };
}

/**
 * Null when there is no such delivery.
 *
 * @throws MalformedDocumentError
 */
export function decodeDelivery(reading: Reading): Delivery | null {
  const stored = decode(reading, deliveryDocumentSchema);
  return stored === null ? null : { ...stored, id: reading.id };
}
