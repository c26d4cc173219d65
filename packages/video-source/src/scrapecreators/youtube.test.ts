import { silentLogger } from '@sets/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, startUpstream, type Upstream } from '../../test/upstream.ts';
import { createVideoSource } from '../index.ts';

const VIDEO = '/sc/v1/youtube/video';
const TRANSCRIPT = '/sc/v1/youtube/video/transcript';
const ref = {
  platform: 'youtube',
  content_id: 'dQw4w9WgXcQ',
  kind: 'video',
  canonical_url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
} as const;
/** In the vendor's form, with invented values. */
const video = {
  success: true,
  id: 'dQw4w9WgXcQ',
  title: 'Leg day',
  description: 'Squats 3x12\nLunges 3x10',
  durationMs: 34_000,
  channel: { id: 'UC1', handle: 'mara.moves', title: 'Mara moves' },
  thumbnail: 'https://img.youtube.com/vi/dQw4w9WgXcQ/maxresdefault.jpg',
  captionTracks: [{ baseUrl: 'https://www.youtube.com/api/timedtext?v=x', languageCode: 'en' }],
};
const transcript = {
  success: true,
  transcript: [{ text: 'three sets', startMs: '0', endMs: 900 }],
  transcript_only_text: 'three sets of twelve squats',
  language: 'English',
};

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
  upstream.json(VIDEO, video);
  upstream.json(TRANSCRIPT, transcript);
});
afterEach(() => upstream.close());

const source = (maxVideoS = 600) =>
  createVideoSource({
    fetch: upstream.outbound.fetch,
    scrapeCreators: { apiKey: 'key-1', baseUrl: `${upstream.base}/sc` },
    maxVideoS,
    logger: silentLogger,
  });

describe('a YouTube video', () => {
  it('comes with its author, words and length, and goes to the model unclipped', async () => {
    const post = await source().fetchPost(ref);
    expect(post).toMatchObject({
      author: 'mara.moves',
      title: 'Leg day',
      caption: video.description,
      transcript: { language: 'English', text: transcript.transcript_only_text },
      durationS: 34,
      thumbnailUrl: video.thumbnail,
    });
    expect((await source().fetchMedia(post)).parts).toEqual([
      { kind: 'uri', uri: ref.canonical_url, mimeType: 'video/mp4' },
    ]);
  });

  it('spends no second credit where there are no captions', async () => {
    upstream.json(VIDEO, { ...video, captionTracks: [] });
    expect((await source().fetchPost(ref)).transcript).toBeNull();
    expect(upstream.hits(TRANSCRIPT)).toBe(0);
  });

  it('is read without its transcript when that cannot be had', async () => {
    upstream.json(TRANSCRIPT, { success: false }, 500);
    expect(await source().fetchPost(ref)).toMatchObject({ title: 'Leg day', transcript: null });
    upstream.json(TRANSCRIPT, { success: true, transcript: null, transcript_only_text: null });
    expect((await source().fetchPost(ref)).transcript).toBeNull();
  });

  it('is known to be too long before a model opens it, at one credit', async () => {
    upstream.json(VIDEO, { ...video, durationMs: 3 * 3_600_000 });
    expect(await codeOf(source().fetchPost(ref))).toBe('media_too_long');
    expect(upstream.hits(TRANSCRIPT)).toBe(0);
  });

  it.each([
    [
      'removed',
      404,
      { success: false, error: 'not_found', errorStatus: 404, message: 'Video unavailable' },
      'content_not_found',
    ],
    [
      'private',
      200,
      { success: false, error: 'forbidden', errorStatus: 403, message: 'This video is private' },
      'content_private',
    ],
    [
      'for adults',
      403,
      { success: false, error: 'forbidden', errorStatus: 403, message: 'This video is age restricted' },
      'content_age_restricted',
    ],
    ['live', 200, { ...video, durationMs: 0, isLive: true }, 'content_live'],
    ['no object', 200, [], 'scraper_bad_response'],
  ])('that is %s says so', async (_what, status, body, code) => {
    upstream.json(VIDEO, body, status);
    expect(await codeOf(source().fetchPost(ref))).toBe(code);
  });

  it('that was live once has a length, and is a video', async () => {
    upstream.json(VIDEO, { ...video, isLive: true });
    expect((await source().fetchPost(ref)).durationS).toBe(34);
  });
});
