import { request as sendRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttpApp, createMetrics, type Listening, listen, type Metrics, traceHeaders } from '../src/index.ts';
import { sendForEver } from '../src/testing/index.ts';
import { type Captured, captureLog } from './support/capture.ts';
import { rawRequest } from './support/raw-request.ts';
import { bindTestRoutes } from './support/test-routes.ts';

let server: Listening;
let log: Captured;
let metrics: Metrics;
const came = Promise.withResolvers<void>();
const left = Promise.withResolvers<void>();
const cut = new AbortController();

beforeEach(() => {
  log = captureLog();
});

beforeAll(async () => {
  metrics = createMetrics({ service: 'api', region: 'us-central1' });
  const forward = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: object) =>
    log.logger[level](message, { ...fields });
  const logger = {
    ...{ debug: forward('debug'), info: forward('info'), warn: forward('warn'), error: forward('error') },
    child: () => log.logger,
  };
  server = await listen(
    createHttpApp({
      logger,
      metrics,
      routes: bindTestRoutes(logger, { came: came.resolve, left: left.resolve, cut: cut.signal }),
    }),
    { port: 0 },
  );
});

afterAll(() => server.close({ graceMs: 0 }));

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });
const accessLines = () => log.lines().filter((line) => line.httpRequest !== undefined);

const PACKED = { 'content-encoding': 'gzip' };
const QUOTED = { 'content-type': 'application/json; charset="UTF-8"' };

