import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createManualClock } from '@sets/clock/testing';
import type { WebhookTask } from '@sets/contract';
import { createOutbound, silentLogger } from '@sets/service-kit';
import { startTestStore, type TestStore } from '@sets/store-kit/testing';
import { afterEach, expect, it } from 'vitest';
import {
  createPlaces,
  createWebhooks,
  DEFAULT_PLACES,
  DEFAULT_WEBHOOK_POLICY,
  WEBHOOKS_INDEXES,
} from '../src/index.ts';
import { ADA, newsFor } from './support/webhooks-harness.ts';

const DEAD = 50;
const EVENTS_EACH = 4;

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) {
    await close();
  }
});

async function startServer(onRequest: () => number | null): Promise<string> {
  const server: Server = createServer((_request, response) => {
    const status = onRequest();
    if (status !== null) {
      response.writeHead(status).end();
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  opened.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Every task at once: the worst that a queue can do. */
function pushAll({ tasks }: TestStore, deliver: (task: WebhookTask) => Promise<string>): Promise<string>[] {
  const all = [...tasks.waiting.values()].map(({ payload }) => payload as WebhookTask);
  tasks.waiting.clear();
  return all.map(deliver);
}

it('fifty receivers that hang hold nothing from one that lives', async () => {
  const hanging = { met: 0 };
  const dead = await Promise.all(
    Array.from({ length: DEAD }, () =>
      startServer(() => {
        hanging.met += 1;
        return null;
      }),
    ),
  );
  let lived = 0;
  const alive = await startServer(() => {
    lived += 1;
    return 204;
  });
  const test = await startTestStore(WEBHOOKS_INDEXES);
  opened.push(test.close);
  const outbound = createOutbound({
    allow: [...dead, alive],
    limits: { maxSockets: DEFAULT_PLACES.inAll, maxSocketsPerHost: DEFAULT_PLACES.perHost },
  });
  opened.push(outbound.close);
  // Of tries and places alone: the store has time of its own.
  const clock = createManualClock();
  const webhooks = createWebhooks({ store: test.store(), clock, random: Math.random, logger: silentLogger });
  const places = createPlaces(clock);
  const deliver = (task: WebhookTask) =>
    webhooks.deliver({ fetch: outbound.fetch, places, allowHttp: true, readJob: async () => null }, task);
  const endpointAt = async (address: string, caller: string) => {
    const wish = { url: `http://${address}/`, description: null, events: ['job.succeeded'], payload: 'thin' } as const;
    return (await webhooks.endpoints.create(caller, wish)).endpoint.id;
  };

  const endpoints = await Promise.all(dead.map((address, index) => endpointAt(address, `dead-${index}`)));
  for (const [index, endpoint] of endpoints.entries()) {
    const caller = `dead-${index}`;
    await webhooks.announce(Array.from({ length: EVENTS_EACH }, () => newsFor(endpoint, { caller })));
  }
  const held = pushAll(test, deliver);
  while (hanging.met < DEAD) {
    await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(places.taken).toBe(DEAD);

  const living = await endpointAt(alive, ADA);
  await webhooks.announce(Array.from({ length: 20 }, () => newsFor(living)));
  // No time passes on the clock that measures: whatever waited for a dead one would wait for ever.
  expect(await Promise.all(pushAll(test, deliver))).toEqual(Array.from({ length: 20 }, () => 'delivered'));
  expect(lived).toBe(20);
  expect(places.taken).toBe(DEAD);

  // Of each dead one a single event is tried; the others go back to the queue without a try.
  await clock.advanceAsync(DEFAULT_WEBHOOK_POLICY.tryMs);
  expect(new Set(await Promise.all(held))).toEqual(new Set(['pending']));
  expect(hanging.met).toBe(DEAD);
});
