import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answer } from '@sets/local-stack';
import type { World } from '../support/world.ts';
import { answered, type Producers } from './producer.ts';
import { pushTask, workerToken } from './push-task.ts';

/** Sends exactly these bytes, and reads what comes until the connection ends. */
async function sendRaw({ stack }: World, bytes: string): Promise<Answer> {
  const { port, hostname } = new URL(stack.apis[0]?.url ?? '');
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  const [statusLine = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field) => [field.split(': ')[0] ?? '', field.split(': ')[1] ?? ''] as [string, string]);
  return { status: Number(statusLine.split(' ')[1]), headers: new Headers(headers), body: JSON.parse(body) };
}

/** What can be wrong with a request itself. */
export const requests = {
  invalid_request: async ({ api }) => answered(await api.post('/v1/jobs', { link: 'https://example.com' })),
  invalid_json: async ({ api }) => answered(await api.post('/v1/jobs', '{"url":')),
  body_too_large: async ({ api }) => answered(await api.post('/v1/jobs', { url: 'x'.repeat(1_100_000) })),
  unsupported_media_type: async ({ api }) =>
    answered(await api.post('/v1/jobs', 'hello', { 'content-type': 'text/plain' })),
  malformed_http: async (world) => answered(await sendRaw(world, 'squats\r\n\r\n')),
  headers_too_large: async (world) => answered(await sendRaw(world, `GET /?${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`)),
  request_timeout: async (world) => answered(await sendRaw(world, 'GET /health HTTP/1.1\r\n')),
  idempotency_mismatch: async ({ api }) => {
    const key = { 'idempotency-key': 'problem-codes' };
    await api.post('/v1/jobs', { url: 'https://youtu.be/idempotent0' }, key);
    return answered(await api.post('/v1/jobs', { url: 'https://youtu.be/idempotent1' }, key));
  },
  route_not_found: async ({ api }) => answered(await api.get('/v2/jobs')),
  method_not_allowed: async ({ api }) => answered(await api.send('DELETE', '/v1/jobs')),
  unauthenticated: async (world) => answered(await pushTask(world, 'forged')),
  // A valid token of another service account.
  forbidden: async (world) => answered(await pushTask(world, await workerToken(world, 'scheduler'))),
} satisfies Producers;
