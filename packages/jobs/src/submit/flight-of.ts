import { type Reading, storedTime, storedTimeSchema, type Write, writeAsRead } from '@sets/store-kit';
import { z } from 'zod';
import { encodeFlight } from '../documents/codec.ts';
import type { JobDocument } from '../documents/job-document.ts';
import { keyPartsIn } from '../documents/result-document.ts';
import type { JobPolicy } from '../policy.ts';

/** A flight's document must outlive the job that will clear it. */
const FLIGHT_MARGIN_MS = 3_600_000;

const expiringSchema = z.object({ value: z.object({ expires_at: storedTimeSchema }) });

/** The flight of `job`, under the precondition that `results` is as it was read. */
export function flightOf(job: JobDocument, results: Reading, { forcePauseMs }: JobPolicy): Write {
  const until = job.deadline_at + FLIGHT_MARGIN_MS;
  const value = expiringSchema.safeParse(results.fields);
  const expiresAt = Math.max(until, value.success ? value.data.value.expires_at : 0);
  const fields = {
    ...keyPartsIn(job),
    flight: encodeFlight(job.id, until),
    force_after: storedTime(job.created_at + forcePauseMs),
    expires_at: storedTime(expiresAt),
  };
  return writeAsRead(results, fields);
}
