import { answered, type Producers } from './producer.ts';
import { pushTask, workerToken } from './push-task.ts';

/** What can be wrong with a request itself. */
export const requests = {
  invalid_request: async ({ api }) => answered(await api.post('/v1/jobs', { link: 'https://example.com' })),
  invalid_json: async ({ api }) => answered(await api.post('/v1/jobs', '{"url":')),
  body_too_large: async ({ api }) => answered(await api.post('/v1/jobs', { url: 'x'.repeat(1_100_000) })),
  unsupported_media_type: async ({ api }) =>
    answered(await api.post('/v1/jobs', 'hello', { 'content-type': 'text/plain' })),
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
