import { ProblemError } from '@sets/contract';
import { z } from 'zod';
import { storedTimeSchema } from '../stored-values.ts';
import type { Reading } from './reading.ts';

/** Where a page of documents in the order of a time ended. */
export interface PageCursor {
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly id: string;
}

/** The end of the year 9999: what a stored time can hold. */
const LAST_TIME_MS = 253_402_300_799_999;

export const encodeCursor = ({ createdAtMs, id }: PageCursor): string =>
  Buffer.from(JSON.stringify([createdAtMs, id])).toString('base64url');

/** @throws ProblemError `invalid_request` for what is no cursor of ours, or whose id is none of `idSchema` */
export function decodeCursor(text: string, idSchema: z.ZodType<string>): PageCursor {
  const cursorSchema = z.tuple([z.number().int().nonnegative().max(LAST_TIME_MS), idSchema]);
  try {
    const [createdAtMs, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { createdAtMs, id };
  } catch {
    throw new ProblemError('invalid_request', { errors: [{ path: 'cursor', message: 'is not a cursor' }] });
  }
}

/** Newest first. Ids are in it so that a page may end between documents of one moment. */
export const pageOrder = (time: string) =>
  [
    [time, 'desc'],
    ['__name__', 'desc'],
  ] as const;

/** Where a document stands in a list by `time`; null when it has none. */
export function toCursor({ fields, id }: Reading, time: string): PageCursor | null {
  const ordered = storedTimeSchema.safeParse(fields?.[time]);
  return ordered.success ? { createdAtMs: ordered.data, id } : null;
}
