import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalise } from '../src/index.ts';
import { createPosts, movie, photo } from './posts.ts';
import { codeOf, fixture, startUpstream, type Upstream } from './upstream.ts';

let upstream: Upstream;
let posts: ReturnType<typeof createPosts>;
beforeEach(async () => {
  upstream = await startUpstream();
  posts = createPosts(upstream);
});
afterEach(() => upstream.close());

describe('several files', () => {
  it('are fetched side by side and keep their order', async () => {
    const types = { '/0': photo, '/1': fixture('media/fixture.webp'), '/2': fixture('media/mif1-head.heic') };
    const waiting: (() => void)[] = [];
    for (const [path, data] of Object.entries(types)) {
      // Nobody is served before all have asked; the last who asked is served first.
      upstream.on(path, (_request, response) => {
        waiting.unshift(() => response.writeHead(200).end(data));
        if (waiting.length === 3) {
          for (const serve of waiting) {
            serve();
          }
        }
      });
    }
    const post = await posts.look(posts.photosAnswer('/0', '/1', '/2'));
    expect(post.ref.kind).toBe('slideshow');
    const media = await posts.source().fetchMedia(post);
    expect(media.parts.map(({ mimeType }) => mimeType)).toEqual(['image/jpeg', 'image/webp', 'image/heif']);
    expect(media.bytes).toBe(photo.length + 6048 + 8192);
    expect(media.durationS).toBeNull();
  });

  it('share one limit', async () => {
    upstream.file('/0', photo);
    upstream.file('/1', photo);
    const post = await posts.look(posts.photosAnswer('/0', '/1'));
    expect(await codeOf(posts.source({ maxInlineBytes: photo.length * 2 - 1 }).fetchMedia(post))).toBe(
      'media_too_large',
    );
    expect((await posts.source({ maxInlineBytes: photo.length * 2 }).fetchMedia(post)).bytes).toBe(photo.length * 2);
  });

  it('are stopped when one fails', async () => {
    const closed = new Promise<void>((resolve) => {
      upstream.on('/slow', (_request, response) => {
        response.on('close', resolve);
        response.writeHead(200).write(photo.subarray(0, 5000));
      });
    });
    upstream.on('/bad', (_request, response) => response.writeHead(500).end());
    const post = await posts.look(posts.photosAnswer('/slow', '/bad'));
    expect(await codeOf(posts.source().fetchMedia(post))).toBe('media_unavailable');
    await closed;
  });
});

describe('direct files', () => {
  it.each([
    ['imovie.mp4', 'video/mp4'],
    ['rotated.mov', 'video/quicktime'],
    ['rabbit-head.webm', 'video/webm'],
  ])('%s', async (name, mimeType) => {
    upstream.file(`/${name}`, fixture(`media/${name}`));
    const post = await posts.direct(`/${name}`);
    expect(post).toMatchObject({ author: null, caption: null, transcript: null, durationS: null });
    expect(upstream.requests).toHaveLength(0);
    const media = await posts.source().fetchMedia(post);
    expect(media.parts).toMatchObject([{ kind: 'inline', mimeType }]);
    expect(media.durationS).toBeGreaterThan(0);
  });

  it('are refused when their header says that they are too long', async () => {
    const long = Buffer.from(movie);
    // The length in mvhd, in units of the timescale before it.
    long.writeUInt32BE(23_809 * 601, long.indexOf('mvhd') + 20);
    upstream.file('/long.mp4', long);
    expect(await codeOf(posts.source().fetchMedia(await posts.direct('/long.mp4')))).toBe('media_too_long');
    // Known from the head alone, so not even downloaded whole.
    const post = await posts.direct('/long.mp4');
    expect(await codeOf(posts.source({ maxInlineBytes: 20_000 }).fetchMedia(post))).toBe('media_too_long');
  });

  it('are refused when they do not tell their length', async () => {
    const silent = Buffer.from(movie);
    silent.writeUInt32BE(0, silent.indexOf('mvhd') + 20);
    upstream.file('/silent.mp4', silent);
    expect(await codeOf(posts.source().fetchMedia(await posts.direct('/silent.mp4')))).toBe('media_unsupported');
  });

  it.each([
    [403, 'content_private'],
    [404, 'content_not_found'],
    [410, 'content_not_found'],
    [503, 'media_unavailable'],
  ])('that answer %i', async (status, code) => {
    upstream.on('/a.mp4', (_request, response) => response.writeHead(status).end());
    expect(await codeOf(posts.source().fetchMedia(await posts.direct('/a.mp4')))).toBe(code);
    expect(upstream.hits('/a.mp4')).toBe(1);
  });

  it('may be images after all', async () => {
    upstream.file('/photo.mp4', photo);
    expect((await posts.source().fetchMedia(await posts.direct('/photo.mp4'))).parts).toMatchObject([
      { mimeType: 'image/jpeg' },
    ]);
  });
});

it('hands a YouTube link to the model, clipped, without a request', async () => {
  const reading = canonicalise('https://youtu.be/dQw4w9WgXcQ?si=abc');
  if (!reading.ok) {
    throw new Error('not a link');
  }
  const post = await posts.source().fetchPost(reading.ref);
  expect(post).toMatchObject({ caption: null, durationS: null });
  expect(await posts.source().fetchMedia(post)).toEqual({
    parts: [
      {
        kind: 'uri',
        mimeType: 'video/mp4',
        uri: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
        clip: { endS: 600 },
      },
    ],
    bytes: 0,
    durationS: null,
  });
  expect(upstream.requests).toHaveLength(0);
  // Where the length is known nothing needs to be cut, and what an end beyond the end does is not documented.
  const known = await posts.source().fetchMedia({ ...post, durationS: 600 });
  expect(known.parts).toEqual([
    { kind: 'uri', mimeType: 'video/mp4', uri: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' },
  ]);
});
