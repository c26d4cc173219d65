import { readFileSync } from 'node:fs';
import { type ContentRef, ProblemError } from '@sets/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Post } from '../post.ts';
import { readTikTokAnswer } from './tiktok.ts';

const recorded = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/scrapecreators/${name}`, import.meta.url), 'utf8'));

const ref: ContentRef = {
  platform: 'tiktok',
  content_id: '7463250363559218474',
  kind: 'video',
  canonical_url: 'https://www.tiktok.com/@_/video/7463250363559218474',
};
const url = (name: string) => ({ url_list: [`https://cdn.example.com/${name}`] });
const read = (body: unknown): Post => readTikTokAnswer(body, ref);
function codeOf(body: unknown): unknown {
  try {
    return read(body) && 'a post';
  } catch (error) {
    return error instanceof ProblemError ? error.code : error;
  }
}
const firstLinks = (post: Post): (string | undefined)[] =>
  post.media.kind === 'files'
    ? post.media.files.flatMap(({ variants }) => variants.map(({ urls }) => urls[0]?.split('/').at(-1)))
    : [];

describe('the recorded video', () => {
  const answer = recorded('tiktok-video.json');
  const post = read(answer);

  it('is read whole', () => {
    expect(post).toMatchObject({
      ref: { ...ref, kind: 'video' },
      author: 'stoolpresidente',
      title: null,
      transcript: { language: 'en', text: 'All right. Pizza review time' },
      durationS: 89.793,
    });
    expect(post.caption).toMatch(/^Stopped by the viral @Amici Pizza/);
    expect(post.thumbnailUrl).toMatch(/^https:/);
  });

  it('offers the file without watermark first, then streams that the model can decode, large to small', () => {
    const files = post.media.kind === 'files' ? post.media.files : [];
    expect(files).toHaveLength(1);
    expect(files[0]?.variants.map(({ bytes }) => bytes)).toEqual([15708704, 6874971, 5775937, 4269959, 16407044]);
    expect(files[0]?.variants.every(({ urls }) => urls.length > 0)).toBe(true);
    expect(files[0]?.variants[0]?.urls[0]).toBe(answer.aweme_detail.video.download_no_watermark_addr.url_list[0]);
  });
});

describe('the choice of a file', () => {
  const video = (fields: object) => ({ aweme_detail: { desc: 'x', video: { duration: 1000, ...fields } } });

  it('is play_addr when it has no watermark', () => {
    const fields = { has_watermark: false, play_addr: url('play'), download_addr: url('download') };
    expect(firstLinks(read(video(fields)))).toEqual(['play', 'download']);
  });

  it('prefers clean streams to a watermark, H.264 to H.265, and has no use for H.266', () => {
    const bit_rate = [
      { is_bytevc1: 2, play_addr: { ...url('h266'), data_size: 9 } },
      { is_bytevc1: 1, play_addr: { ...url('h265'), data_size: 8 } },
      { is_bytevc1: 0, play_addr: { ...url('h264-small'), data_size: 5 } },
      { is_bytevc1: 0, play_addr: { ...url('h264'), data_size: 7 } },
    ];
    const fields = { has_watermark: true, play_addr: url('play'), bit_rate };
    expect(firstLinks(read(video(fields)))).toEqual(['h264', 'h264-small', 'h265', 'play']);
  });

  it('survives fields of the wrong type', () => {
    const odd = { duration: 'long', has_watermark: 'no', bit_rate: [null, { play_addr: 7 }], cla_info: [] };
    const post = read(video({ ...odd, play_addr: { url_list: ['ftp://x', 7, 'https://cdn.example.com/play'] } }));
    expect(firstLinks(post)).toEqual(['play']);
    expect(post.durationS).toBeNull();
  });

  it('reads numbers and truth values that come as text, and a link that comes without its list', () => {
    const texts = { duration: '89793', has_watermark: '0', play_addr: { url_list: 'https://cdn.example.com/play' } };
    const post = read(video(texts));
    expect(firstLinks(post)).toEqual(['play']);
    expect(post.durationS).toBe(89.793);
  });
});

describe('photo posts', () => {
  const item = recorded('tiktok-slideshow-item.json');
  const [image] = item.image_post_info.images;

  it('are images, with no length', () => {
    const single = read({ aweme_detail: item });
    expect(single.ref.kind).toBe('image');
    expect(single.durationS).toBeNull();
    const slideshow = read({ aweme_detail: { ...item, image_post_info: { images: [image, image, {}, null] } } });
    expect(slideshow.ref.kind).toBe('slideshow');
    expect(slideshow.media).toMatchObject({ kind: 'files', files: [{ kind: 'image' }, { kind: 'image' }] });
    expect(slideshow.media.kind === 'files' && slideshow.media.files).toHaveLength(2);
  });
});

describe('posts that are not to be had', () => {
  const aweme = recorded('tiktok-video.json').aweme_detail;
  const withStatus = (status: object) => ({ aweme_detail: { ...aweme, status: { ...aweme.status, ...status } } });
  it.each([
    ['deleted', withStatus({ is_delete: true }), 'content_not_found'],
    ['deleted, as a number', withStatus({ is_delete: 1 }), 'content_not_found'],
    ['for oneself, as text', withStatus({ private_status: '1' }), 'content_private'],
    ['banned', withStatus({ is_prohibited: true }), 'content_not_found'],
    ['for oneself', withStatus({ private_status: 1 }), 'content_private'],
    ['for friends', withStatus({ private_status: 2 }), 'content_private'],
    [
      'withheld as private',
      { aweme_detail: null, filter_detail: { filter_reason: 'status_self_see' } },
      'content_private',
    ],
    ['withheld', { aweme_detail: null, filter_detail: { filter_reason: 'status_deleted' } }, 'content_not_found'],
    ['unknown to TikTok', { success: true, status_code: 2053 }, 'content_not_found'],
    ['absent without a word', { success: true, status_code: 0 }, 'scraper_bad_response'],
    ['without media', { aweme_detail: { desc: 'x', video: { duration: 5 } } }, 'scraper_bad_response'],
  ])('%s', (_what, body, code) => {
    expect(codeOf(body)).toBe(code);
  });
});

it('answers any JSON with a post or a problem', () => {
  const aweme = recorded('tiktok-video.json').aweme_detail;
  const anyBody = fc.oneof(
    fc.dictionary(fc.constantFrom('aweme_detail', 'filter_detail', 'status_code', 'transcript'), fc.jsonValue()),
    fc.record({ aweme_detail: fc.dictionary(fc.constantFrom(...Object.keys(aweme)), fc.jsonValue()) }),
    fc.record({
      aweme_detail: fc.record({ video: fc.dictionary(fc.constantFrom(...Object.keys(aweme.video)), fc.jsonValue()) }),
    }),
  );
  fc.assert(
    fc.property(anyBody, (body) => {
      expect(typeof codeOf(body)).toBe('string');
    }),
    { numRuns: 300 },
  );
});
