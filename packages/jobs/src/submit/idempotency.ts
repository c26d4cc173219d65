import { ProblemError, type ServedFrom } from '@sets/contract';
import { decode, type Fields, type Reading, storedTime, type Write, writeAsRead } from '@sets/store-kit';
import { type IdempotencyDocument, idempotencyDocumentSchema } from '../documents/idempotency-document.ts';
import { idempotencyPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';

/** A request that its caller may send again. Both hashes, so that nothing a caller wrote becomes a name. */
export interface IdempotentRequest {
  /** Of the caller and its key, in hex. */
  readonly id: string;
  /** Of all that was asked for. */
  readonly request: string;
  /** By its id. */
  readonly caller: string;
}

const KEEP_MS = 24 * 3_600_000;

/** What is kept of a request, as it was read; the answer is written on the condition that nobody was faster. */
export interface KeptRequest {
  readonly path: string;
  readonly reading: Reading;
  /** Null when the request is new. */
  readonly entry: IdempotencyDocument | null;
  fields(viewId: string, servedFrom: ServedFrom): Fields;
}

/**
 * One read.
 *
 * @throws ProblemError `idempotency_mismatch` when the key stands for another request; `storage_unavailable`
 */
export async function readKept(
  { documents }: Pick<JobsContext, 'documents'>,
  { id, request, caller }: IdempotentRequest,
): Promise<KeptRequest> {
  const path = idempotencyPath(id);
  const reading = await documents.read(path);
  const found = decode(reading, idempotencyDocumentSchema);
  const entry = found !== null && reading.readAtMs < found.expires_at ? found : null;
  if (entry !== null && entry.request !== request) {
    throw new ProblemError('idempotency_mismatch');
  }
  return {
    ...{ path, reading, entry },
    fields: (viewId, servedFrom) => ({
      ...{ request, caller, view_id: viewId, served_from: servedFrom },
      expires_at: storedTime(reading.readAtMs + KEEP_MS),
    }),
  };
}

/** Refused when somebody has answered the request meanwhile. */
export const keepAnswer = (kept: KeptRequest, viewId: string, servedFrom: ServedFrom): Write =>
  writeAsRead(kept.reading, kept.fields(viewId, servedFrom));
