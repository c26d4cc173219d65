import { createManualClock } from '@sets/clock/testing';
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

  it('share one limit: as many as fit are taken, the first ones', async () => {
    const paths = ['/0', '/1', '/2', '/3', '/4', '/5', '/6'];
    for (const path of paths) {
      upstream.file(path, photo);
    }
    const post = await posts.look(posts.photosAnswer(...paths));
    const all = await posts.source({ maxInlineBytes: photo.length * 7 }).fetchMedia(post);
    expect([all.bytes, all.warnings]).toEqual([photo.length * 7, []]);
    const some = await posts.source({ maxInlineBytes: photo.length * 5 - 1 }).fetchMedia(post);
    expect([some.parts.length, some.bytes]).toEqual([4, photo.length * 4]);
    expect(some.warnings).toMatchObject([
      { code: 'slides_left_out', message: expect.stringContaining('5, 6, 7 of 7') },
    ]);
  });

  it('cost themselves alone when they cannot be had', async () => {
    upstream.file('/0', photo);
    upstream.on('/dead', (_request, response) => response.writeHead(410).end());
    upstream.on('/bad', (_request, response) => response.writeHead(500).end());
    upstream.file('/html', Buffer.from('<html></html>'));
    upstream.on('/inside', (_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end());
    upstream.file('/5', fixture('media/fixture.webp'));
    const post = await posts.look(posts.photosAnswer('/0', '/dead', '/bad', '/html', '/inside', '/5'));
    const media = await posts.source().fetchMedia(post);
    expect(media.parts.map(({ mimeType }) => mimeType)).toEqual(['image/jpeg', 'image/webp']);
    expect(media.warnings).toMatchObject([{ message: expect.stringContaining('2, 3, 4, 5 of 6') }]);
    expect(upstream.hits('/sc/v2/tiktok/video')).toBe(1);
  });

  it.each([
    [['/bad', '/html'], 'media_unavailable'],
    [['/html', '/html'], 'media_unsupported'],
    [['/large', '/large'], 'media_too_large'],
  ])('fail as they do when none can be had: %s', async (paths, code) => {
    upstream.on('/bad', (_request, response) => response.writeHead(500).end());
    upstream.file('/html', Buffer.from('<html></html>'));
    upstream.file('/large', photo);
    const post = await posts.look(posts.photosAnswer(...paths));
    expect(await codeOf(posts.source({ maxInlineBytes: 20_000 }).fetchMedia(post))).toBe(code);
  });

  it('are looked up again when the links of all have died', async () => {
    const stale = await posts.look(posts.photosAnswer('/old', '/older'));
    for (const path of ['/old', '/older']) {
      upstream.on(path, (_request, response) => response.writeHead(403).end());
    }
    upstream.file('/new', photo);
    upstream.json('/sc/v2/tiktok/video', posts.photosAnswer('/new', '/old'));
    expect((await posts.source().fetchMedia(stale)).parts).toHaveLength(1);
  });

  it('do without one that takes all the time there is', async () => {
    const clock = createManualClock();
    upstream.file('/0', photo);
    upstream.file('/2', photo);
    const others = Promise.withResolvers<void>();
    let received = 0;
    // Bodies are read before they are handed on, so that the time is up when nothing is missing of the others.
    const source = posts.source({
      clock,
      fetch: async (url, init) => {
        const response = await upstream.outbound.fetch(url, init);
        if (String(url).endsWith('/silent')) {
          return response;
        }
        const body = await response.bytes();
        received += 1;
        if (received === 2) {
          others.resolve();
        }
        return new Response(body);
      },
    });
    upstream.on('/silent', (_request, response) => void response.writeHead(200).write(photo.subarray(0, 5_000)));
    const post = await posts.look(posts.photosAnswer('/0', '/silent', '/2'));
    const fetched = source.fetchMedia(post);
    await others.promise;
    clock.advance(45_000);
    const media = await fetched;
    expect(media.parts).toHaveLength(2);
    expect(media.warnings).toMatchObject([{ message: expect.stringContaining('Slide 2 of 3') }]);
  });

  it('are stopped when the caller leaves', async () => {
    const reason = new Error('text was enough');
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      upstream.on('/slow', (_request, response) => {
        response.on('close', resolve);
        response.writeHead(200).write(photo.subarray(0, 5000), () => controller.abort(reason));
      });
    });
    upstream.file('/0', photo);
    const post = await posts.look(posts.photosAnswer('/0', '/slow'));
    expect(await codeOf(posts.source().fetchMedia(post, { signal: controller.signal }))).toBe(reason);
    await closed;
  });
});

