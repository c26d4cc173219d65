import { RESPONSE_HEADERS } from '@sets/contract/routes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, createMetrics, type Listening, listen, silentLogger } from '../src/index.ts';
import { rawRequest } from './support/raw-request.ts';
import { bindTestRoutes } from './support/test-routes.ts';

const APP = 'https://app.example';

let server: Listening;
let closed: Listening;
beforeAll(async () => {
  const serve = (edges: { readonly allowedHosts?: string[]; readonly corsOrigins?: string[] }) =>
    listen(
      createHttpApp({
        logger: silentLogger,
        metrics: createMetrics({ service: 'api', region: 'r' }),
        routes: bindTestRoutes(silentLogger),
        ...edges,
      }),
      { port: 0 },
    );
  server = await serve({ corsOrigins: [APP, 'http://localhost:5173'] });
  closed = await serve({ allowedHosts: ['api.example.com', '*.run.example'] });
});
afterAll(() => Promise.all([server.close({ graceMs: 0 }), closed.close({ graceMs: 0 })]));

describe('pages of other origins', () => {
  const ask = (path: string, method: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { method, headers });
  const preflight = (path: string, origin: string, method = 'POST') =>
    ask(path, 'OPTIONS', { origin, 'access-control-request-method': method });

  it('that are allowed may read every header of ours, and no cache mixes them up with others', async () => {
    const { headers } = await ask('/health', 'GET', { origin: APP });
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    const exposed = headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(expect.arrayContaining(Object.keys(RESPONSE_HEADERS)));
    expect(headers.get('vary')).toBe('Origin');
  });

  it('may read problems too, also those of nobody’s address', async () => {
    for (const path of ['/v1/jobs/UPPER', '/nowhere', '/throws']) {
      const response = await ask(path, 'GET', { origin: APP });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('access-control-allow-origin')).toBe(APP);
    }
  });

  it('are told by a preflight what they may send', async () => {
    const response = await preflight('/v1/jobs', APP);
    expect([response.status, await response.text()]).toEqual([204, '']);
    const { headers } = response;
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('access-control-allow-methods')).toBe('POST');
    expect(headers.get('access-control-allow-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'x-request-id']),
    );
    expect(headers.get('access-control-max-age')).toBe('7200');
  });

  it.each([
    'https://evil.example',
    'https://app.example.evil.example',
    'http://app.example',
    'null',
    'https://APP.example',
  ])('that are others get nothing: %s', async (origin) => {
    const answer = await ask('/health', 'GET', { origin });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
    const refused = await preflight('/v1/jobs', origin);
    expect([refused.status, refused.headers.get('access-control-allow-methods')]).toEqual([405, null]);
  });

  it('find nothing where there is nothing, and OPTIONS alone is no preflight', async () => {
    expect((await preflight('/nowhere', APP)).status).toBe(404);
    expect((await ask('/v1/jobs', 'OPTIONS', { origin: APP })).status).toBe(405);
  });

  it('are nobody’s business unless some are allowed', async () => {
    const url = `http://127.0.0.1:${closed.port}`;
    const answer = await fetch(`${url}/health/live`, { headers: { origin: APP } });
    expect([answer.headers.get('vary'), answer.headers.get('access-control-allow-origin')]).toEqual([null, null]);
  });
});

describe('hosts', () => {
  const at = async (host: string, path = '/health'): Promise<string> => {
    const answer = await rawRequest(closed.port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return answer.split('\r\n', 1)[0] ?? '';
  };

  it.each(['api.example.com', 'API.example.com', 'api.example.com:443', 'api-x7.run.example'])(
    'of ours are answered: %s',
    async (host) => expect(await at(host)).toBe('HTTP/1.1 200 OK'),
  );

  it.each([
    'evil.example',
    '127.0.0.1',
    'api.example.com.evil.example',
    'run.example',
    'evilrun.example',
    '[::1]:80',
    '',
  ])('of others are refused: %s', async (host) => expect(await at(host)).toBe('HTTP/1.1 400 Bad Request'));

  it('are named by every request of HTTP/1.1, at open services too', async () => {
    for (const { port } of [server, closed]) {
      const answer = await rawRequest(port, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n');
      expect(answer).toMatch(
        /^HTTP\/1\.1 400 [\s\S]*content-type: application\/problem\+json[\s\S]*"code":"malformed_http"/i,
      );
    }
    expect(await rawRequest(server.port, 'GET /health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('are not asked of probes, which come by address, nor believed from a proxy', async () => {
    expect(await at('10.0.0.7:8080', '/health/live')).toBe('HTTP/1.1 404 Not Found');
    const forged =
      'GET /health HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: api.example.com\r\nConnection: close\r\n\r\n';
    expect(await rawRequest(closed.port, forged)).toContain('"path":"Host"');
  });
});
