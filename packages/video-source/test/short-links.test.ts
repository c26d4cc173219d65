import { createManualClock } from '@sets/clock/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalise } from '../src/canonicalise.ts';
import { probeDirect, probePage, resolveShortLink } from '../src/index.ts';
import { codeOf, startUpstream, type Upstream } from './upstream.ts';

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

describe('resolveShortLink', () => {
  const link = 'https://vm.tiktok.com/ZM8Xm84K1/';
  const path = '/short/vm.tiktok.com/ZM8Xm84K1/';
  const deps = () => ({ fetch: upstream.outbound.fetch, shortLinkBaseUrl: `${upstream.base}/short` });
  const redirect = (from: string, location: string, status = 301): void =>
    upstream.on(from, (_request, response) => response.writeHead(status, { location }).end('moved'));

  it('reads where the link leads, without going there', async () => {
    redirect(path, 'https://www.tiktok.com/@nike/video/7647200302189251854?_r=1&u_code=abc');
    expect(await resolveShortLink(deps(), link)).toEqual({
      platform: 'tiktok',
      content_id: '7647200302189251854',
      kind: 'video',
      canonical_url: 'https://www.tiktok.com/@_/video/7647200302189251854',
    });
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    ['https://www.instagram.com/share/reel/BARSSL4rTu/', '/short/www.instagram.com/share/reel/BARSSL4rTu/'],
    ['https://www.tiktok.com/t/ZTR9nDNWq/', '/short/www.tiktok.com/t/ZTR9nDNWq/'],
  ])('asks the stand-in for %s', async (short, asked) => {
    redirect(asked, '/reel/DF5s0duxDts/?igsh=1', 302);
    await codeOf(resolveShortLink(deps(), short));
    expect(upstream.requests.map(({ url }) => url)).toEqual([asked]);
  });

  it('follows a short link to another, a few times', async () => {
    redirect(path, 'https://www.tiktok.com/t/ZTR9nDNWq/');
    redirect('/short/www.tiktok.com/t/ZTR9nDNWq/', 'https://m.tiktok.com/v/7647200302189251854.html');
    expect((await resolveShortLink(deps(), link)).content_id).toBe('7647200302189251854');
    redirect('/short/www.tiktok.com/t/ZTR9nDNWq/', link);
    expect(await codeOf(resolveShortLink(deps(), link))).toBe('short_link_unresolved');
    expect(upstream.requests.length).toBeLessThan(10);
  });

  it.each([
    ['the home page', 'https://www.tiktok.com/?_r=1', 'url_not_a_post'],
    ['another site', 'https://example.com/', 'unsupported_url'],
    ['a file elsewhere', 'https://example.com/a.mp4', 'unsupported_url'],
    ['the inside', 'http://169.254.169.254/a.mp4', 'unsupported_url'],
    ['no http link', 'tiktok://open', 'unsupported_url'],
    ['nonsense', 'http://[', 'short_link_unresolved'],
  ])('refuses a link that leads to %s', async (_what, target, code) => {
    redirect(path, target);
    expect(await codeOf(resolveShortLink(deps(), link))).toBe(code);
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    [404, 'content_not_found'],
    [410, 'content_not_found'],
    [200, 'short_link_unresolved'],
    [429, 'short_link_unresolved'],
    [500, 'short_link_unresolved'],
  ])('maps status %i', async (status, code) => {
    upstream.on(path, (_request, response) => response.writeHead(status).end());
    expect(await codeOf(resolveShortLink(deps(), link))).toBe(code);
  });

  it('gives up after 2 s', async () => {
    const clock = createManualClock();
    upstream.on(path, () => clock.advance(2000));
    expect(await codeOf(resolveShortLink({ ...deps(), clock }, link))).toBe('short_link_unresolved');
  });

  it('asks a second time beside the first after 600 ms of silence, and takes the answer that comes', async () => {
    const clock = createManualClock();
    upstream.on(path, (_request, response) => {
      if (upstream.hits(path) === 1) {
        clock.advance(600);
      } else {
        response.writeHead(301, { location: 'https://www.tiktok.com/@nike/video/7647200302189251854' }).end();
      }
    });
    expect((await resolveShortLink({ ...deps(), clock }, link)).content_id).toBe('7647200302189251854');
    expect(upstream.hits(path)).toBe(2);
  });

  it('asks once where the answer comes in time, a refusal too', async () => {
    const clock = createManualClock();
    upstream.on(path, (_request, response) => {
      clock.advance(599);
      response.writeHead(404).end();
    });
    expect(await codeOf(resolveShortLink({ ...deps(), clock }, link))).toBe('content_not_found');
    clock.advance(1_000);
    expect(upstream.hits(path)).toBe(1);
  });

  it('stops when the caller does', async () => {
    const reason = new Error('client left');
    const controller = new AbortController();
    upstream.on(path, () => controller.abort(reason));
    expect(await codeOf(resolveShortLink(deps(), link, controller.signal))).toBe(reason);
  });

  it('asks nobody about a link that can be read, or of an unknown host', async () => {
    expect((await resolveShortLink(deps(), 'https://youtu.be/dQw4w9WgXcQ')).platform).toBe('youtube');
    expect(await codeOf(resolveShortLink(deps(), 'https://bit.ly/37UnWxG'))).toBe('unsupported_url');
    expect(upstream.requests).toHaveLength(0);
  });

  it('goes to the real host through the guard otherwise', async () => {
    const asked: string[] = [];
    const fetch: typeof upstream.outbound.fetch = (url, init) => {
      asked.push(String(url));
      return upstream.outbound.fetch(`${upstream.base}${path}`, init);
    };
    redirect(path, 'https://www.tiktok.com/@nike/photo/7647200302189251854');
    expect((await resolveShortLink({ fetch }, link)).content_id).toBe('7647200302189251854');
    expect(asked).toEqual([link]);
  });
});

