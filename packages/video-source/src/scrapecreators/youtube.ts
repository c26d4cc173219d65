import { type ContentRef, ProblemError } from '@sets/contract';
import { z } from 'zod';
import { barePost, type Post, type Transcript } from '../post.ts';
import { lookUp, type ScrapeCreatorsDeps } from './client.ts';
import { flag, lenient, lenientList, linkSchema, numeric, textOrNull } from './lenient.ts';

const videoSchema = z.object({
  title: lenient(z.string()),
  description: lenient(z.string()),
  durationMs: lenient(numeric.pipe(z.number().nonnegative())),
  channel: lenient(z.object({ handle: lenient(z.string()), title: lenient(z.string()) })),
  thumbnail: lenient(linkSchema),
  captionTracks: lenientList(z.looseObject({ languageCode: lenient(z.string()) })),
  /** Under either name while a stream runs; a stream that has ended has a length. */
  isLive: lenient(flag),
  isLiveNow: lenient(flag),
});

const transcriptSchema = z.object({
  transcript_only_text: lenient(z.string()),
  /** A name ("English") or a tag. */
  language: lenient(z.string()),
  transcript: lenientList(z.object({ text: z.string() })),
});

/** A video of which nothing is known but its link: the model opens it, clipped to the allowed length. */
export const bareYouTube = (ref: ContentRef): Post =>
  barePost(ref, { kind: 'uri', uri: ref.canonical_url, mimeType: 'video/mp4' });

/** @throws ProblemError `scraper_bad_response`, `content_live` */
export function readYouTubeAnswer(body: unknown, ref: ContentRef): Post & { readonly hasCaptions: boolean } {
  const parsed = videoSchema.safeParse(body);
  if (!parsed.success) {
    throw new ProblemError('scraper_bad_response', { cause: parsed.error });
  }
  const video = parsed.data;
  const durationMs = video.durationMs ?? 0;
  if (durationMs === 0 && (video.isLive === true || video.isLiveNow === true)) {
    throw new ProblemError('content_live');
  }
  return {
    ...bareYouTube(ref),
    author: textOrNull(video.channel?.handle) ?? textOrNull(video.channel?.title),
    title: textOrNull(video.title),
    caption: textOrNull(video.description),
    durationS: durationMs > 0 ? durationMs / 1_000 : null,
    thumbnailUrl: video.thumbnail,
    hasCaptions: video.captionTracks.length > 0,
  };
}

export function readYouTubeTranscript(body: unknown): Transcript | null {
  const answer = transcriptSchema.parse(body);
  const text =
    textOrNull(answer.transcript_only_text) ?? textOrNull(answer.transcript.map(({ text }) => text).join(' '));
  return text === null ? null : { language: textOrNull(answer.language), text };
}

/** A second credit, spent only where there are captions. Words are a help: without them the video still speaks. */
async function transcriptOf(deps: ScrapeCreatorsDeps, url: string, signal?: AbortSignal): Promise<Transcript | null> {
  try {
    return readYouTubeTranscript(await lookUp(deps, '/v1/youtube/video/transcript', { url }, signal));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ProblemError) {
      return null;
    }
    throw error;
  }
}

/**
 * Metadata and transcript, so that the text can be read first and long videos are known before a model opens them.
 *
 * @throws ProblemError `content_not_found`, `content_private`, `content_age_restricted`, `content_live`, `scraper_*`
 */
export async function lookUpYouTube(
  deps: ScrapeCreatorsDeps,
  ref: ContentRef,
  options: { readonly maxVideoS: number; readonly signal?: AbortSignal },
): Promise<Post> {
  const { signal, maxVideoS } = options;
  const url = ref.canonical_url;
  const { hasCaptions, ...post } = readYouTubeAnswer(await lookUp(deps, '/v1/youtube/video', { url }, signal), ref);
  const isTooLong = post.durationS !== null && post.durationS > maxVideoS;
  return hasCaptions && !isTooLong ? { ...post, transcript: await transcriptOf(deps, url, signal) } : post;
}
