import type { DocumentSnapshot } from '@google-cloud/firestore';
import type { z } from 'zod';

/** A document that does not have the form we write. */
export class MalformedDocumentError extends Error {
  override readonly name = 'MalformedDocumentError';
}

/** Null when the document does not exist. Throws MalformedDocumentError. */
export function decodeDocument<T>(snapshot: DocumentSnapshot, schema: z.ZodType<T>): T | null {
  const data = snapshot.data();
  if (data === undefined) {
    return null;
  }
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    throw new MalformedDocumentError(`${snapshot.ref.path}: ${parsed.error.message}`);
  }
  return parsed.data;
}
