import { createHash } from 'node:crypto';
import { type Clock, sleep } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import type { Files, JobLease, JobOutcome } from '@sets/jobs';
import type { Media } from '@sets/video-source';

export interface SameFileDeps {
  readonly files: Files;
  readonly clock: Clock;
}

const LOOK_EVERY_MS = 500;
/** A place is not held for longer than this by a job that waits for another one. */
const PATIENCE_MS = 5_000;
const COME_BACK_S = 2;

/** What another post with the same bytes gave. */
export type KnownFile = Pick<JobOutcome, 'result' | 'warnings' | 'evidence'>;

function hashOf({ parts: [first, ...others], stagedSha256 }: Media): string | null {
  if (first === undefined || others.length > 0) {
    return null;
  }
  return first.kind === 'inline' ? createHash('sha256').update(first.data).digest('hex') : stagedSha256;
}

/**
 * Whether these bytes have been read under another link; null when this job is to read them. While another job reads
 * them, it is waited for, first here and then in the queue.
 *
 * @throws ProblemError that the other post ended with; `host_busy` when that one is not ended yet; the abort reason
 */
export async function findSameFile(
  { files, clock }: SameFileDeps,
  { job }: JobLease,
  media: Media,
  signal: AbortSignal,
): Promise<KnownFile | null> {
  const sha256 = hashOf(media);
  if (sha256 === null) {
    return null;
  }
  const giveUpAt = clock.monotonic() + PATIENCE_MS;
  for (;;) {
    const claim = await files.claim({ job, sha256 });
    if (claim.kind === 'ours') {
      return null;
    }
    if (claim.kind === 'known') {
      return outcomeOf(claim.value);
    }
    if (clock.monotonic() >= giveUpAt) {
      throw new ProblemError('host_busy', { retryAfterS: COME_BACK_S });
    }
    await sleep(clock, LOOK_EVERY_MS, signal);
    signal.throwIfAborted();
  }
}

function outcomeOf({ result, error, warnings, evidence }: KnownValue): KnownFile {
  if (error !== null) {
    throw new ProblemError(error.code, { retryable: false });
  }
  return { result: result ?? {}, warnings, evidence };
}

type KnownValue = Extract<Awaited<ReturnType<Files['claim']>>, { readonly kind: 'known' }>['value'];
