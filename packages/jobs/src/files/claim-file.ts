import { createHash } from 'node:crypto';
import { ProblemError } from '@sets/contract';
import { decode, documentPath, storedTime, type TransactionReads, type Write } from '@sets/store-kit';
import { decodeResult } from '../documents/codec.ts';
import { fileDocumentSchema } from '../documents/file-document.ts';
import { bytesRef, fileUsePath } from '../documents/file-use-document.ts';
import type { JobDocument } from '../documents/job-document.ts';
import { FILES, resultPath } from '../documents/paths.ts';
import type { ResultValue } from '../documents/result-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { validValue } from '../protocol/decide-submit.ts';

/** Whoever reads a file has it for so long; then the next one who waits may. */
const HOLD_MS = 60_000;

export type FileClaim =
  /** This job is to read the file. */
  | { readonly kind: 'ours' }
  /** Another post with the same bytes has been read. */
  | { readonly kind: 'known'; readonly value: ResultValue }
  /** Another job is reading it now. */
  | { readonly kind: 'underway' };

export interface FileClaimInput {
  readonly job: JobDocument;
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string;
}

/** One file, read by one version of one profile, in one language. */
function filePath({ profile, version, language }: JobDocument, sha256: string): string {
  const readable = `${profile}@${version}:file:${sha256}:${language ?? ''}`;
  return documentPath(FILES, createHash('sha256').update(readable).digest('hex'));
}

/**
 * One file under many links is read once: by the job that claims it first. It is found by its bytes alone, which
 * whoever has a link to them has. Of those that come while it is being read, one takes over each minute that it takes.
 *
 * @throws ProblemError `content_removed` for bytes that were taken down under whatever link; `storage_unavailable`
 */
export async function claimFile(context: JobsContext, { job, sha256 }: FileClaimInput): Promise<FileClaim> {
  const { documents, policy, blocks } = context;
  if (await blocks.isBlocked(bytesRef(sha256))) {
    throw new ProblemError('content_removed');
  }
  const path = filePath(job, sha256);
  return await documents.transact<FileClaim>('claim_file', async (reads) => {
    const reading = await reads.read(path);
    const held = decode(reading, fileDocumentSchema);
    const nowMs = reading.readAtMs;
    const expiresAt = storedTime(nowMs + policy.freshMs + policy.staleMs);
    const use: Write = {
      kind: 'replace',
      path: fileUsePath(job.key),
      fields: { platform: job.platform, content_id: job.content_id, sha256, expires_at: expiresAt },
    };
    if (held !== null && held.key !== job.key) {
      const other = await lookAt(context, reads, { job, held, nowMs });
      if (other !== null) {
        return { value: other, writes: other.kind === 'known' ? [use] : [] };
      }
    }
    const fields = { key: job.key, job_id: job.id, until: storedTime(nowMs + HOLD_MS), expires_at: expiresAt };
    return { value: { kind: 'ours' }, writes: [{ kind: 'replace', path, fields }, use] };
  });
}

interface Look {
  readonly job: JobDocument;
  readonly held: { readonly key: string; readonly job_id: string; readonly until: number };
  readonly nowMs: number;
}

/** What the other one knows or is about to; null when nothing is to be had from it. */
async function lookAt(
  { policy }: JobsContext,
  reads: TransactionReads,
  { job, held, nowMs }: Look,
): Promise<FileClaim | null> {
  const results = decodeResult(await reads.read(resultPath(held.key)));
  const value = validValue(results, nowMs);
  // Whoever has a result read anew does not mean to get the old one under another link.
  const youngest = job.refreshes ? nowMs - policy.forceRefreshMinAgeMs : 0;
  if (value !== null && nowMs < value.fresh_until && value.created_at >= youngest) {
    return { kind: 'known', value };
  }
  // The flight goes with the end of its job, whichever that is.
  return results?.flight?.job_id === held.job_id && nowMs < held.until ? { kind: 'underway' } : null;
}
