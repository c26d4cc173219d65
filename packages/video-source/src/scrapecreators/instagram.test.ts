import { readFileSync } from 'node:fs';
import { type ContentRef, ProblemError } from '@sets/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Post } from '../post.ts';
import { readInstagramAnswer } from './instagram.ts';

const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/scrapecreators/instagram-reel.json', import.meta.url), 'utf8'),
);
const media = recorded.data.xdt_shortcode_media;

const ref: ContentRef = {
  platform: 'instagram',
  content_id: 'DF5s0duxDts',
  kind: 'video',
  canonical_url: 'https://www.instagram.com/p/DF5s0duxDts/',
};
const read = (body: unknown): Post => readInstagramAnswer(body, ref);
function codeOf(body: unknown): unknown {
  try {
    return read(body) && 'a post';
  } catch (error) {
    return error instanceof ProblemError ? error.code : error;
  }
}
const post = (fields: object) => ({ success: true, data: { xdt_shortcode_media: fields } });
const shapeOf = ({ ref: { kind }, media: plan }: Post) => ({
  kind,
  files: plan.kind === 'files' ? plan.files.map((file) => `${file.kind} ${file.variants[0]?.urls[0]}`) : [],
});

const image = { is_video: false, display_url: 'https://cdn.example.com/image.jpg', video_url: null };
const clip = {
  is_video: true,
  display_url: 'https://cdn.example.com/still.jpg',
  video_url: 'https://cdn.example.com/clip.mp4',
};
const carousel = (...nodes: object[]) => ({
  ...image,
  __typename: 'XDTGraphSidecar',
  shortcode: 'F_PxPdf-7cx',
  edge_sidecar_to_children: { edges: nodes.map((node) => ({ node })) },
});

describe('the recorded reel', () => {
  it('is read whole', () => {
    expect(read(recorded)).toMatchObject({
      ref: { ...ref, kind: 'video' },
      author: 'adrianhorning',
      title: null,
      caption: 'I built my own gumroad in 24 hours with AI',
      transcript: null,
      durationS: 71.1,
      thumbnailUrl: media.thumbnail_src,
      media: { kind: 'files', files: [{ kind: 'video', variants: [{ urls: [media.video_url], bytes: null }] }] },
    });
  });

  it.each([
    ['without the data wrapper', { success: true, xdt_shortcode_media: media }],
    ['trimmed to the bare media', { success: true, ...media }],
    ['trimmed within the wrapper', { success: true, data: media }],
    ['beside errors', { ...recorded, errors: [{ message: 'field_exception', severity: 'WARNING' }] }],
  ])('is the same %s', (_what, body) => {
    expect(read(body)).toEqual(read(recorded));
  });
});

describe('kinds', () => {
  it('tells a single image', () => {
    expect(shapeOf(read(post(image)))).toEqual({ kind: 'image', files: ['image https://cdn.example.com/image.jpg'] });
  });

  it('tells a carousel of images', () => {
    expect(shapeOf(read(post(carousel(image, image))))).toEqual({
      kind: 'slideshow',
      files: ['image https://cdn.example.com/image.jpg', 'image https://cdn.example.com/image.jpg'],
    });
  });

  it('tells a carousel that mixes videos and images, and adds up its length', () => {
    const mixed = read(post(carousel(image, { ...clip, video_duration: 10.5 }, { ...clip, video_duration: 20 })));
    expect(shapeOf(mixed)).toEqual({
      kind: 'mixed',
      files: [
        'image https://cdn.example.com/image.jpg',
        'video https://cdn.example.com/clip.mp4',
        'video https://cdn.example.com/clip.mp4',
      ],
    });
    expect(mixed.durationS).toBe(30.5);
  });

  it('offers smaller renditions after the best', () => {
    const display_resources = [640, 1080, 750].map((width) => ({ src: `https://x.com/${width}`, config_width: width }));
    const video_versions = [
      { url: 'https://x.com/480.mp4', width: 480 },
      { url: 'https://x.com/720.mp4', width: 720 },
    ];
    const links = (body: object): unknown => {
      const { media: plan } = read(post(body));
      return plan.kind === 'files' && plan.files[0]?.variants.map(({ urls }) => urls[0]);
    };
    expect(links({ ...image, display_resources })).toEqual([
      image.display_url,
      'https://x.com/1080',
      'https://x.com/750',
      'https://x.com/640',
    ]);
    expect(links({ ...clip, video_versions })).toEqual([
      clip.video_url,
      'https://x.com/720.mp4',
      'https://x.com/480.mp4',
    ]);
  });
});

describe('posts that are not to be had', () => {
  it.each([
    ['gone', { success: true, data: { xdt_shortcode_media: null } }, 'content_not_found'],
    ['of a private account', post({ ...clip, video_url: null, owner: { is_private: true } }), 'content_private'],
    ['behind an age gate', post({ ...clip, video_url: null, gating_info: { gating_type: 1 } }), 'content_private'],
    ['without media or cover', post({ ...clip, video_url: null, display_url: null }), 'scraper_bad_response'],
    [
      'behind an error of the platform',
      { ...post(null as unknown as object), errors: [{ message: 'execution error' }] },
      'scraper_unavailable',
    ],
    [
      'missing, said as an error',
      { ...post(null as unknown as object), errors: [{ message: 'Not Found' }] },
      'content_not_found',
    ],
    ['without data', { success: true, data: {} }, 'scraper_bad_response'],
    ['in a strange place', { success: true, data: [media] }, 'scraper_bad_response'],
    ['as a text', post('media' as unknown as object), 'scraper_bad_response'],
  ])('%s', (_what, body, code) => {
    expect(codeOf(body)).toBe(code);
  });
});

it('reads a video without an address from its words and its cover', () => {
  const read = readInstagramAnswer(post({ ...clip, video_url: null }), ref);
  expect(read.media).toMatchObject({ kind: 'files', files: [{ kind: 'image' }] });
  expect(read.warnings).toMatchObject([{ code: 'video_not_available' }]);
});

it('answers any JSON with a post or a problem', () => {
  const anyBody = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom(...Object.keys(media)), fc.jsonValue()).map(post),
    fc
      .array(fc.dictionary(fc.constantFrom(...Object.keys(media)), fc.jsonValue()))
      .map((nodes) => post(carousel(...nodes))),
  );
  fc.assert(
    fc.property(anyBody, (body) => {
      expect(typeof codeOf(body)).toBe('string');
    }),
    { numRuns: 300 },
  );
});
