import { createManualClock } from '@sets/clock/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Staging, UpstreamOutage } from '../src/index.ts';
import { createPosts, LOOK_UP, movie, videoAnswer } from './posts.ts';
import { codeOf, fixture, startUpstream, type Upstream } from './upstream.ts';

let upstream: Upstream;
let posts: ReturnType<typeof createPosts>;
beforeEach(async () => {
  upstream = await startUpstream();
  posts = createPosts(upstream);
});
afterEach(() => upstream.close());

/** An MP4 of which most is media, `bytes` long. */
function largeMovie(bytes: number): Buffer {
  const free = Buffer.alloc(bytes - movie.length);
  free.writeUInt32BE(free.length);
  free.write('free', 4, 'latin1');
  return Buffer.concat([movie, free]);
}

describe('a video', () => {
  it('comes as one buffer with its real type', async () => {
    upstream.file('/v', movie, { 'content-type': 'text/html' });
    const post = await posts.look(videoAnswer({ has_watermark: false, play_addr: posts.address('/v') }));
    const media = await posts.source().fetchMedia(post);
    expect(media.bytes).toBe(movie.length);
    expect(media.parts).toEqual([{ kind: 'inline', mimeType: 'video/mp4', data: movie }]);
    const [part] = media.parts;
    expect(part?.kind === 'inline' && part.data.buffer.byteLength).toBe(movie.length);
  });

  it('holds no more memory than its bytes when the length was not announced, or announced falsely', async () => {
    const post = await posts.look(videoAnswer({ has_watermark: false, play_addr: posts.address('/v') }));
    upstream.on('/v', (_request, response) => void response.writeHead(200).end(movie));
    const [part] = (await posts.source().fetchMedia(post)).parts;
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
    const post = await posts.look(videoAnswer({ play_addr: posts.address('/broken', '/cut', '/html', '/v') }));
    expect((await posts.source().fetchMedia(post)).bytes).toBe(movie.length);
  });

  it.each([
    ['500', 'media_unavailable'],
    ['html', 'media_unsupported'],
    ['empty', 'media_unavailable'],
    ['header only', 'media_unavailable'],
    ['cut', 'media_unavailable'],
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
    const post = await posts.look(videoAnswer({ play_addr: posts.address('/v') }));
    expect(await codeOf(posts.source({ clock }).fetchMedia(post))).toBe(code);
  });

  it('is dropped when the caller leaves', async () => {
    const reason = new Error('text was enough');
    const controller = new AbortController();
    upstream.on('/v', (_request, response) => {
      response.writeHead(200).write(movie.subarray(0, 5000), () => controller.abort(reason));
    });
    const post = await posts.look(videoAnswer({ play_addr: posts.address('/v') }));
    expect(await codeOf(posts.source().fetchMedia(post, { signal: controller.signal }))).toBe(reason);
  });
});

