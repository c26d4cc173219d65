import type { ContentRef } from '@sets/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalise, createVideoSource, type Post, type Staging, type VideoSourceOptions } from '../src/index.ts';
import { createManualClock } from './manual-clock.ts';
import { codeOf, fixture, startUpstream, type Upstream } from './upstream.ts';

const movie = fixture('media/imovie.mp4');
const photo = fixture('media/kettlebell.jpg');
const LOOK_UP = '/sc/v2/tiktok/video';
const tiktok: ContentRef = {
  platform: 'tiktok',
  content_id: '7463250363559218474',
  kind: 'video',
  canonical_url: 'https://www.tiktok.com/@_/video/7463250363559218474',
};

let upstream: Upstream;
let logged: string[];
beforeEach(async () => {
  upstream = await startUpstream();
  logged = [];
});
afterEach(() => upstream.close());

const source = (options: Partial<VideoSourceOptions> = {}) =>
  createVideoSource({
    fetch: upstream.outbound.fetch,
    scrapeCreators: { apiKey: 'key-1', baseUrl: `${upstream.base}/sc` },
    maxVideoS: 600,
    logger: { info: (message) => logged.push(message) },
    ...options,
  });

const link = (path: string): string => `${upstream.base}${path}`;
const address = (...paths: string[]) => ({ url_list: paths.map(link) });
const videoAnswer = (video: object) => ({
  success: true,
  aweme_detail: { desc: 'x', video: { duration: 30_000, ...video } },
});
const photosAnswer = (...paths: string[]) => ({
  success: true,
  aweme_detail: { desc: 'x', image_post_info: { images: paths.map((path) => ({ display_image: address(path) })) } },
});

/** The post that the stand-in scraper gives for `answer`. */
const look = (answer: object, options: Partial<VideoSourceOptions> = {}): Promise<Post> => {
  upstream.json(LOOK_UP, answer);
  return source(options).fetchPost(tiktok);
};
const direct = (path: string): Promise<Post> => {
  const reading = canonicalise(link(path));
  if (!reading.ok) {
    throw new Error('not a direct link');
  }
  return source().fetchPost(reading.ref);
};
/** An MP4 of which most is media, `bytes` long. */
const largeMovie = (bytes: number): Buffer => {
  const free = Buffer.alloc(bytes - movie.length);
  free.writeUInt32BE(free.length);
  free.write('free', 4, 'latin1');
  return Buffer.concat([movie, free]);
};

