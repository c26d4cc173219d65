import { createApiClient } from '@sets/local-stack';
import type { World } from '../support/world.ts';
import { answered, type Producers } from './producer.ts';

/** What opens the world's operators' routes. */
export const OPS_TOKEN = 'correct-horse-battery-staple';

const opsOf = ({ api }: World, token = OPS_TOKEN) =>
  createApiClient(`${api.url}/v1/ops`, { authorization: `Bearer ${token}` });

/** What can be the matter with who calls. */
export const callers = {
  key_not_found: async (world) => answered(await opsOf(world).post('/keys/AAAAAAAAAAAA/revoke')),
  too_many_keys: async (world) => {
    const make = () => opsOf(world).post('/keys', { caller: 'too-many' });
    await make();
    await make();
    return answered(await make());
  },
  content_removed: async (world) => {
    const { link: url } = await world.post();
    await opsOf(world).post('/posts/take-down', { url });
    return answered(await world.api.post('/v1/jobs', { url }));
  },
  rate_limited: async (world) => {
    const guess = () => opsOf(world, 'open-sesame').get('/keys');
    for (;;) {
      const answer = await guess();
      if (answer.status !== 401) {
        return answered(answer);
      }
    }
  },
} satisfies Producers;