describe('probeDirect', () => {
  const refOf = (path: string) => {
    const reading = canonicalise(`${upstream.base}${path}`);
    if (!reading.ok) {
      throw new Error('not a direct link');
    }
    return reading.ref;
  };
  const probe = (path: string, init: object = {}) =>
    probeDirect({ fetch: upstream.outbound.fetch, clock: createManualClock(), ...init }, refOf(path));
  const serve = (path: string, headers: Record<string, string>): void =>
    upstream.on(path, (_request, response) => response.writeHead(200, headers).end());

  it('keys a file by its validator, and keeps the link', async () => {
    serve('/a.mp4', { etag: '"v1"' });
    const first = await probe('/a.mp4');
    expect(first.canonical_url).toBe(`${upstream.base}/a.mp4`);
    expect(await probe('/a.mp4')).toEqual(first);
    serve('/a.mp4', { etag: 'W/"v1"' });
    expect(await probe('/a.mp4')).toEqual(first);
    serve('/a.mp4', { etag: '"v2"' });
    expect((await probe('/a.mp4')).content_id).not.toBe(first.content_id);
    serve('/a.mp4', { 'last-modified': 'Mon, 23 Nov 2026 10:00:00 GMT' });
    expect((await probe('/a.mp4')).content_id).not.toBe(first.content_id);
    expect(upstream.requests.every(({ method }) => method === 'HEAD')).toBe(true);
  });

  it('gives two links to one file one key', async () => {
    serve('/final.mp4', { etag: '"v1"' });
    for (const path of ['/one.mp4', '/two.mp4']) {
      upstream.on(path, (_request, response) => response.writeHead(302, { location: '/final.mp4' }).end());
    }
    expect((await probe('/one.mp4')).content_id).toBe((await probe('/two.mp4')).content_id);
  });

  it('asks for one byte where HEAD is not allowed', async () => {
    upstream.on('/a.mp4', (request, response) => {
      response.writeHead(request.method === 'HEAD' ? 405 : 206, { etag: '"v1"' }).end();
    });
    expect((await probe('/a.mp4')).content_id).not.toBe(refOf('/a.mp4').content_id);
    expect(upstream.requests.at(-1)).toMatchObject({ method: 'GET', headers: { range: 'bytes=0-0' } });
  });

  it.each([404, 403, 400, 500])('believes GET where HEAD answers %i', async (status) => {
    upstream.on('/a.mp4', (request, response) => {
      response.writeHead(request.method === 'HEAD' ? status : 206, { etag: '"v1"' }).end();
    });
    expect((await probe('/a.mp4')).content_id).not.toBe(refOf('/a.mp4').content_id);
  });

  it('asks GET where HEAD hangs up, or stays silent', async () => {
    upstream.on('/a.mp4', (request, response) => {
      if (request.method === 'HEAD') {
        response.destroy();
      } else {
        response.writeHead(206, { etag: '"v1"' }).end();
      }
    });
    const keyed = (await probe('/a.mp4')).content_id;
    expect(keyed).not.toBe(refOf('/a.mp4').content_id);
    const clock = createManualClock();
    upstream.on('/a.mp4', (request, response) => {
      if (request.method === 'HEAD') {
        clock.advance(700);
      } else {
        response.writeHead(206, { etag: '"v1"' }).end();
      }
    });
    expect((await probe('/a.mp4', { clock })).content_id).toBe(keyed);
  });

  it('knows a file that asks for a login', async () => {
    upstream.on('/a.mp4', (_request, response) => response.writeHead(401).end());
    expect(await codeOf(probe('/a.mp4'))).toBe('content_private');
  });

  it('leaves the ref as it was when the server says nothing in time', async () => {
    const clock = createManualClock();
    upstream.on('/a.mp4', () => clock.advance(2000));
    expect(await probe('/a.mp4', { clock })).toEqual(refOf('/a.mp4'));
    upstream.on('/a.mp4', (_request, response) => response.writeHead(500).end());
    expect(await probe('/a.mp4')).toEqual(refOf('/a.mp4'));
  });

  it('says when there is no such file, or no such way', async () => {
    expect(await codeOf(probe('/missing.mp4'))).toBe('content_not_found');
    upstream.on('/a.mp4', (_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/a.mp4' }).end());
    expect(await codeOf(probe('/a.mp4'))).toBe('forbidden_address');
  });
});

describe('probePage', () => {
  const probe = (path: string, init: object = {}) =>
    probePage(
      { fetch: upstream.outbound.fetch, shortLinkBaseUrl: `${upstream.base}/short`, ...init },
      `${upstream.base}${path}`,
    );
  const serve = (path: string, type: string): void =>
    upstream.on(path, (_request, response) => response.writeHead(200, { 'content-type': type, etag: '"v1"' }).end());
  const lead = (path: string, location: string): void =>
    upstream.on(path, (_request, response) => response.writeHead(302, { location }).end());

  it.each([
    'video/mp4',
    'video/quicktime; foo=bar',
    'application/octet-stream',
    'binary/octet-stream',
    'application/x-download',
  ])('takes %s for a file', async (type) => {
    serve('/media/4711', type);
    expect(await probe('/media/4711')).toMatchObject({
      platform: 'direct',
      content_id: expect.stringMatching(/^[0-9a-f]{64}$/),
      canonical_url: `${upstream.base}/media/4711`,
    });
  });

  it('takes what is named as a video for one', async () => {
    upstream.on('/media/4711', (_request, response) => {
      response.writeHead(200, { 'content-disposition': `attachment; filename="squats day 1.MP4"` }).end();
    });
    expect(await probe('/media/4711')).toMatchObject({ platform: 'direct' });
  });

  it.each(['text/html; charset=utf-8', 'image/jpeg', 'application/json'])('refuses %s', async (type) => {
    serve('/media/4711', type);
    expect(await codeOf(probe('/media/4711'))).toBe('unsupported_url');
  });

  it('reads the post that a redirect leads to, without going there', async () => {
    lead('/go/1', '/go/2');
    lead('/go/2', 'https://www.instagram.com/reel/DF5s0duxDts/?igsh=1');
    expect(await probe('/go/1')).toMatchObject({ platform: 'instagram', content_id: 'DF5s0duxDts' });
    lead('/go/2', 'https://vm.tiktok.com/ZM8Xm84K1/');
    lead('/short/vm.tiktok.com/ZM8Xm84K1/', 'https://www.tiktok.com/@nike/video/7647200302189251854');
    expect(await probe('/go/1')).toMatchObject({ platform: 'tiktok', content_id: '7647200302189251854' });
  });

  it.each([
    ['a page', 'https://example.com/', 'unsupported_url'],
    ['a profile', 'https://www.tiktok.com/@nike', 'url_not_a_post'],
    ['the inside', 'http://169.254.169.254/latest', 'forbidden_address'],
    ['itself', '/go/1', 'unsupported_url'],
  ])('says so when it leads to %s', async (_what, location, code) => {
    lead('/go/1', location);
    expect(await codeOf(probe('/go/1'))).toBe(code);
  });

  it('says when it is not there, private, or silent', async () => {
    expect(await codeOf(probe('/missing'))).toBe('content_not_found');
    upstream.on('/private', (_request, response) => response.writeHead(401).end());
    expect(await codeOf(probe('/private'))).toBe('content_private');
    const clock = createManualClock();
    upstream.on('/silent', () => clock.advance(2_000));
    expect(await codeOf(probe('/silent', { clock }))).toBe('unsupported_url');
  });
});
