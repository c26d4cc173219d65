import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { PROBLEMS, type ProblemCode, problemBodySchema } from '@sets/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Listening, listen } from '../src/index.ts';
import { rawRequest } from './support/raw-request.ts';

let server: Listening;
let hasty: Listening;
let handled = 0;
beforeAll(async () => {
  const handler: RequestListener = ({ url }, response) => {
    handled += 1;
    if (url === '/half') {
      response.write('half');
    } else {
      response.end('ok');
    }
  };
  server = await listen(handler, { port: 0 });
  hasty = await listen(handler, { port: 0, patience: { headMs: 50, requestMs: 100, lookEveryMs: 10 } });
});
afterAll(() => Promise.all([server.close({ graceMs: 0 }), hasty.close({ graceMs: 0 })]));

/** Holds what came over a connection against what every problem looks like. */
function expectProblem(text: string, code: ProblemCode): void {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const { status, title } = PROBLEMS[code];
  const problem = problemBodySchema.strict().parse(JSON.parse(body));
  expect(problem).toMatchObject({ code, status, title, type: `/problems/${code}` });
  expect(head.split(' ')[1]).toBe(String(status));
  const fields = head.toLowerCase().split('\r\n');
  expect(fields).toEqual(
    expect.arrayContaining([
      'content-type: application/problem+json; charset=utf-8',
      ...[`content-length: ${Buffer.byteLength(body)}`, 'cache-control: no-store', 'connection: close'],
      ...[`x-request-id: ${problem.request_id}`, 'x-content-type-options: nosniff'],
    ]),
  );
}

const LARGE = 98_000;

it.each<[string, ProblemCode, string]>([
  ['a query of 98 KB', 'headers_too_large', `GET /v1/results?url=${'x'.repeat(LARGE)} HTTP/1.1\r\nHost: h\r\n\r\n`],
  ['a header of 98 KB', 'headers_too_large', `GET / HTTP/1.1\r\nHost: h\r\nX-A: ${'x'.repeat(LARGE)}\r\n\r\n`],
  ['thousands of headers', 'headers_too_large', `GET / HTTP/1.1\r\nHost: h\r\n${'A: b\r\n'.repeat(5_000)}\r\n`],
  ['no HTTP at all', 'malformed_http', 'hello\r\n\r\n'],
  ['TLS', 'malformed_http', '\x16\x03\x01\x02\x00\x01\x00'],
  ['two lengths', 'malformed_http', 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  [
    'a length and chunks',
    'malformed_http',
    'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  ],
  ['a control character in a header', 'malformed_http', 'GET / HTTP/1.1\r\nHost: h\r\nX-A: \x00\r\n\r\n'],
  ['a method that nobody knows', 'malformed_http', 'SQUAT / HTTP/1.1\r\nHost: h\r\n\r\n'],
  ['a tunnel', 'method_not_allowed', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n'],
])('%s is answered with %s, and the connection closed', async (_what, code, request) => {
  const before = handled;
  expectProblem(await rawRequest(server.port, request), code);
  expect(handled).toBe(before);
});

it('a client that reads only when it has sent all still finds its answer', async () => {
  expectProblem(await sendAll(server.port, `GET /?${'x'.repeat(16_000_000)} HTTP/1.1\r\n\r\n`), 'headers_too_large');
});

it.each([
  ['the head', 'GET / HTTP/1.1\r\nHost: h\r\nX-'],
  ['the body', 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{'],
])('a client that stops within %s is told so in time', async (what, begun) => {
  const answer = await rawRequest(hasty.port, begun);
  // A handler that has the head may have answered before the body came.
  expectProblem(what === 'the body' ? answer.slice(answer.indexOf('HTTP/1.1 408')) : answer, 'request_timeout');
});

it('an answer that has begun is cut, and no other put into it', async () => {
  const answer = await rawRequest(
    server.port,
    'POST /half HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: h\r\n\r\nsquats',
  );
  expect(answer).not.toContain('malformed_http');
});

it('a request that is good is served after all that', async () => {
  expect(await (await fetch(server.url)).text()).toBe('ok');
});

/** Everything that came until the server closed, read after all was written; a reset before that fails it. */
async function sendAll(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(bytes, () => resolve());
  });
  return await text(socket);
}
