import type { Clock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { createByteBudget } from './byte-budget.ts';
import { startDeadline, toProblem } from './deadline.ts';
import { DeadLinksError, type FetchFileDeps, fetchFile } from './fetch-file.ts';
import type { Media, Post } from './post.ts';

export interface FetchMediaDeps extends FetchFileDeps {
  readonly maxInlineBytes: number;
  readonly clock: Clock;
}

/** One upstream attempt, however many files it has. */
const TIMEOUT_MS = 45_000;

/**
 * Fetches all files of a post side by side; together they hold at most `maxInlineBytes`. The first failure stops the
 * others. Throws as `fetchFile`, and ProblemError `media_unavailable` when the time is up.
 */
export async function fetchMedia(deps: FetchMediaDeps, post: Post, signal?: AbortSignal): Promise<Media> {
  const { media } = post;
  if (media.kind === 'uri') {
    const whole = post.durationS !== null && post.durationS <= deps.maxVideoS;
    const part = { kind: 'uri', uri: media.uri, mimeType: media.mimeType } as const;
    const parts = [whole ? part : { ...part, clip: { endS: deps.maxVideoS } }];
    return { parts, bytes: 0, durationS: post.durationS };
  }
  const budget = createByteBudget(deps.maxInlineBytes);
  const deadline = startDeadline(deps.clock, TIMEOUT_MS, signal);
  const group = new AbortController();
  const groupSignal = AbortSignal.any([deadline.signal, group.signal]);
  // The platform states one length for the whole post; with several videos each header speaks for itself as well.
  const tasks = media.files.map((file) => fetchFile(deps, file, post.durationS, budget, groupSignal));
  try {
    const files = await Promise.all(tasks);
    const lengths = files.map(({ durationS }) => durationS).filter((durationS) => durationS !== null);
    const durationS = lengths.length === 0 ? null : lengths.reduce((sum, length) => sum + length, 0);
    if (durationS !== null && durationS > deps.maxVideoS) {
      throw new ProblemError('media_too_long');
    }
    return { parts: files.map(({ part }) => part), bytes: budget.taken, durationS };
  } catch (error) {
    group.abort(error);
    await Promise.allSettled(tasks);
    throw error instanceof DeadLinksError ? error : toProblem(error, 'media_unavailable', signal);
  } finally {
    deadline.clear();
  }
}