describe('direct files', () => {
  it.each([
    ['imovie.mp4', 'video/mp4'],
    ['rotated.mov', 'video/quicktime'],
    ['fragmented.mp4', 'video/mp4'],
    ['cmaf.mp4', 'video/mp4'],
    ['live.webm', 'video/webm'],
    ['audio-only.mp4', 'audio/mp4'],
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

  it.each([
    ['fragmented.mp4', 6],
    ['cmaf.mp4', 6],
    ['live.webm', 6],
    ['audio-only.mp4', 3],
  ])('tell their length, stated or not: %s', async (name, seconds) => {
    upstream.file('/a.mp4', fixture(`media/${name}`));
    const media = await posts.source().fetchMedia(await posts.direct('/a.mp4'));
    expect(Math.abs((media.durationS ?? 0) - seconds)).toBeLessThan(0.2);
    const post = await posts.direct('/a.mp4');
    expect(await codeOf(posts.source({ maxVideoS: seconds - 1 }).fetchMedia(post))).toBe('media_too_long');
  });

  it('are read without the box that says what they are', async () => {
    const fragmented = fixture('media/fragmented.mp4');
    const bare = fragmented.subarray(fragmented.readUInt32BE(0));
    const styp = Buffer.from('\0\0\0\x14stypmsdh\0\0\0\0msdh', 'latin1');
    upstream.file('/bare.mp4', bare);
    upstream.file('/joined.mp4', Buffer.concat([styp, bare]));
    for (const path of ['/bare.mp4', '/joined.mp4']) {
      const media = await posts.source().fetchMedia(await posts.direct(path));
      expect(Math.abs((media.durationS ?? 0) - 6)).toBeLessThan(0.2);
    }
  });

  it('may be had another time when pieces are missing at their end', async () => {
    const short = Buffer.from(fixture('media/fragmented.mp4'));
    const mvhd = short.indexOf('mvhd');
    short.writeUInt32BE(short.readUInt32BE(mvhd + 16) * 60, mvhd + 20);
    upstream.file('/short.mp4', short);
    expect(await codeOf(posts.source().fetchMedia(await posts.direct('/short.mp4')))).toBe('media_unavailable');
    // Ended in good order before its first fragment.
    upstream.file('/index.mp4', fixture('media/fragmented.mp4').subarray(0, 36 + 792));
    expect(await codeOf(posts.source().fetchMedia(await posts.direct('/index.mp4')))).toBe('media_unavailable');
  });

  it('are measured by their samples when their header says nothing', async () => {
    const silent = Buffer.from(movie);
    silent.writeUInt32BE(0, silent.indexOf('mvhd') + 20);
    upstream.file('/silent.mp4', silent);
    expect((await posts.source().fetchMedia(await posts.direct('/silent.mp4'))).durationS).toBeGreaterThan(0);
  });

  it('are refused when nothing in them tells their length', async () => {
    // An empty picture track and a sample table that is only zeros.
    const silent = Buffer.from(movie);
    silent.fill(0, silent.indexOf('mvhd') + 4, silent.indexOf('mvhd') + 30);
    silent.fill(0, silent.indexOf('trak') + 4, silent.lastIndexOf('stco') + 8);
    upstream.file('/silent.mp4', silent);
    expect(await codeOf(posts.source().fetchMedia(await posts.direct('/silent.mp4')))).toBe('media_unsupported');
  });

  it.each([
    [401, 'content_private'],
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

it('hands a YouTube link to the model, clipped, without a request where there is no key', async () => {
  const reading = canonicalise('https://youtu.be/dQw4w9WgXcQ?si=abc');
  if (!reading.ok) {
    throw new Error('not a link');
  }
  const post = await posts.source({ scrapeCreators: { apiKey: '', baseUrl: upstream.base } }).fetchPost(reading.ref);
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
    stagedSha256: null,
    durationS: null,
    warnings: [],
  });
  expect(upstream.requests).toHaveLength(0);
  // Where the length is known nothing needs to be cut, and what an end beyond the end does is not documented.
  const known = await posts.source().fetchMedia({ ...post, durationS: 600 });
  expect(known.parts).toEqual([
    { kind: 'uri', mimeType: 'video/mp4', uri: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' },
  ]);
});
