import { createManualClock } from '@sets/clock/testing';
import { type ContentRef, ProblemError } from '@sets/contract';
import { silentLogger } from '@sets/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVideoSource, UpstreamOutage, type VideoSourceOptions } from '../src/index.ts';
import { codeOf, fixture, startUpstream, type Upstream } from './upstream.ts';

const tiktok: ContentRef = {
  platform: 'tiktok',
  content_id: '7463250363559218474',
  kind: 'video',
  canonical_url: 'https://www.tiktok.com/@_/video/7463250363559218474',
};
const instagram: ContentRef = {
  platform: 'instagram',
  content_id: 'DF5s0duxDts',
  kind: 'video',
  canonical_url: 'https://www.instagram.com/p/DF5s0duxDts/',
};
const PATH = '/scrapecreators/v2/tiktok/video';
const INSTAGRAM_PATH = '/scrapecreators/v1/instagram/post';
const json = (name: string) => JSON.parse(fixture(`scrapecreators/${name}`).toString());

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const source = (options: Partial<VideoSourceOptions> = {}) =>
  createVideoSource({
    fetch: upstream.outbound.fetch,
    scrapeCreators: { apiKey: 'key-1', baseUrl: `${upstream.base}/scrapecreators/` },
    maxVideoS: 600,
    logger: silentLogger,
    ...options,
  });