describe('a video', () => {
  it('comes as one buffer with its real type', async () => {
    upstream.file('/v', movie, { 'content-type': 'text/html' });
    const post = await look(videoAnswer({ has_watermark: false, play_addr: address('/v') }));
    const media = await source().fetchMedia(post);
    expect(media.bytes).toBe(movie.length);
    expect(media.parts).toEqual([{ kind: 'inline', mimeType: 'video/mp4', data: movie }]);
    const [part] = media.parts;
    expect(part?.kind === 'inline' && part.data.buffer.byteLength).toBe(movie.length);
  });

  it('holds no more memory than its bytes when the length was not announced, or announced falsely', async () => {
    const post = await look(videoAnswer({ has_watermark: false, play_addr: address('/v') }));
    upstream.on('/v', (_request, response) => void response.writeHead(200).end(movie));
    const [part] = (await source().fetchMedia(post)).parts;
    expect(part?.kind === 'inline' && part.data.buffer.byteLength).toBe(movie.length);
    expect(part?.kind === 'inline' && part.data.equals(movie)).toBe(true);
  });

  it('comes from the next link when one fails', async () => {
    upstream.on('/broken', (_request, response) => response.writeHead(500).end());
    upstream.on('/cut', (_request, response) => {
      response.writeHead(200, { 'content-length': movie.length });
      response.write(movie.subarray(0, 1000), () => response.destroy());
    });
    upstream.file('/html', Buffer.from('<html>no video here</html>'));
    upstream.file('/v', movie);
    const post = await look(videoAnswer({ play_addr: address('/broken', '/cut', '/html', '/v') }));
    expect((await source().fetchMedia(post)).bytes).toBe(movie.length);
  });

  it.each([
    ['500', 'media_unavailable'],
    ['html', 'media_unsupported'],
    ['empty', 'media_unsupported'],
    ['header only', 'media_unsupported'],
    ['cut', 'media_unsupported'],
    ['hang', 'media_unavailable'],
    ['inside', 'forbidden_address'],
  ])('that is %s', async (what, code) => {
    const clock = createManualClock();
    const answers: Record<string, Parameters<Upstream['on']>[1]> = {
      '500': (_request, response) => response.writeHead(500).end(),
      html: (_request, response) => response.writeHead(200).end('<html></html>'),
      empty: (_request, response) => response.writeHead(200).end(),
      'header only': (_request, response) => response.writeHead(200).end(fixture('media/header-only.mp4')),
      cut: (_request, response) => response.writeHead(200).end(movie.subarray(0, 30_000)),
      hang: (_request, response) => {
        response.writeHead(200).write(movie.subarray(0, 5000), () => clock.advance(45_000));
      },
      inside: (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    };
    upstream.on('/v', answers[what] ?? (() => undefined));
    const post = await look(videoAnswer({ play_addr: address('/v') }));
    expect(await codeOf(source({ clock }).fetchMedia(post))).toBe(code);
  });

  it('is dropped when the caller leaves', async () => {
    const reason = new Error('text was enough');
    const controller = new AbortController();
    upstream.on('/v', (_request, response) => {
      response.writeHead(200).write(movie.subarray(0, 5000), () => controller.abort(reason));
    });
    const post = await look(videoAnswer({ play_addr: address('/v') }));
    expect(await codeOf(source().fetchMedia(post, { signal: controller.signal }))).toBe(reason);
  });
});

describe('links that have died', () => {
  it.each([403, 404])('with %i are looked up again, once', async (status) => {
    const stale = await look(videoAnswer({ play_addr: address('/old') }));
    upstream.on('/old', (_request, response) => response.writeHead(status).end());
    upstream.file('/new', movie);
    upstream.json(LOOK_UP, videoAnswer({ play_addr: address('/new') }));
    expect((await source().fetchMedia(stale)).bytes).toBe(movie.length);
    expect(upstream.hits(LOOK_UP)).toBe(2);
    expect(logged).toHaveLength(1);

    upstream.json(LOOK_UP, videoAnswer({ play_addr: address('/old') }));
    expect(await codeOf(source().fetchMedia(stale))).toBe('media_unavailable');
    expect(upstream.hits(LOOK_UP)).toBe(3);
  });

  it('say that the post is gone when the scraper says so', async () => {
    const stale = await look(videoAnswer({ play_addr: address('/old') }));
    upstream.json(LOOK_UP, { success: true, errorStatus: 404 });
    expect(await codeOf(source().fetchMedia(stale))).toBe('content_not_found');
  });
});

describe('size', () => {
  const small = { maxInlineBytes: 100_000 };

  it('is limited while streaming, whatever the header says', async () => {
    let sent = 0;
    upstream.on('/v', (_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (sent < 50_000_000 && response.write(sent === 0 ? movie : Buffer.alloc(65_536))) {
          sent += 65_536;
        }
      };
      response.on('drain', more);
      more();
    });
    const post = await look(videoAnswer({ play_addr: address('/v') }));
    expect(await codeOf(source(small).fetchMedia(post))).toBe('media_too_large');
    expect(sent).toBeLessThan(20_000_000);
  });

  it('counts all that comes out of a compressed answer', async () => {
    const { gzipSync } = await import('node:zlib');
    upstream.file('/v', gzipSync(largeMovie(5_000_000)), { 'content-encoding': 'gzip' });
    const post = await look(videoAnswer({ play_addr: address('/v') }));
    expect(await codeOf(source(small).fetchMedia(post))).toBe('media_too_large');
  });

  it('chooses a smaller rendition, without asking for one that is known not to fit', async () => {
    upstream.file('/small', movie);
    const bit_rate = [{ is_bytevc1: 0, play_addr: { ...address('/small'), data_size: movie.length } }];
    const known = { ...address('/large'), data_size: 200_000 };
    const post = await look(videoAnswer({ has_watermark: false, play_addr: known, bit_rate }));
    expect((await source(small).fetchMedia(post)).bytes).toBe(movie.length);
    expect(upstream.hits('/large')).toBe(0);
  });

  it('chooses a smaller rendition when a stated size was wrong', async () => {
    upstream.file('/large', largeMovie(200_000));
    upstream.file('/small', movie);
    const bit_rate = [{ is_bytevc1: 0, play_addr: { ...address('/small'), data_size: movie.length } }];
    const play_addr = { ...address('/large'), data_size: 10 };
    const post = await look(videoAnswer({ has_watermark: false, play_addr, bit_rate }));
    expect((await source(small).fetchMedia(post)).bytes).toBe(movie.length);
  });

  describe('with a bucket', () => {
    const staged: { mimeType: string; data: Buffer }[] = [];
    const staging: Staging = {
      async stage({ body, mimeType }) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) {
          chunks.push(chunk);
        }
        staged.push({ mimeType, data: Buffer.concat(chunks) });
        return 'gs://one-day/object';
      },
    };
    beforeEach(() => {
      staged.length = 0;
    });

    it('is staged, whole, when nothing fits', async () => {
      const large = largeMovie(300_000);
      upstream.file('/v', large);
      const post = await look(videoAnswer({ play_addr: { ...address('/v'), data_size: large.length } }));
      const media = await source({ ...small, staging }).fetchMedia(post);
      expect(media).toMatchObject({
        bytes: 0,
        parts: [{ kind: 'uri', mimeType: 'video/mp4', uri: 'gs://one-day/object' }],
      });
      expect(staged[0]?.mimeType).toBe('video/mp4');
      expect(staged[0]?.data.equals(large)).toBe(true);
    });

    it('is not staged when it is no media, or of unknown length', async () => {
      upstream.file('/v', Buffer.alloc(300_000, 'x'));
      const post = await look(videoAnswer({ play_addr: { ...address('/v'), data_size: 300_000 } }));
      expect(await codeOf(source({ ...small, staging }).fetchMedia(post))).toBe('media_too_large');
      const endless = Buffer.concat([movie.subarray(0, 28), Buffer.alloc(300_000)]);
      endless.write('\0\x04\x93\xe0mdat', 28, 'latin1');
      upstream.file('/v.mp4', endless);
      expect(await codeOf(source({ ...small, staging }).fetchMedia(await direct('/v.mp4')))).toBe('media_too_large');
      expect(staged).toEqual([]);
    });

    it('reports a bucket that fails', async () => {
      upstream.file('/v', largeMovie(300_000));
      const post = await look(videoAnswer({ play_addr: address('/v') }));
      const broken: Staging = { stage: () => Promise.reject(new Error('bucket is away')) };
      expect(await codeOf(source({ ...small, staging: broken }).fetchMedia(post))).toBe('media_unavailable');
    });
  });
});

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
    const post = await look(photosAnswer('/0', '/1', '/2'));
    expect(post.ref.kind).toBe('slideshow');
    const media = await source().fetchMedia(post);
    expect(media.parts.map(({ mimeType }) => mimeType)).toEqual(['image/jpeg', 'image/webp', 'image/heif']);
    expect(media.bytes).toBe(photo.length + 6048 + 8192);
    expect(media.durationS).toBeNull();
  });

  it('share one limit', async () => {
    upstream.file('/0', photo);
    upstream.file('/1', photo);
    const post = await look(photosAnswer('/0', '/1'));
    expect(await codeOf(source({ maxInlineBytes: photo.length * 2 - 1 }).fetchMedia(post))).toBe('media_too_large');
    expect((await source({ maxInlineBytes: photo.length * 2 }).fetchMedia(post)).bytes).toBe(photo.length * 2);
  });

  it('are stopped when one fails', async () => {
    const closed = new Promise<void>((resolve) => {
      upstream.on('/slow', (_request, response) => {
        response.on('close', resolve);
        response.writeHead(200).write(photo.subarray(0, 5000));
      });
    });
    upstream.on('/bad', (_request, response) => response.writeHead(500).end());
    const post = await look(photosAnswer('/slow', '/bad'));
    expect(await codeOf(source().fetchMedia(post))).toBe('media_unavailable');
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
    const post = await direct(`/${name}`);
    expect(post).toMatchObject({ author: null, caption: null, transcript: null, durationS: null });
    expect(upstream.requests).toHaveLength(0);
    const media = await source().fetchMedia(post);
    expect(media.parts).toMatchObject([{ kind: 'inline', mimeType }]);
    expect(media.durationS).toBeGreaterThan(0);
  });

  it('are refused when their header says that they are too long', async () => {
    const long = Buffer.from(movie);
    // The length in mvhd, in units of the timescale before it.
    long.writeUInt32BE(23_809 * 601, long.indexOf('mvhd') + 20);
    upstream.file('/long.mp4', long);
    expect(await codeOf(source().fetchMedia(await direct('/long.mp4')))).toBe('media_too_long');
    // Known from the head alone, so not even downloaded whole.
    const post = await direct('/long.mp4');
    expect(await codeOf(source({ maxInlineBytes: 20_000 }).fetchMedia(post))).toBe('media_too_long');
  });

  it('are refused when they do not tell their length', async () => {
    const silent = Buffer.from(movie);
    silent.writeUInt32BE(0, silent.indexOf('mvhd') + 20);
    upstream.file('/silent.mp4', silent);
    expect(await codeOf(source().fetchMedia(await direct('/silent.mp4')))).toBe('media_unsupported');
  });

  it.each([
    [403, 'content_private'],
    [404, 'content_not_found'],
    [410, 'content_not_found'],
    [503, 'media_unavailable'],
  ])('that answer %i', async (status, code) => {
    upstream.on('/a.mp4', (_request, response) => response.writeHead(status).end());
    expect(await codeOf(source().fetchMedia(await direct('/a.mp4')))).toBe(code);
    expect(upstream.hits('/a.mp4')).toBe(1);
  });

  it('may be images after all', async () => {
    upstream.file('/photo.mp4', photo);
    expect((await source().fetchMedia(await direct('/photo.mp4'))).parts).toMatchObject([{ mimeType: 'image/jpeg' }]);
  });
});

it('hands a YouTube link to the model, clipped, without a request', async () => {
  const reading = canonicalise('https://youtu.be/dQw4w9WgXcQ?si=abc');
  if (!reading.ok) {
    throw new Error('not a link');
  }
  const post = await source().fetchPost(reading.ref);
  expect(post).toMatchObject({ caption: null, durationS: null });
  expect(await source().fetchMedia(post)).toEqual({
    parts: [
      {
        kind: 'uri',
        mimeType: 'video/mp4',
        uri: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
        clip: { startS: 0, endS: 600 },
      },
    ],
    bytes: 0,
    durationS: null,
  });
  expect(upstream.requests).toHaveLength(0);
});
