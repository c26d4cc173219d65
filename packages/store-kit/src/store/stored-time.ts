import { Timestamp } from '@google-cloud/firestore';
import { z } from 'zod';

/**
 * A Firestore timestamp as stored; milliseconds since the Unix epoch once read. Writers turn it back, so that
 * decisions are made on plain numbers and no package but the store knows Firestore's types.
 */
export const storedTimeSchema = z
  .custom<{ toMillis(): number }>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'toMillis' in value &&
      typeof (value as { toMillis: unknown }).toMillis === 'function',
    'a Firestore timestamp',
  )
  .transform((value) => value.toMillis());

export const storedTime = (ms: number): Timestamp => Timestamp.fromMillis(Math.round(ms));
