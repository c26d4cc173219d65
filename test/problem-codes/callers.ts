import { systemClock } from '@sets/clock';
import { createApiClient, LOCAL_REGION } from '@sets/local-stack';
import { silentLogger } from '@sets/service-kit';
import { createWebhooks, type Webhooks } from '@sets/webhooks';
import { withOutsideStore } from '../support/outside-store.ts';
import type { World } from '../support/world.ts';
import { answered, type Producers, refusal } from './producer.ts';

/** What opens the world's operators' routes. */
export const OPS_TOKEN = 'correct-horse-battery-staple';

const opsOf = ({ api }: World, token = OPS_TOKEN) =>
  createApiClient(`${api.url}/v1/ops`, { authorization: `Bearer ${token}` });

const UNKNOWN_WEBHOOK = 'we_AAAAAAAAAAAAAAAAAAAAAA';
const RECEIVER = { url: 'https://receiver.example/', description: null, events: [], payload: 'thin' } as const;

/** With what a caller does who has a name: here nobody has one. */
const refusalOf = (world: World, use: (webhooks: Webhooks) => Promise<unknown>): Promise<readonly string[]> =>
  withOutsideStore(world.ports, ({ documents, tasks }) =>
    refusal(
      use(
        createWebhooks({
          ...{ store: { documents, tasks }, clock: systemClock, random: Math.random },
          logger: silentLogger,
        }),
      ),
    ),
  );

/** What can be the matter with who calls. */
export const callers = {
  replay_not_found: async (world) => answered(await opsOf(world).get('/replays/rp_AAAAAAAAAAAAAAAAAAAAAA')),
  key_not_found: async (world) => answered(await opsOf(world).post('/keys/AAAAAAAAAAAA/revoke')),
  too_many_keys: async (world) => {
    const make = () => opsOf(world).post('/keys', { caller: 'too-many' });
    await make();
    await make();
    return answered(await make());
  },
  webhook_not_found: async (world) =>
    answered(await world.api.post('/v1/jobs', { url: (await world.post()).link, webhook: UNKNOWN_WEBHOOK })),
  webhook_disabled: (world) =>
    refusalOf(world, async ({ endpoints, deliveries }) => {
      const { endpoint } = await endpoints.create('of-disabled', RECEIVER);
      await endpoints.change('of-disabled', endpoint.id, { enabled: false });
      await deliveries.test('of-disabled', endpoint.id, LOCAL_REGION);
    }),
  too_many_webhooks: (world) =>
    refusalOf(world, async ({ endpoints }) => {
      for (;;) {
        await endpoints.create('of-many', RECEIVER);
      }
    }),
  delivery_not_found: (world) =>
    refusalOf(world, async ({ endpoints, deliveries }) => {
      const { endpoint } = await endpoints.create('of-none', RECEIVER);
      await deliveries.redeliver('of-none', endpoint.id, 'msg_AAAAAAAAAAAAAAAAAAAAAA');
    }),
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