describe('bodies', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/v1/jobs`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { 'content-type': 'application/json', authorization: 'Bearer good', ...headers },
    });

  it('reach the handler, up to exactly 1 MB', async () => {
    const url = 'x'.repeat(1_048_576 - JSON.stringify({ url: '' }).length);
    const response = await post(JSON.stringify({ url }));
    expect(response.status).toBe(200);
    expect(await post(JSON.stringify({ url: `${url}x` })).then(({ status }) => status)).toBe(413);
  });

  it('are refused by what they unpack to', async () => {
    const bomb = gzipSync(JSON.stringify({ url: 'x'.repeat(50_000_000) }));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });

  it.each([
    ['unknown compression', { 'content-encoding': 'rot13' }, 415],
    ['unknown charset', { 'content-type': 'application/json; charset=x-klingon' }, 415],
    ['a charset that JSON does not have', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['broken compression', { 'content-encoding': 'gzip' }, 400],
  ])('with %s are refused', async (_what, headers, status) => {
    expect((await post('{"url":"a"}', headers)).status).toBe(status);
  });

  it.each<[string, Buffer, Record<string, string>]>([
    ['plain', Buffer.from([...Buffer.from('{"url":"a'), 0xff, ...Buffer.from('"}')]), {}],
    ['packed', gzipSync(Buffer.from([...Buffer.from('{"url":"a'), 0xc0, 0xaf, ...Buffer.from('"}')])), PACKED],
    ['with a charset', Buffer.from([...Buffer.from('{"url":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]), QUOTED],
  ])('that are no UTF-8 are not read as something else: %s', async (_what, body, headers) => {
    const answer = await post(body, headers);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalid_json' }]);
  });

  it('that come with an expectation of nobody are read all the same', async () => {
    const head =
      'POST /v1/jobs HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\n';
    const answer = await rawRequest(
      server.port,
      `${head}Connection: close\r\nExpect: 200-ok\r\nContent-Length: 11\r\n\r\n{"url":"a"}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    ['Bearer good', 413, 'body_too_large'],
    ['Bearer bad', 401, 'unauthenticated'],
  ])('that announce too much are refused before they are sent: %s', async (authorization, status, code) => {
    const head = `POST /v1/jobs HTTP/1.1\r\nHost: h\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{`;
    const answer = await rawRequest(server.port, head);
    expect(answer.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
    expect(answer).toContain(`"code":"${code}"`);
  });

  it.each([' ', '[', '{"a":', '"'])('that never end are cut off at their limit: %s', async (filling) => {
    const headers = { authorization: 'Bearer good' };
    expect(
      await sendForEver(`${server.url}/v1/jobs`, { method: 'POST', headers, filling, atLeastBytes: 1_048_577 }),
    ).toBe(413);
  });

  it.each([
    ['16 levels', `${'['.repeat(16)}${']'.repeat(16)}`, 'shape'],
    ['17 levels', `${'['.repeat(17)}${']'.repeat(17)}`, 'bounds'],
    ['half a megabyte of levels', '['.repeat(500_000), 'bounds'],
    ['1,999 items', JSON.stringify(Array(1_998).fill(0)), 'shape'],
    ['2,001 items', JSON.stringify(Array(2_000).fill(0)), 'bounds'],
    ['many wrong members', JSON.stringify(Object.fromEntries(Array(9_000).fill(0).entries())), 'bounds'],
    ['brackets and commas in a string', JSON.stringify({ url: '[,"{\\'.repeat(9_000) }), 'read'],
    ['a string that ends in a backslash', '{"url":"[[[[[[[[[[[[[[[[[[[[\\', 'parsed'],
  ])('are held to their bounds before they are parsed: %s', async (_what, body, judgedBy) => {
    const answer = (await (await post(body)).json()) as { code?: string; detail?: string };
    const judge = answer.detail?.startsWith('At most 16 levels') ? 'bounds' : answer.code;
    expect(judge).toBe(
      { shape: 'invalid_request', bounds: 'bounds', parsed: 'invalid_json', read: undefined }[judgedBy],
    );
  });

  it('that their handler judges reach it as the problem that they are', async () => {
    const push = async (body: string, type = 'application/json') =>
      await (await fetch(`${server.url}/push`, { method: 'POST', body, headers: { 'content-type': type } })).json();
    expect(await push('{"url":"a"}')).toEqual({ read: 'a' });
    expect(await push('{"url":')).toEqual({ read: 'invalid_json' });
    expect(await push('{}')).toEqual({ read: 'invalid_request' });
    expect(await push('text', 'text/plain')).toEqual({ read: 'unsupported_media_type' });
    expect(await push(JSON.stringify({ url: 'x'.repeat(200) }))).toEqual({ read: 'body_too_large' });
  });

  it('that nobody asked for are left unread, and the connection with them', async () => {
    const head = 'POST /v1/jobs/x/cancel HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n';
    expect(await rawRequest(server.port, head)).toMatch(/^HTTP\/1\.1 200 .*\r\nconnection: close\r\n/is);
  });

  it('are not read before credentials are checked', async () => {
    const answer = await fetch(`${server.url}/v1/jobs`, {
      ...{ method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
    });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('that name each fault when their shape is wrong', async () => {
    const response = await post(JSON.stringify({ url: '', extra: 1 }));
    const body = (await response.json()) as { errors: { path: string; message: string }[] };
    expect(body.errors.map(({ path }) => path)).toEqual(['url', '']);
    expect(body.errors[1]?.message).toContain('extra');
  });
});

describe('what no route takes', () => {
  it.each([
    ['GET', '/nowhere', 404, null],
    ['GET', '/v1/jobs', 405, 'POST'],
    ['DELETE', '/v1/jobs/x', 405, 'GET, HEAD'],
    ['GET', '/v1/things/7', 405, 'PUT'],
    ['PUT', '/v1/things/replay', 405, 'POST'],
    ['GET', '/v1/ops/nothing', 404, null],
    ['GET', '/v1/ops/secret', 404, null],
    ['GET', '/v1/jobs/%zz', 400, null],
    ['GET', '/v1/jobs/UPPER', 404, null],
    ['GET', '/health?probe=1', 400, null],
  ])('%s %s is answered %d', async (method, path, status, allow) => {
    const response = await fetch(`${server.url}${path}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([status, allow]);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });
});

describe('an answer', () => {
  it('is kept by nobody, and has no validator of the framework', async () => {
    const { headers } = await get('/health');
    expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null]);
  });

  it('may be a stream', async () => {
    const response = await get('/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe('data: one\n\ndata: two\n\n');
  });

  it('may be asked for without its stream', async () => {
    const response = await fetch(`${server.url}/flood`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('that is a stream is cut when its handler says so, however little is read of it', async () => {
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    socket.pause();
    socket.write('GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => metrics.http.inFlight).toBe(1);
    cut.abort();
    await expect.poll(() => metrics.http.inFlight).toBe(0);
    expect(log.lines().filter(({ severity }) => severity === 'ERROR')).toEqual([]);
    socket.destroy();
  });

  it('is no longer worked on when its caller has gone', async () => {
    const request = sendRequest(`${server.url}/leave`).on('error', () => {});
    request.end();
    await came.promise;
    request.destroy();
    await left.promise;
  });
});

describe('request ids', () => {
  it.each(['abc', 'A-1_b.c:d', '4bf92f35-77b3-4da6-a3ce-929d0e0e4736'])('are kept when sane: %s', async (id) => {
    expect((await get('/health', { 'x-request-id': id })).headers.get('x-request-id')).toBe(id);
  });

  it.each(['', 'a b', 'x'.repeat(129), '<script>', '-rf', '"quoted"'])('are replaced otherwise: %s', async (id) => {
    const made = (await get('/health', { 'x-request-id': id })).headers.get('x-request-id');
    expect(made).not.toBe(id);
    expect(made).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('traces', () => {
  it('continue the caller’s, in a span of their own', async () => {
    const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true };
    const { trace } = (await (await get('/v1/jobs/x', traceHeaders(caller))).json()) as { trace: typeof caller };
    expect(trace.traceId).toBe(caller.traceId);
    expect(trace.spanId).not.toBe(caller.spanId);
  });

  it('are on every line written while answering', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await get('/log', { traceparent, 'x-request-id': 'r-7' });
    const line = log.lines().find(({ message }) => message === 'Inside');
    expect(line).toMatchObject({
      request_id: 'r-7',
      'logging.googleapis.com/trace': '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });
});

describe('each request', () => {
  it('leaves one access line with its route’s measurement', async () => {
    const before = await metrics.http.snapshot({ method: 'GET', route: '/v1/jobs/:id' });
    await (await get('/v1/jobs/abc?x=hunter2', { 'user-agent': 'tester' })).text();
    await expect.poll(() => accessLines()).toHaveLength(1);
    expect(accessLines()).toMatchObject([
      {
        severity: 'INFO',
        message: 'GET /v1/jobs/abc 200',
        httpRequest: { requestMethod: 'GET', requestUrl: '/v1/jobs/abc?x', status: 200, userAgent: 'tester' },
      },
    ]);
    expect(accessLines()[0]?.httpRequest).toHaveProperty('latency', expect.stringMatching(/^\d+\.\d{6}s$/));
    const body = await metrics.expose();
    expect(body).toContain('method="GET",route="/v1/jobs/:id",status="200"');
    expect(body).not.toContain('/v1/jobs/abc');
    const after = await metrics.http.snapshot({ method: 'GET', route: '/v1/jobs/:id' });
    expect([after.total - before.total, after.responseS.count - before.responseS.count, metrics.http.inFlight]).toEqual(
      [1, 1, 0],
    );
  });

  it('tells who called, where a guard knows', async () => {
    const headers = { authorization: 'Bearer good', 'content-type': 'application/json' };
    await fetch(`${server.url}/v1/jobs`, { method: 'POST', headers, body: '{"url":"a"}' });
    await (await get('/v1/jobs/abc')).text();
    await expect.poll(() => accessLines().map(({ caller }) => caller)).toEqual(['good', undefined]);
  });

  it('that is a probe stays quiet', async () => {
    await (await get('/health')).text();
    await expect.poll(() => accessLines()).toMatchObject([{ severity: 'DEBUG' }]);
  });

  it('gets security headers and no hint at the framework', async () => {
    const { headers } = await get('/health');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=/);
  });
});
