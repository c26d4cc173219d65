import { FieldValue, Timestamp } from '@google-cloud/firestore';
import { z } from 'zod';

declare const stored: unique symbol;
/** A value as only the store understands it: made here, put into fields, never looked into. */
export interface StoredValue {
  readonly [stored]: true;
}

const opaque = (value: Timestamp | FieldValue): StoredValue => value as unknown as StoredValue;

/** A time as the store holds it, from milliseconds since the epoch. */
export const storedTime = (ms: number): StoredValue => opaque(Timestamp.fromMillis(Math.round(ms)));

/** The server's time of the commit that writes it. */
export const SERVER_TIME: StoredValue = opaque(FieldValue.serverTimestamp());

/** Removes the field, where others of the document stay. */
export const REMOVED: StoredValue = opaque(FieldValue.delete());

/**
 * A time as read; milliseconds since the epoch once parsed. Writers turn it back with `storedTime`, so that decisions
 * are made on plain numbers.
 */
export const storedTimeSchema = z
  .custom<{ toMillis(): number }>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'toMillis' in value &&
      typeof (value as { toMillis: unknown }).toMillis === 'function',
    'a stored time',
  )
  .transform((value) => value.toMillis());
