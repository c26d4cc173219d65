import { answered, type Producers } from './producer.ts';
import { pushTask, workerToken } from './push-task.ts';

const json = { 'content-type': 'application/json' };

/** What can be wrong with a request itself. */
export const requests = {
  invalid_request: async ({ api }) => answered((await api.submit({ link: 'https://example.com' })).problem),
  invalid_json: async ({ api }) =>
    answered((await api.send('/v1/jobs', { method: 'POST', headers: json, body: '{"url":' })).problem),
  body_too_large: async ({ api }) => answered((await api.submit({ url: 'x'.repeat(1_100_000) })).problem),
  unsupported_media_type: async ({ api }) =>
    answered(
      (await api.send('/v1/jobs', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' }))
        .problem,
    ),
  route_not_found: async ({ api }) => answered((await api.send('/v2/jobs', {})).problem),
  method_not_allowed: async ({ api }) => answered((await api.send('/v1/jobs', { method: 'DELETE' })).problem),
  unauthenticated: async (world) => answered((await pushTask(world, 'forged')).problem),
  // A valid token of another service account.
  forbidden: async (world) => answered((await pushTask(world, await workerToken(world, 'scheduler'))).problem),
} satisfies Producers;