describe('links that have died', () => {
  it.each([401, 403, 404])('with %i are looked up again, once', async (status) => {
    const stale = await posts.look(videoAnswer({ play_addr: posts.address('/old') }));
    upstream.on('/old', (_request, response) => response.writeHead(status).end());
    upstream.file('/new', movie);
    upstream.json(LOOK_UP, videoAnswer({ play_addr: posts.address('/new') }));
    expect((await posts.source().fetchMedia(stale)).bytes).toBe(movie.length);
    expect(upstream.hits(LOOK_UP)).toBe(2);
    expect(posts.logged).toHaveLength(1);

    upstream.json(LOOK_UP, videoAnswer({ play_addr: posts.address('/old') }));
    expect(await codeOf(posts.source().fetchMedia(stale))).toBe('media_unavailable');
    expect(upstream.hits(LOOK_UP)).toBe(3);
  });

  it('say that the post is gone when the scraper says so', async () => {
    const stale = await posts.look(videoAnswer({ play_addr: posts.address('/old') }));
    upstream.json(LOOK_UP, { success: true, errorStatus: 404 });
    expect(await codeOf(posts.source().fetchMedia(stale))).toBe('content_not_found');
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
    const post = await posts.look(videoAnswer({ play_addr: posts.address('/v') }));
    expect(await codeOf(posts.source(small).fetchMedia(post))).toBe('media_too_large');
    expect(sent).toBeLessThan(20_000_000);
  });

  it('counts all that comes out of a compressed answer', async () => {
    const { gzipSync } = await import('node:zlib');
    upstream.file('/v', gzipSync(largeMovie(5_000_000)), { 'content-encoding': 'gzip' });
    const post = await posts.look(videoAnswer({ play_addr: posts.address('/v') }));
    expect(await codeOf(posts.source(small).fetchMedia(post))).toBe('media_too_large');
  });

  it('chooses a smaller rendition, without asking for one that is known not to fit', async () => {
    upstream.file('/small', movie);
    const bit_rate = [{ is_bytevc1: 0, play_addr: { ...posts.address('/small'), data_size: movie.length } }];
    const known = { ...posts.address('/large'), data_size: 200_000 };
    const post = await posts.look(videoAnswer({ has_watermark: false, play_addr: known, bit_rate }));
    expect((await posts.source(small).fetchMedia(post)).bytes).toBe(movie.length);
    expect(upstream.hits('/large')).toBe(0);
  });

  it('chooses a smaller rendition when a stated size was wrong', async () => {
    upstream.file('/large', largeMovie(200_000));
    upstream.file('/small', movie);
    const bit_rate = [{ is_bytevc1: 0, play_addr: { ...posts.address('/small'), data_size: movie.length } }];
    const play_addr = { ...posts.address('/large'), data_size: 10 };
    const post = await posts.look(videoAnswer({ has_watermark: false, play_addr, bit_rate }));
    expect((await posts.source(small).fetchMedia(post)).bytes).toBe(movie.length);
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
      const post = await posts.look(videoAnswer({ play_addr: { ...posts.address('/v'), data_size: large.length } }));
      const media = await posts.source({ ...small, staging }).fetchMedia(post);
      expect(media).toMatchObject({
        bytes: 0,
        parts: [{ kind: 'uri', mimeType: 'video/mp4', uri: 'gs://one-day/object' }],
      });
      expect(staged[0]?.mimeType).toBe('video/mp4');
      expect(staged[0]?.data.equals(large)).toBe(true);
    });

    it('is not staged when it is no media, or of unknown length', async () => {
      upstream.file('/v', Buffer.alloc(300_000, 'x'));
      const post = await posts.look(videoAnswer({ play_addr: { ...posts.address('/v'), data_size: 300_000 } }));
      expect(await codeOf(posts.source({ ...small, staging }).fetchMedia(post))).toBe('media_too_large');
      const endless = Buffer.concat([movie.subarray(0, 28), Buffer.alloc(300_000)]);
      endless.write('\0\x04\x93\xe0mdat', 28, 'latin1');
      upstream.file('/v.mp4', endless);
      expect(await codeOf(posts.source({ ...small, staging }).fetchMedia(await posts.direct('/v.mp4')))).toBe(
        'media_too_large',
      );
      expect(staged).toEqual([]);
    });

    it('reports a bucket that fails', async () => {
      upstream.file('/v', largeMovie(300_000));
      const post = await posts.look(videoAnswer({ play_addr: posts.address('/v') }));
      const broken: Staging = { stage: () => Promise.reject(new Error('bucket is away')) };
      const failed = await posts
        .source({ ...small, staging: broken })
        .fetchMedia(post)
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'media_unavailable', cause: expect.any(UpstreamOutage) });
    });

    it('holds a bucket that fails against no file of an untrusted server', async () => {
      upstream.file('/v.mp4', largeMovie(300_000));
      let isAway = true;
      const staging: Staging = {
        async stage({ body }) {
          for await (const _ of body) {
            // Read, as a bucket does before it answers.
          }
          if (isAway) {
            throw new Error('HTTP 503');
          }
          return 'gs://one-day/object';
        },
      };
      const source = posts.source({ ...small, staging });
      const post = await posts.direct('/v.mp4');
      const failed = () => source.fetchMedia(post).catch((error: unknown) => error);
      expect(await failed()).toMatchObject({
        code: 'media_unavailable',
        retryable: true,
        cause: expect.any(UpstreamOutage),
      });
      isAway = false;
      await source.fetchMedia(post);
      isAway = true;
      expect(await failed()).toMatchObject({ code: 'media_unavailable', retryable: true });
    });
  });
});