describe('a look-up', () => {
  it('asks for the video and its transcript, with the key', async () => {
    upstream.json(PATH, json('tiktok-video.json'));
    const post = await source().fetchPost(tiktok);
    expect(post).toMatchObject({ author: 'stoolpresidente', durationS: 89.793, ref: { kind: 'video' } });
    const [request] = upstream.requests;
    expect(new URL(`http://x${request?.url}`).searchParams.toString()).toBe(
      new URLSearchParams({ url: tiktok.canonical_url, get_transcript: 'true' }).toString(),
    );
    expect(request?.headers['x-api-key']).toBe('key-1');
  });

  it('asks for an Instagram post', async () => {
    upstream.json(INSTAGRAM_PATH, json('instagram-reel.json'));
    expect(await source().fetchPost(instagram)).toMatchObject({ author: 'adrianhorning', durationS: 71.1 });
    expect(upstream.requests[0]?.url).toBe(`${INSTAGRAM_PATH}?url=${encodeURIComponent(instagram.canonical_url)}`);
  });

  it('refuses what is too long before anything is downloaded', async () => {
    upstream.json(PATH, json('tiktok-video.json'));
    expect(await codeOf(source({ maxVideoS: 89 }).fetchPost(tiktok))).toBe('media_too_long');
    expect(upstream.requests).toHaveLength(1);
  });

  it('does not hand the key to another host', async () => {
    upstream.on(PATH, (_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end());
    expect(await codeOf(source().fetchPost(tiktok))).toBe('forbidden_address');
  });
});

describe('an answer', () => {
  const notFound = {
    success: true,
    credits_remaining: 7,
    error: 'not_found',
    errorStatus: 404,
    message: 'not found :(',
  };
  it.each([
    ['401', 401, { success: false, message: 'Invalid API key' }, 'scraper_unauthorized'],
    ['402', 402, { success: false, message: 'Out of credits' }, 'scraper_out_of_credits'],
    ['403 for our key', 403, { message: 'Forbidden' }, 'scraper_unauthorized'],
    ['403 for the post', 403, json('forbidden.json'), 'content_age_restricted'],
    ['404', 404, { success: false, error: 'not_found' }, 'content_not_found'],
    ['404 that claims success', 404, notFound, 'content_not_found'],
    ['200 that means 404', 200, notFound, 'content_not_found'],
    ['200 that means 403', 200, json('forbidden.json'), 'content_age_restricted'],
    ['200 that names its error only', 200, { success: false, error: 'not_found' }, 'content_not_found'],
    ['200 that means 404, in text', 200, { success: 'true', errorStatus: '404' }, 'content_not_found'],
    ['200 that means 500', 200, { success: false, errorStatus: 500 }, 'scraper_unavailable'],
    ['200 that means 403, without a reason', 200, { success: false, errorStatus: 403 }, 'content_private'],
    ['404 for a failure of the platform', 404, { success: false, error: 'execution error' }, 'scraper_unavailable'],
    [
      '200 that means 404, for a failure of the platform',
      200,
      { success: true, errorStatus: 404, errors: [{ message: 'execution error', severity: 'CRITICAL' }] },
      'scraper_unavailable',
    ],
    ['200 without success', 200, { success: false }, 'scraper_bad_response'],
    ['400', 400, { success: false, message: 'url is required' }, 'scraper_bad_response'],
    ['500', 500, { success: false }, 'scraper_unavailable'],
    ['503', 503, {}, 'scraper_unavailable'],
    ['a list', 200, [], 'scraper_bad_response'],
    ['null', 200, null, 'scraper_bad_response'],
  ])('of %s', async (_what, status, body, code) => {
    upstream.json(PATH, body, status);
    expect(await codeOf(source().fetchPost(tiktok))).toBe(code);
  });

  it.each([
    ['HTML', 200, '<!doctype html><title>Just a moment…</title>', 'scraper_bad_response'],
    ['an HTML 404', 404, '<html>nginx</html>', 'scraper_bad_response'],
    ['an HTML 502', 502, '<html>Bad gateway</html>', 'scraper_unavailable'],
    ['garbage', 200, '\u0000\u0001{"success":', 'scraper_bad_response'],
    ['nothing', 200, '', 'scraper_bad_response'],
  ])('of %s', async (_what, status, text, code) => {
    upstream.on(PATH, (_request, response) => response.writeHead(status).end(text));
    expect(await codeOf(source().fetchPost(tiktok))).toBe(code);
  });

  it.each([
    ['seconds', '30', 30],
    ['a date', 'Mon, 23 Nov 2026 00:01:30 GMT', 90],
    ['a past date', 'Sun, 22 Nov 2026 00:00:00 GMT', 0],
    ['nonsense', 'soon', undefined],
  ])('of 429 says when to try again, in %s', async (_what, header, seconds) => {
    upstream.json(PATH, { success: false }, 429, { 'retry-after': header });
    const error = await source({ clock: createManualClock(Date.UTC(2026, 10, 23)) })
      .fetchPost(tiktok)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ code: 'scraper_unavailable', retryable: true, retryAfterS: seconds });
  });

  it('that fails is surely an outage only while nobody is answered', async () => {
    const clock = createManualClock();
    const { fetchPost } = source({ clock });
    const failure = () => fetchPost(tiktok).catch((reason: unknown) => (reason as Error).cause);
    upstream.json(PATH, { success: false }, 503);
    expect(await failure()).toBeInstanceOf(UpstreamOutage);
    upstream.json(PATH, { success: false, error: 'not_found' }, 404);
    expect(await codeOf(fetchPost(tiktok))).toBe('content_not_found');
    upstream.json(PATH, { success: false }, 503);
    expect(await failure()).toMatchObject({ others: 'to_earlier_calls' });
    clock.advance(11_000);
    expect(await failure()).toMatchObject({ others: 'none' });
  });

  it('that was cut, or whose server is gone, is unavailable', async () => {
    upstream.on(PATH, (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{"success":');
      response.destroy();
    });
    expect(await codeOf(source().fetchPost(tiktok))).toBe('scraper_unavailable');
    upstream.on(PATH, (request) => request.destroy());
    expect(await codeOf(source().fetchPost(tiktok))).toBe('scraper_unavailable');
  });

  it('larger than any post is not read to its end', async () => {
    upstream.on(PATH, (_request, response) => {
      const fill = (): void => {
        while (response.write(' '.repeat(65_536))) {
          // Until the reader has had enough.
        }
      };
      response.on('drain', fill);
      fill();
    });
    expect(await codeOf(source().fetchPost(tiktok))).toBe('scraper_unavailable');
  });

  it('that never comes is unavailable after 20 s', async () => {
    const clock = createManualClock();
    upstream.on(PATH, () => clock.advance(20_000));
    expect(await codeOf(source({ clock }).fetchPost(tiktok))).toBe('scraper_unavailable');
  });

  it('is no longer awaited once the caller has left', async () => {
    const reason = new Error('canceled');
    const controller = new AbortController();
    upstream.on(PATH, () => controller.abort(reason));
    expect(await codeOf(source().fetchPost(tiktok, { signal: controller.signal }))).toBe(reason);
  });
});
