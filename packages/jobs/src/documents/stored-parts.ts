import { jobErrorSchema } from '@sets/contract';
import { z } from 'zod';

/*
 * Releases roll out and back, so every instance reads what a later one wrote. Unknown fields are ignored everywhere;
 * where a later release may also have written an unknown word, the schemas say what to make of it.
 */

/** Shaped by a profile, which alone looks into it. */
export const payloadSchema = z.record(z.string(), z.unknown());
export const metadataSchema = z.record(z.string(), z.string());

/** A problem of a later catalogue keeps its sentence and whether it may pass. */
export const storedErrorSchema = jobErrorSchema.extend({ code: jobErrorSchema.shape.code.catch('internal') });
