import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError, toProblemBody } from '@sets/contract';
import { defineRoutes, type RouteTable } from '@sets/contract/routes';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bindRoutes, createHttpApp, createMetrics, type Listening, listen, silentLogger } from '../src/index.ts';
import { describeEndpoints, mountedRoutes, watchAgainst } from '../src/testing/index.ts';
import { bindTestRoutes, TEST_ROUTES } from './support/test-routes.ts';

const metrics = () => createMetrics({ service: 'test', region: 'r' });
const app = createHttpApp({ logger: silentLogger, metrics: metrics(), routes: bindTestRoutes(silentLogger) });

let server: Listening;
beforeAll(async () => {
  server = await listen(app, { port: 0 });
});
afterAll(() => server.close({ graceMs: 0 }));

// The closed route answers 404 to everybody: it does not exist here.
const { secret: _closed, ...open } = TEST_ROUTES;
describeEndpoints({
  routes: open,
  baseUrl: () => server.url,
  credentials: { task: { authorization: 'Bearer good' } },
});

describe('an app', () => {
  it('mounts the table, less what is closed, and nothing else', () => {
    const documented = Object.values<RouteTable[string]>(open).map(({ method, path }) => `${method} ${path}`);
    expect(mountedRoutes(app).toSorted()).toEqual(documented.toSorted());
  });

  const responses = { 200: { description: 'One.' } };
  const route = { method: 'GET', path: '/one', tag: 'meta', summary: 'One', problems: [], responses } as const;
  const one = () => ({ status: 200 }) as const;

  it('does not start with a route that nothing answers, or an answer without a route', () => {
    const table = defineRoutes({ one: { ...route, right: 'public' } });
    expect(() => bindRoutes<RouteTable>(table, {}, {} as never)).toThrow('No handler for one (GET /one)');
    expect(() => bindRoutes<RouteTable>(table, { one, two: one }, {} as never)).toThrow(
      'Handlers without a route: two',
    );
  });

  it('does not start with a right that nothing guards', () => {
    const table: RouteTable = { one: { ...route, right: 'operate' } };
    expect(() => bindRoutes(table, { one }, {} as never)).toThrow('No guard for the right "operate" of one');
  });

  it('does not start with two routes for one method and path', () => {
    const table = defineRoutes({ one: { ...route, right: 'public' }, same: { ...route, right: 'public' } });
    const routes = bindRoutes(table, { one, same: one }, {});
    expect(() => createHttpApp({ logger: silentLogger, metrics: metrics(), routes })).toThrow(
      'Two routes for GET /one',
    );
  });
});

describe('the watch', () => {
  const routes = defineRoutes({
    read: {
      ...{ method: 'GET', path: '/things/{id}', tag: 'meta', summary: 'Read', right: 'public' },
      params: z.object({ id: z.string() }),
      responses: { 200: { description: 'It.', headers: ['ETag'], schema: z.object({ id: z.string() }) } },
      problems: ['job_not_found'],
    },
    drop: {
      ...{ method: 'DELETE', path: '/things/{id}', tag: 'meta', summary: 'Drop', right: 'public', problems: [] },
      params: z.object({ id: z.string() }),
      responses: { 204: { description: 'Gone.' } },
    },
  });
  const common = { 'x-request-id': 'r-1', 'cache-control': 'no-store', 'content-type': 'application/json' };

  let strange: Server | undefined;
  afterEach(() => {
    strange?.close();
  });
  /** A server that answers as a test says, whatever the table says. */
  async function ask(
    answer: (response: ServerResponse) => void,
    path = '/things/7',
    method = 'GET',
  ): Promise<Response> {
    strange = createServer((_request, response) => answer(response));
    await new Promise<void>((resolve) => strange?.listen(0, '127.0.0.1', resolve));
    const { port } = strange.address() as AddressInfo;
    return await watchAgainst(routes)(`http://127.0.0.1:${port}${path}`, { method });
  }
  const json =
    (status: number, body: unknown, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, { ...common, ...headers }).end(JSON.stringify(body));
  const problem = (
    code: 'job_not_found' | 'job_finished' | 'route_not_found' | 'method_not_allowed',
    more: object = {},
  ) => {
    const body = toProblemBody(new ProblemError(code), 'r-1');
    return json(body.status, { ...body, ...more }, { 'content-type': 'application/problem+json' });
  };

  it.each([
    ['what is documented', json(200, { id: '7' }, { etag: '"1"' })],
    ['a problem of the route', problem('job_not_found')],
  ])('lets %s pass', async (_what, answer) => {
    await expect(ask(answer)).resolves.toBeInstanceOf(Response);
  });

  it.each([
    ['a status', json(201, { id: '7' }), /status 201 is not documented/],
    ['a problem', problem('job_finished'), /job_finished is not among its problems/],
    ['a member', json(200, { id: '7', extra: 1 }), /members beside its schema/],
    ['a shape', json(200, { id: 7 }), /not of its schema/],
    ['a header', json(200, { id: '7' }, { 'retry-after': '1' }), /undocumented headers: Retry-After/],
    ['a type', json(200, { id: '7' }, { 'content-type': 'text/html' }), /text\/html instead of application\/json/],
    ['a request id', problem('job_not_found', { request_id: 'other' }), /instead of/],
    ['a problem’s member', problem('job_not_found', { stack: 'at …' }), /no well-formed problem/],
  ])('refuses %s that is not', async (_what, answer, message) => {
    await expect(ask(answer)).rejects.toThrow(message);
  });

  it('refuses an answer at an address that the table does not have, or under another method', async () => {
    await expect(ask(json(200, {}), '/nothing')).rejects.toThrow('GET /nothing answered 200');
    await expect(ask(json(200, { id: '7' }), '/things/7', 'PUT')).rejects.toThrow('PUT /things/7 answered 200');
    expect((await ask(problem('route_not_found'), '/nothing')).status).toBe(404);
    expect((await ask(problem('method_not_allowed'), '/things/7', 'PUT')).status).toBe(405);
  });
});
