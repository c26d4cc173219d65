import type { Clock } from '@sets/clock';
import { ProblemError, type Warning } from '@sets/contract';
import { createByteBudget } from './byte-budget.ts';
import { startDeadline, toProblem } from './deadline.ts';
import { type Budgets, DeadLinksError, type FetchedFile, type FetchFileDeps, fetchFile } from './fetch-file.ts';
import type { Media, MediaFile, Post } from './post.ts';

export interface FetchMediaDeps extends FetchFileDeps {
  readonly maxInlineBytes: number;
  readonly clock: Clock;
}

/** One upstream attempt, however many files it has. */
const TIMEOUT_MS = 45_000;
/** Files of one post fetched side by side; begun in order, so that the first ones are those that fit. */
const AT_ONCE = 4;

type Slide =
  | { readonly kind: 'fetched'; readonly file: FetchedFile }
  | { readonly kind: 'left_out'; readonly error: unknown };

/** What the slides of one post share; `caller` is aborted when nobody waits any more, and not when the time is up. */
interface SlideBudgets extends Budgets {
  readonly caller: AbortSignal | undefined;
}

async function fetchSlide(deps: FetchMediaDeps, file: MediaFile, budgets: SlideBudgets): Promise<Slide> {
  try {
    // The platform states one length for the whole post; each file of several speaks for itself.
    return { kind: 'fetched', file: await fetchFile(deps, file, null, budgets) };
  } catch (error) {
    // A slide that takes all the time there is costs itself, too.
    budgets.caller?.throwIfAborted();
    return { kind: 'left_out', error };
  }
}

async function fetchSlides(
  deps: FetchMediaDeps,
  files: readonly MediaFile[],
  budgets: SlideBudgets,
): Promise<readonly Slide[]> {
  const slides: Slide[] = [];
  const waiting = [...files.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      slides[next[0]] = await fetchSlide(deps, next[1], budgets);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return slides;
}

interface Kept {
  readonly files: readonly FetchedFile[];
  readonly leftOut: readonly number[];
}

/** The slides that were fetched, as long as all of them together are no longer than one video may be. */
function keepSlides(slides: readonly Slide[], maxVideoS: number): Kept {
  const files: FetchedFile[] = [];
  const leftOut: number[] = [];
  let lengthS = 0;
  for (const [index, slide] of slides.entries()) {
    const slideS = slide.kind === 'fetched' ? (slide.file.durationS ?? 0) : 0;
    if (slide.kind === 'fetched' && lengthS + slideS <= maxVideoS) {
      files.push(slide.file);
      lengthS += slideS;
    } else {
      leftOut.push(index + 1);
    }
  }
  return { files, leftOut };
}

function warningsOf(leftOut: readonly number[], total: number): Warning[] {
  const which = `Slide${leftOut.length === 1 ? '' : 's'} ${leftOut.join(', ')} of ${total} could not be read`;
  return leftOut.length === 0
    ? []
    : [{ code: 'slides_left_out', message: `${which}; the answer is made from the others.`, path: 'exercises' }];
}

function mediaOf(files: readonly FetchedFile[], bytes: number, warnings: readonly Warning[]): Media {
  const lengths = files.map(({ durationS }) => durationS).filter((durationS) => durationS !== null);
  return {
    parts: files.map(({ part }) => part),
    stagedSha256: (files.length === 1 ? files[0]?.stagedSha256 : null) ?? null,
    bytes,
    durationS: lengths.length === 0 ? null : lengths.reduce((sum, length) => sum + length, 0),
    warnings,
  };
}

async function fetchFiles(
  deps: FetchMediaDeps,
  { files, durationS }: { readonly files: readonly MediaFile[]; readonly durationS: number | null },
  budgets: SlideBudgets,
): Promise<Media> {
  const [first, second] = files;
  if (first !== undefined && second === undefined) {
    const file = await fetchFile(deps, first, durationS, budgets);
    return mediaOf([file], budgets.bytes.taken, []);
  }
  const slides = await fetchSlides(deps, files, budgets);
  const { files: kept, leftOut } = keepSlides(slides, deps.maxVideoS);
  if (kept.length === 0) {
    // Dead links first: looking the post up again mends those.
    const errors = slides.flatMap((slide) => (slide.kind === 'left_out' ? [slide.error] : []));
    throw errors.find((error) => error instanceof DeadLinksError) ?? errors[0] ?? new ProblemError('media_too_long');
  }
  return mediaOf(kept, budgets.bytes.taken, warningsOf(leftOut, slides.length));
}

/**
 * Fetches the files of a post; together they hold at most `maxInlineBytes`. Of several files as many as fit are taken,
 * and one that cannot be had costs itself and a warning; a post of which nothing can be had fails as its files do.
 *
 * @throws as `fetchFile`, and ProblemError `media_unavailable` when the time is up
 */
export async function fetchMedia(deps: FetchMediaDeps, post: Post, signal?: AbortSignal): Promise<Media> {
  const { media, durationS } = post;
  if (media.kind === 'uri') {
    const isWhole = durationS !== null && durationS <= deps.maxVideoS;
    const part = { kind: 'uri', uri: media.uri, mimeType: media.mimeType } as const;
    const parts = [isWhole ? part : { ...part, clip: { endS: deps.maxVideoS } }];
    return { parts, bytes: 0, durationS, stagedSha256: null, warnings: [] };
  }
  const deadline = startDeadline(deps.clock, TIMEOUT_MS, signal);
  const group = new AbortController();
  const budgets: SlideBudgets = {
    caller: signal,
    bytes: createByteBudget(deps.maxInlineBytes),
    signal: AbortSignal.any([deadline.signal, group.signal]),
  };
  try {
    return await fetchFiles(deps, { files: media.files, durationS }, budgets);
  } catch (error) {
    throw error instanceof DeadLinksError ? error : toProblem(error, 'media_unavailable', signal);
  } finally {
    group.abort();
    deadline.clear();
  }
}
