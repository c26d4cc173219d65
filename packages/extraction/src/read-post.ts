import { type Clock, sleep } from '@sets/clock';
import { PROBLEMS, ProblemError, type Warning } from '@sets/contract';
import type { Logger } from '@sets/service-kit';
import { type Ask, askModel, type Found, type NotFound } from './ask-model.ts';
import { askCascade } from './cascade.ts';
import type { MediaPart } from './generate.ts';
import { preferFirst, settle } from './race.ts';

export interface ReadPostOptions {
  readonly media: (signal: AbortSignal) => Promise<readonly MediaPart[]>;
  /** Whether what could not be read now will be asked for again. Default: as the problem says. */
  readonly isRetried?: (problem: ProblemError) => boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cascade: boolean;
  readonly textFirst: boolean;
  readonly textGraceMs: number;
  readonly onPreview?: (preview: Record<string, unknown>) => void;
}

export interface PostReading {
  readonly answer: Found | NotFound;
  readonly basis: 'text' | 'media';
  /** Why the media is not part of it, where it should have been. */
  readonly warnings: readonly Warning[];
}

/**
 * Text and media side by side. The media starts to load at once, and the small model reads the words meanwhile; as soon
 * as the words alone carry complete evidence they are the result, and whatever else still runs is stopped. What the
 * words deny or leave open is for the media to decide; when that cannot be read and will not be tried again, what the
 * words gave is the result, with a warning.
 */
export async function readPost(ask: Ask, options: ReadPostOptions): Promise<PostReading> {
  const { signal } = options;
  const stop = new AbortController();
  const own = AbortSignal.any([signal, stop.signal]);
  try {
    const media = settle(options.media(own));
    const text = readText(ask, options, own);

    const loaded = await preferFirst(text.complete, media);
    signal.throwIfAborted();
    if ('first' in loaded) {
      return ofText(loaded.first);
    }
    if (!loaded.second.ok) {
      return await rescue(loaded.second.error, text, options);
    }

    const parts = loaded.second.value;
    if (parts.length === 0) {
      // Words are all there is: what they gave is final, complete or not.
      const answer = await text.answer;
      signal.throwIfAborted();
      if (answer !== null) {
        return ofText(answer);
      }
    } else {
      const enough = await waitForHopefulText(ask, text, options);
      signal.throwIfAborted();
      if (enough !== null) {
        return ofText(enough);
      }
    }

    const reading = settle(
      askCascade(ask, parts, {
        signal: own,
        enabled: options.cascade,
        textFound: text.current,
        logger: options.logger,
      }),
    );
    const read = await preferFirst(text.complete, reading);
    signal.throwIfAborted();
    if ('first' in read) {
      return ofText(read.first);
    }
    if (!read.second.ok) {
      return await rescue(read.second.error, text, options);
    }
    return { answer: read.second.value, basis: parts.length === 0 ? 'text' : 'media', warnings: [] };
  } finally {
    stop.abort();
  }
}

const ofText = (answer: Found | NotFound): PostReading => ({ answer, basis: 'text', warnings: [] });

/** Whether the media itself cannot be read; what passes is tried again, with the media. */
const isOfMedia = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && (/^(?:media|content)_/.test(error.code) || error.code === 'model_request_rejected');

/**
 * What the words gave, in place of media that failed.
 *
 * @throws `error` where they gave nothing
 */
async function rescue(
  error: unknown,
  text: TextReading,
  { signal, isRetried = ({ retryable }) => retryable }: ReadPostOptions,
): Promise<PostReading> {
  await text.answer;
  signal.throwIfAborted();
  const found = text.current();
  if (found?.evidence.level === 'complete') {
    return ofText(found);
  }
  if (found === null || !isOfMedia(error) || isRetried(error)) {
    throw error;
  }
  const message = `The media could not be read; the answer is made from the words alone. ${PROBLEMS[error.code].title}`;
  return { ...ofText(found), warnings: [{ code: 'media_not_read', message }] };
}

interface TextReading {
  /** What the words gave; null when they were not or could not be read. Never rejects. */
  readonly answer: Promise<Found | NotFound | null>;
  /** The same, but only when it carries complete evidence. */
  readonly complete: Promise<Found | null>;
  readonly current: () => Found | null;
  readonly started: boolean;
}

function readText(ask: Ask, options: ReadPostOptions, signal: AbortSignal): TextReading {
  const words = `${ask.post.caption ?? ''} ${ask.post.transcript?.text ?? ''}`;
  // One call is kept for the media: a preview must not cost the result.
  const started = options.textFirst && /\p{L}{2}/u.test(words) && ask.meter.callsLeft() > 1;
  let current: Found | null = null;
  const read = async (): Promise<Found | NotFound | null> => {
    const outcome = await settle(askModel(ask, [], 'small', signal));
    if (!outcome.ok) {
      if (!signal.aborted) {
        options.logger.warn('The text could not be read first', { error: outcome.error });
      }
      return null;
    }
    if (!outcome.value.found || ask.compiled.profile.isEmpty(outcome.value.result)) {
      return outcome.value;
    }
    current = outcome.value;
    if (!signal.aborted) {
      options.onPreview?.(current.result as Record<string, unknown>);
    }
    return current;
  };
  const answer = started ? read() : Promise.resolve(null);
  const complete = answer.then(() => (current?.evidence.level === 'complete' ? current : null));
  return { answer, complete, current: () => current, started };
}

/** A text that states numbers may be enough: a moment's patience for it saves the much larger call on the media. */
async function waitForHopefulText(ask: Ask, text: TextReading, options: ReadPostOptions): Promise<Found | null> {
  const stated = ask.caption.size + (ask.speech?.size ?? 0);
  if (!text.started || stated === 0) {
    return null;
  }
  const answered = new AbortController();
  const patience = sleep(options.clock, options.textGraceMs, answered.signal).then(() => null);
  try {
    return await Promise.race([text.complete, patience]);
  } finally {
    answered.abort();
  }
}
