import { type Fields, storedTime, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import type { ScalingMemory } from './wanted-instances.ts';

/** `scaling/{region}`: the last decision, so that whoever makes the next one goes on from it. */
export const scalingDocumentSchema = z.object({
  region: z.string(),
  wanted: z.number().int().nonnegative(),
  lower_since: storedTimeSchema.nullable(),
  needed_since: z.number().int().nonnegative(),
  /** What the platform was last told; null when that failed or is old, so that it is told again. */
  floor_set: z.number().int().nonnegative().nullable(),
  concurrency_set: z.number().int().positive().nullable(),
  told_at: storedTimeSchema,
  /** Worker hours since `day` began (UTC, `2026-11-26`). */
  day: z.string(),
  worker_hours: z.number().nonnegative(),
  decided_by: z.string(),
  decided_at: storedTimeSchema,
});
export type ScalingDocument = z.infer<typeof scalingDocumentSchema>;

export const memoryOf = (document: ScalingDocument): ScalingMemory => ({
  wanted: document.wanted,
  lowerSinceMs: document.lower_since,
  neededSince: document.needed_since,
});

export const fieldsOfMemory = ({ wanted, lowerSinceMs, neededSince }: ScalingMemory): Fields => ({
  wanted,
  lower_since: lowerSinceMs === null ? null : storedTime(lowerSinceMs),
  needed_since: neededSince,
});
