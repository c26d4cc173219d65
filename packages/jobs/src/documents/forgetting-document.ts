import { createHash } from 'node:crypto';
import { documentPath, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

/** `forgettings/{hash}`: a caller that is being forgotten. It goes when nothing of the caller is left. */
export const forgettingDocumentSchema = z.object({
  caller: z.string(),
  /** When an operator last asked for it. */
  at: storedTimeSchema,
});

export const FORGETTINGS = 'forgettings';

export const forgettingPath = (caller: string): string =>
  documentPath(FORGETTINGS, createHash('sha256').update(caller).digest('hex'));
