import { ProblemError } from '@sets/contract';
import type { ByteBudget } from './byte-budget.ts';
import { type Download, download } from './download.ts';
import type { MediaFile, MediaPart } from './post.ts';
import { MAX_STAGED_BYTES, type Staging, stageLink } from './staging.ts';
import type { VisitHost } from './untrusted/visit-host.ts';

export interface FetchFileDeps {
  readonly visitHost: VisitHost;
  /** Seconds. */
  readonly maxVideoS: number;
  readonly staging?: Staging;
  /** Told how many bytes were handed to `staging`, also when it failed. */
  readonly onStaged?: (bytes: number) => void;
}

export interface FetchedFile {
  readonly part: MediaPart;
  readonly durationS: number | null;
  /** Of a file that was staged, in hex. */
  readonly stagedSha256: string | null;
}

/** No link of a file works any more: the post's metadata is worth asking for again. */
export class DeadLinksError extends Error {
  override readonly name = 'DeadLinksError';
  /** The server knows of no such file, as opposed to refusing it. */
  readonly gone: boolean;

  constructor(gone: boolean) {
    super('no link of the file works');
    this.gone = gone;
  }
}

type Failure = Exclude<Download, { kind: 'complete' }>;

/** A link that breaks is one failure among several, unless it was refused or nobody waits any more. */
async function attempt(deps: FetchFileDeps, url: string, budget: ByteBudget, signal: AbortSignal): Promise<Download> {
  try {
    return await deps.visitHost(signal, (visit) => download(visit, url, budget));
  } catch (error) {
    if (signal.aborted || error instanceof ProblemError) {
      throw error;
    }
    return { kind: 'failed', cause: error };
  }
}

async function stage(
  deps: FetchFileDeps,
  file: MediaFile,
  durationS: number | null,
  signal: AbortSignal,
): Promise<FetchedFile | null> {
  const { visitHost, staging, onStaged = () => {} } = deps;
  // Nobody has seen the end of the file, so a video of unknown length could be a film.
  if (staging === undefined || (file.kind === 'video' && durationS === null)) {
    return null;
  }
  const stageable = file.variants.filter(({ bytes }) => bytes === null || bytes <= MAX_STAGED_BYTES);
  for (const url of stageable.flatMap(({ urls }) => urls)) {
    const staged = await visitHost(signal, (visit) => stageLink({ staging, onStaged, visit }, url));
    if (staged !== null) {
      const part = { kind: 'uri', uri: staged.uri, mimeType: staged.type.mimeType } as const;
      return { part, durationS, stagedSha256: staged.sha256 };
    }
  }
  return null;
}

function explain(failures: readonly Failure[]): Error {
  const dead = failures.find((failure) => failure.kind === 'dead');
  if (dead !== undefined) {
    return new DeadLinksError(dead.gone);
  }
  const failed = failures.find((failure) => failure.kind === 'failed');
  return failed === undefined
    ? new ProblemError('media_unsupported')
    : new ProblemError('media_unavailable', { cause: failed.cause });
}

/** What the files of one post share. */
export interface Budgets {
  readonly bytes: ByteBudget;
  readonly signal: AbortSignal;
}

/**
 * Fetches one file: the best rendition that fits into the budget, each from the first link that works; when none fits,
 * by way of the staging bucket.
 *
 * @param knownS seconds as the platform states them; null lets the file itself decide
 * @throws ProblemError `media_too_long`, `media_too_large`, `media_unsupported`, `media_unavailable`;
 * DeadLinksError; the abort reason
 */
export async function fetchFile(
  deps: FetchFileDeps,
  file: MediaFile,
  knownS: number | null,
  { bytes: budget, signal }: Budgets,
): Promise<FetchedFile> {
  const failures: Failure[] = [];
  let durationS = knownS;
  const fitting = file.variants.filter(({ bytes }) => bytes === null || bytes <= budget.limit);
  for (const { urls } of fitting) {
    for (const url of urls) {
      const got = await attempt(deps, url, budget, signal);
      if (got.kind === 'complete' || got.kind === 'too_large') {
        durationS = got.durationS ?? durationS;
        if (durationS !== null && durationS > deps.maxVideoS) {
          throw new ProblemError('media_too_long');
        }
      }
      if (got.kind === 'complete') {
        if (got.type.kind !== 'image' && durationS === null) {
          throw new ProblemError('media_unsupported', { detail: 'Its length cannot be told.' });
        }
        const part: MediaPart = { kind: 'inline', mimeType: got.type.mimeType, data: got.data };
        return { part, durationS: got.type.kind === 'image' ? null : durationS, stagedSha256: null };
      }
      failures.push(got);
      if (got.kind === 'too_large') {
        break;
      }
    }
  }
  const wasTooLarge = fitting.length === 0 || failures.some(({ kind }) => kind === 'too_large');
  const staged = wasTooLarge ? await stage(deps, file, durationS, signal) : null;
  if (staged !== null) {
    return staged;
  }
  throw wasTooLarge ? new ProblemError('media_too_large') : explain(failures);
}
