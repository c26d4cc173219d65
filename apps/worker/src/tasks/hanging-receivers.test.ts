import { createUnderway } from '@sets/clock';
import { createManualClock } from '@sets/clock/testing';
import { silentLogger } from '@sets/service-kit';
import { startTestStore } from '@sets/store-kit/testing';
import { createPlaces, createWebhooks, type DeliverDeps, WEBHOOKS_INDEXES } from '@sets/webhooks';
import { afterEach, expect, it } from 'vitest';
import { handleWebhookTask, type WebhookTaskDeps } from './handle-webhook-task.ts';

const REGION = 'us-central1';
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) {
    await close();
  }
});

const [WORKERS, QUEUE, DEAD, EVENTS_EACH, LIVING_EVENTS] = [8, 200, 50, 5, 5];

it(`${DEAD} receivers that hang on ${WORKERS} workers hold less than a second from one that lives, in a queue of ${QUEUE}`, async () => {
  const test = await startTestStore(WEBHOOKS_INDEXES);
  opened.push(test.close);
  // Of tries, places and tasks alone: the store has time of its own.
  const clock = createManualClock();
  const tries = createUnderway();
  let hanging = 0;
  let lived = 0;
  const fetch = ((url: string, { signal }: { readonly signal: AbortSignal }) => {
    if (url.includes('//lives')) {
      lived += 1;
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    hanging += 1;
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        hanging -= 1;
        reject(signal.reason);
      });
    });
  }) as unknown as DeliverDeps['fetch'];
  const webhooksOf = () => createWebhooks({ store: test.store(), clock, random: Math.random, logger: silentLogger });
  const workers = Array.from({ length: WORKERS }, () => {
    const places = createPlaces(clock);
    const deps: WebhookTaskDeps = {
      ...{ clock, tries, places, fetch, allowHttp: true, logger: silentLogger },
      store: { webhooks: webhooksOf(), views: { read: async () => null } },
    };
    return { places, handle: handleWebhookTask(deps) };
  });

  const { endpoints, announce } = webhooksOf();
  async function tell(host: string, count: number): Promise<void> {
    const wish = { url: `https://${host}/`, description: null, events: ['job.succeeded'], payload: 'thin' } as const;
    const { endpoint } = await endpoints.create(host, wish);
    await announce(
      Array.from({ length: count }, (_, index) => ({
        ...{ endpoint: endpoint.id, caller: host, type: 'job.succeeded', jobId: `job-${index}-of-${host}` },
        ...{ links: { self: '/', result: null }, occurredAtMs: 0, region: REGION, trace: null },
      })),
    );
  }
  for (let index = 0; index < DEAD; index += 1) {
    await tell(`dead-${index}.example`, EVENTS_EACH);
  }
  await tell('lives.example', LIVING_EVENTS);

  /** As Cloud Tasks would: in order, to one worker after the other, so many at once. */
  const waiting = [...test.tasks.waiting.values()].map(({ payload }) => payload);
  let underWay = 0;
  let next = 0;
  function dispatch(): void {
    while (underWay < QUEUE && waiting.length > 0) {
      const worker = workers[next % WORKERS];
      next += 1;
      underWay += 1;
      void pushTo(worker, waiting.shift());
    }
  }
  async function pushTo(worker: (typeof workers)[number] | undefined, task: unknown): Promise<void> {
    await worker?.handle({ body: { ok: true, value: task } } as Parameters<typeof worker.handle>[0]);
    underWay -= 1;
    dispatch();
  }
  /** Every try waits for its receiver or for a place: only time moves anything now. */
  async function nothingMoves(): Promise<void> {
    while (tries.count > hanging + workers.reduce((sum, { places }) => sum + places.waiting, 0)) {
      await new Promise((resolve) => void setImmediate(resolve));
    }
  }
  const began = clock.now();
  dispatch();
  await nothingMoves();
  while (lived < LIVING_EVENTS) {
    await clock.advanceAsync(50);
    await nothingMoves();
  }
  expect(clock.now() - began).toBeLessThan(1_000);
  expect(hanging).toBeGreaterThan(DEAD);
  // Ends what hangs.
  while (tries.count > 0) {
    await clock.advanceAsync(1_000);
    await nothingMoves();
  }
});
