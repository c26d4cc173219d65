import { type Reading, storedTime, storedTimeSchema, type Write } from '@sets/store-kit';
import { z } from 'zod';
import { encodeFlight } from '../documents/codec.ts';
import type { JobDocument } from '../documents/job-document.ts';
import { resultPath } from '../documents/paths.ts';

/** A flight's document must outlive the job that will clear it. */
const FLIGHT_MARGIN_MS = 3_600_000;

const expiringSchema = z.object({ value: z.object({ expires_at: storedTimeSchema }) });

/** The flight of `job`, under the precondition that `results` is as it was read. */
export function flightOf(job: JobDocument, results: Reading): Write {
  const { profile, version, platform, content_id, language } = job;
  const until = job.deadline_at + FLIGHT_MARGIN_MS;
  const value = expiringSchema.safeParse(results.fields);
  const expiresAt = Math.max(until, value.success ? value.data.value.expires_at : 0);
  const fields = {
    ...{ profile, version, platform, content_id, language },
    flight: encodeFlight(job.id, until),
    expires_at: storedTime(expiresAt),
  };
  const path = resultPath(job.key);
  return results.version === null
    ? { kind: 'create', path, fields }
    : { kind: 'update', path, fields, ifVersion: results.version };
}
