import { isoTime } from '@sets/clock';
import type { SimulatedPost } from '../posts/simulated-post.ts';
import type { JsonObject } from './recorded-template.ts';

/** `/v1/youtube/video`: the fields that are recorded of the vendor's live answers, with this post's values. */
export function youtubeAnswer(post: SimulatedPost): JsonObject {
  const isLive = post.state === 'live';
  const durationMs = isLive ? 0 : Math.round((post.durationS ?? 0) * 1_000);
  return {
    success: true,
    credits_remaining: 7_042,
    type: 'video',
    id: post.contentId,
    title: post.caption.split('\n')[0] ?? '',
    description: post.caption,
    durationMs,
    durationFormatted: isoTime(durationMs).slice(11, 19),
    channel: { id: `UC${post.author.username}`, handle: post.author.username, title: post.author.name },
    thumbnail: `https://img.youtube.com/vi/${post.contentId}/maxresdefault.jpg`,
    publishDate: isoTime(post.createdAtS * 1_000),
    captionTracks: post.transcript === null ? [] : [{ languageCode: 'en', kind: 'asr' }],
    ...(isLive ? { isLive: true } : {}),
  };
}

/** The spoken words of a WEBVTT text. */
const wordsOf = (webVtt: string): string[] =>
  webVtt
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('WEBVTT') && !line.includes('-->'));

/** `/v1/youtube/video/transcript`: null fields without a caption track. */
export function youtubeTranscript(post: SimulatedPost): JsonObject {
  const words = post.transcript === null ? null : wordsOf(post.transcript);
  return {
    success: true,
    credits_remaining: 7_041,
    videoId: post.contentId,
    language: words === null ? null : 'English',
    transcript:
      words?.map((text, index) => ({ text, startMs: String(index * 2_000), endMs: (index + 1) * 2_000 })) ?? null,
    transcript_only_text: words?.join(' ') ?? null,
  };
}
