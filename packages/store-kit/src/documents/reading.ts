import type { z } from 'zod';
import type { Version } from './version.ts';

/** By name. Values are plain JSON, and the opaque ones of `stored-values.ts`. */
export type Fields = Readonly<Record<string, unknown>>;

/** What one read found under one path. */
export interface Reading {
  readonly path: string;
  /** The last part of the path. */
  readonly id: string;
  /** Undefined when there is no such document. */
  readonly fields: Fields | undefined;
  /** Null when there is no such document. */
  readonly version: Version | null;
  /** The server's time of the read, in milliseconds since the epoch. */
  readonly readAtMs: number;
}

/** A document that does not have the form we write. */
export class MalformedDocumentError extends Error {
  override readonly name = 'MalformedDocumentError';
}

/**
 * The document as its schema describes it; null when there is none.
 *
 * @throws MalformedDocumentError
 */
export function decode<T>({ fields, path }: Reading, schema: z.ZodType<T>): T | null {
  if (fields === undefined) {
    return null;
  }
  const parsed = schema.safeParse(fields);
  if (!parsed.success) {
    throw new MalformedDocumentError(`${path}: ${parsed.error.message}`);
  }
  return parsed.data;
}

/** Those that can be read. For views of many documents, where one that a later release wrote must not hide the others. */
export function decodeReadable<T>(readings: readonly Reading[], schema: z.ZodType<T>): T[] {
  return readings.flatMap(({ fields }) => {
    const parsed = schema.safeParse(fields);
    return parsed.success ? [parsed.data] : [];
  });
}
