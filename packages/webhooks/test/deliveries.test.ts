import { inParallel } from '@sets/clock';
import type { Job, WebhookTask } from '@sets/contract';
import { silentLogger } from '@sets/service-kit';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebhooks, DEFAULT_WEBHOOK_POLICY } from '../src/index.ts';
import { ADA, type Harness, newsFor, REGION, startHarness } from './support/webhooks-harness.ts';

const DAY_MS = 24 * 3_600_000;

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const logOf = async (id: string) => (await harness.webhooks.deliveries.list(ADA, id, { limit: 50 })).deliveries;

/** By the library of the specification's authors, at the time at which it was sent. */
function verified(index: number, secret: string): unknown {
  const { headers, body } = harness.receiver.received[index] ?? { headers: {}, body: '' };
  return new Webhook(secret).verify(
    body,
    headers as Record<string, string>,
    {
      currentTime: new Date(harness.clock.now()),
    } as never,
  );
}

describe('an event', () => {
  it('is sent once, signed, with ids and links alone, however often it is announced', async () => {
    const { webhooks, receiver } = harness;
    const { endpoint } = await harness.endpoint();
    const news = newsFor(endpoint.id);
    await webhooks.announce([news]);
    await webhooks.announce([news, news]);
    expect(await harness.push()).toEqual(['delivered']);
    expect(receiver.received).toHaveLength(1);
    const [event] = receiver.received;
    expect(JSON.parse(event?.body ?? '')).toEqual({
      type: 'job.succeeded',
      timestamp: '2026-11-23T12:00:00.000Z',
      data: { id: news.jobId, links: news.links },
    });
    expect(await logOf(endpoint.id)).toMatchObject([
      { id: event?.headers['webhook-id'], status: 'delivered', tries: 1, attempts: [{ status: 204, error: null }] },
    ]);
  });

  it('is not made for whoever did not ask for it, nor for another caller’s endpoint', async () => {
    const { webhooks, tasks } = harness;
    const { endpoint } = await harness.endpoint({ events: ['job.failed'] });
    await webhooks.announce([newsFor(endpoint.id), newsFor(endpoint.id, { type: 'job.failed', caller: 'ben' })]);
    await webhooks.announce([newsFor('we_AAAAAAAAAAAAAAAAAAAAAA')]);
    expect(tasks.created).toEqual([]);
  });

  it('keeps its id over all tries, and each try its own time and signature', async () => {
    const { webhooks, receiver } = harness;
    const { endpoint } = await harness.endpoint();
    receiver.answersWith(500);
    await webhooks.announce([newsFor(endpoint.id)]);
    for (let tries = 0; tries < 3; tries += 1) {
      harness.passTime();
      expect(await harness.push()).toEqual(['pending']);
    }
    const of = (header: string) => new Set(receiver.received.map(({ headers }) => headers[header]));
    expect([of('webhook-id').size, of('webhook-timestamp').size, of('webhook-signature').size]).toEqual([1, 3, 3]);
  });

  it('in full is the job as its caller sees it when it is sent, and ids once that is gone', async () => {
    const { webhooks, receiver, jobs } = harness;
    const { endpoint } = await harness.endpoint({ payload: 'full' });
    const news = newsFor(endpoint.id);
    const job = { id: news.jobId, status: 'succeeded', metadata: { a: 'b' } } as unknown as Job;
    jobs.set(news.jobId, job);
    await webhooks.announce([news]);
    await harness.push();
    expect(JSON.parse(receiver.received[0]?.body ?? '').data).toEqual(job);
    jobs.clear();
    const [sent] = await logOf(endpoint.id);
    await webhooks.deliveries.redeliver(ADA, endpoint.id, sent?.id ?? '');
    await harness.push();
    expect(JSON.parse(receiver.received[1]?.body ?? '').data).toEqual({ id: news.jobId, links: news.links });
  });

  it('of what was known carries what its caller gave', async () => {
    const { webhooks, receiver, jobs } = harness;
    const { endpoint } = await harness.endpoint({ payload: 'full' });
    const own = { metadata: { ref: '1' }, submitted_url: 'https://x.example/?a=1', served_from: 'stale' } as const;
    const news = newsFor(endpoint.id, { own });
    const source = { canonical_url: 'https://x.example/' };
    jobs.set(news.jobId, { id: news.jobId, status: 'succeeded', metadata: null, source } as unknown as Job);
    await webhooks.announce([news]);
    await harness.push();
    expect(JSON.parse(receiver.received[0]?.body ?? '').data).toMatchObject({
      ...{ metadata: own.metadata, served_from: 'stale' },
      source: { ...source, submitted_url: own.submitted_url },
    });
  });

  it('of a name that is used again days later is another', async () => {
    const { webhooks, clock } = harness;
    const { endpoint } = await harness.endpoint();
    const news = newsFor(endpoint.id, { once: 'a request' });
    for (const passedMs of [0, DAY_MS - 1, 1, DAY_MS, 0]) {
      clock.advance(passedMs);
      await webhooks.announce([news]);
      await webhooks.announce([news]);
    }
    expect(await harness.push()).toEqual(['delivered', 'delivered', 'delivered']);
    const ids = harness.receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(3);
  });

  it('of a preview is not sent once the job has ended', async () => {
    const { webhooks, receiver, jobs } = harness;
    const { endpoint } = await harness.endpoint();
    const [alive, ended] = [
      newsFor(endpoint.id, { type: 'job.preview' }),
      newsFor(endpoint.id, { type: 'job.preview' }),
    ];
    jobs.set(alive.jobId, { status: 'running' } as Job);
    jobs.set(ended.jobId, { status: 'succeeded' } as Job);
    await webhooks.announce([alive]);
    await webhooks.announce([ended]);
    expect((await harness.push()).toSorted()).toEqual(['delivered', 'skipped']);
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.id)).toEqual([alive.jobId]);
  });
});

describe('a receiver', () => {
  it.each([301, 302, 307, 400, 404, 429, 500, 503])('that answers %i has not taken it', async (status) => {
    const { webhooks, receiver } = harness;
    const { endpoint } = await harness.endpoint();
    receiver.answersWith(status, { location: `${receiver.url}/elsewhere`, 'retry-after': '1' });
    await webhooks.announce([newsFor(endpoint.id)]);
    expect(await harness.push()).toEqual(['pending']);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/of-ada']);
    expect(await logOf(endpoint.id)).toMatchObject([{ status: 'pending', reason: `http_${status}` }]);
  });

  it('that hangs is given up after ten seconds', async () => {
    const { webhooks, receiver, clock } = harness;
    const { endpoint } = await harness.endpoint();
    const met = Promise.withResolvers<void>();
    receiver.answers(() => met.resolve());
    await webhooks.announce([newsFor(endpoint.id)]);
    const pushed = harness.push();
    await met.promise;
    clock.advance(DEFAULT_WEBHOOK_POLICY.tryMs);
    expect(await pushed).toEqual(['pending']);
    expect(await logOf(endpoint.id)).toMatchObject([
      { reason: 'timeout', attempts: [{ status: null, error: 'timeout', duration_ms: 10_000 }] },
    ]);
  });

  it('that says more than anybody reads is cut off, and its yes counts', async () => {
    const { webhooks, receiver } = harness;
    const { endpoint } = await harness.endpoint();
    const cut = Promise.withResolvers<void>();
    receiver.answers((response) => {
      response.once('close', () => cut.resolve());
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) {
          // Until nobody takes it any more.
        }
        response.once('drain', more);
      };
      more();
    });
    await webhooks.announce([newsFor(endpoint.id)]);
    expect(await harness.push()).toEqual(['delivered']);
    await cut.promise;
  });

  it('that says yes and then sends byte by byte is waited for no longer', async () => {
    const { webhooks, receiver, clock, deps } = harness;
    const { endpoint } = await harness.endpoint();
    const cut = Promise.withResolvers<void>();
    receiver.answers((response) => {
      response.once('close', () => cut.resolve());
      response.writeHead(200);
      response.write('.');
    });
    await webhooks.announce([newsFor(endpoint.id)]);
    const [task] = harness.tasks.waiting.values();
    const saidYes = Promise.withResolvers<void>();
    const fetch: typeof deps.fetch = async (...request) => {
      const response = await deps.fetch(...request);
      saidYes.resolve();
      return response;
    };
    const delivered = webhooks.deliver({ ...deps, fetch }, task?.payload as WebhookTask);
    await saidYes.promise;
    // The try's own time, and that of its answer's body.
    while (clock.pendingTimers < 2) {
      await new Promise((resolve) => void setImmediate(resolve));
    }
    clock.advance(DEFAULT_WEBHOOK_POLICY.answerBodyMs);
    expect(await delivered).toBe('delivered');
    await cut.promise;
    expect(await logOf(endpoint.id)).toMatchObject([{ attempts: [{ status: 200, duration_ms: 0 }] }]);
  });

  it('at an address that is not public is never connected to', async () => {
    const { webhooks, deps } = harness;
    const { endpoint } = await harness.endpoint({ url: 'http://127.0.0.1:9/' });
    const plain = await harness.endpoint({ url: 'http://receiver.example/' });
    await webhooks.announce([newsFor(endpoint.id)]);
    await harness.push();
    expect(await logOf(endpoint.id)).toMatchObject([{ reason: 'forbidden_address' }]);
    harness.tasks.waiting.clear();
    await webhooks.announce([newsFor(plain.endpoint.id)]);
    const [task] = harness.tasks.waiting.values();
    await webhooks.deliver({ ...deps, allowHttp: false }, task?.payload as never);
    expect(await logOf(plain.endpoint.id)).toMatchObject([{ reason: 'forbidden_address' }]);
  });

  it('that has gone is disabled at once, and what waits for it is skipped', async () => {
    const { webhooks, receiver } = harness;
    const { endpoint } = await harness.endpoint();
    receiver.answersWith(410);
    await webhooks.announce([newsFor(endpoint.id)]);
    await webhooks.announce([newsFor(endpoint.id)]);
    expect((await harness.push()).toSorted()).toEqual(['failed', 'skipped']);
    expect(await webhooks.endpoints.get(ADA, endpoint.id)).toMatchObject({ enabled: false, disabled_reason: 'gone' });
    await expect(webhooks.deliveries.test(ADA, endpoint.id, REGION)).rejects.toMatchObject({
      code: 'webhook_disabled',
    });
    receiver.answersWith(204);
    await webhooks.endpoints.change(ADA, endpoint.id, { enabled: true });
    const skipped = (await logOf(endpoint.id)).find(({ status }) => status === 'skipped');
    await webhooks.deliveries.redeliver(ADA, endpoint.id, skipped?.id ?? '');
    expect(await harness.push()).toEqual(['delivered']);
  });

  it('that answers nothing well for three days is disabled, tried ten times by the schedule', async () => {
    const { webhooks, receiver, clock } = harness;
    const { endpoint } = await harness.endpoint();
    receiver.answersWith(500);
    const began = clock.now();
    await webhooks.announce([newsFor(endpoint.id)]);
    const at: number[] = [];
    for (let outcome = 'pending'; outcome === 'pending'; ) {
      harness.passTime();
      at.push(clock.now() - began);
      [outcome = 'nothing'] = await harness.push();
      expect(outcome === 'pending').toBe((await webhooks.endpoints.get(ADA, endpoint.id)).enabled);
    }
    const minutes = at.map((ms) => Math.round(ms / 60_000));
    expect(minutes).toEqual([0, 0, 5, 35, 155, 455, 1_055, 1_895, 3_095, 4_320]);
    expect(at.at(-1)).toBe(3 * DAY_MS);
    expect(await webhooks.endpoints.get(ADA, endpoint.id)).toMatchObject({ disabled_reason: 'failing' });
    expect(await logOf(endpoint.id)).toMatchObject([{ status: 'failed', reason: 'tries_exhausted', tries: 10 }]);
  });

  it('that answers well again is failing no more', async () => {
    const { webhooks, receiver } = harness;
    const { endpoint } = await harness.endpoint();
    receiver.answersWith(500);
    await webhooks.announce([newsFor(endpoint.id)]);
    await harness.push();
    expect(await webhooks.endpoints.get(ADA, endpoint.id)).toMatchObject({ failing_since: null });
    harness.passTime();
    await harness.push();
    expect((await webhooks.endpoints.get(ADA, endpoint.id)).failing_since).not.toBeNull();
    receiver.answersWith(200);
    harness.passTime();
    expect(await harness.push()).toEqual(['delivered']);
    expect(await webhooks.endpoints.get(ADA, endpoint.id)).toMatchObject({ failing_since: null, enabled: true });
  });
});

describe('a secret', () => {
  it('is taken by the library of Standard Webhooks, the old one too until it ends', async () => {
    const { webhooks, receiver, clock } = harness;
    clock.advance(Date.now() - clock.now());
    const { endpoint, secret } = await harness.endpoint();
    const next = await webhooks.endpoints.rotate(ADA, endpoint.id, 1);
    await webhooks.announce([newsFor(endpoint.id)]);
    await harness.push();
    expect(verified(0, secret)).toEqual(verified(0, next.secret));
    expect(String(receiver.received[0]?.headers['webhook-signature']).split(' ')).toHaveLength(2);
    clock.advance(3_600_000);
    await webhooks.announce([newsFor(endpoint.id)]);
    await harness.push();
    expect(String(receiver.received[1]?.headers['webhook-signature']).split(' ')).toHaveLength(1);
    expect(await webhooks.endpoints.get(ADA, endpoint.id)).toHaveProperty('secrets', [
      { value: next.secret, until: null },
    ]);
    await webhooks.endpoints.change(ADA, endpoint.id, { description: 'Whatever is stored anew' });
    const stored = await harness.firestore.doc(`webhook_endpoints/${endpoint.id}`).get();
    expect(JSON.stringify(stored.data())).not.toContain(secret);
  });

  it('signs nothing that was changed on its way', async () => {
    const { webhooks, receiver, clock } = harness;
    clock.advance(Date.now() - clock.now());
    const { endpoint, secret } = await harness.endpoint();
    await webhooks.announce([newsFor(endpoint.id)]);
    await harness.push();
    const { headers = {}, body = '' } = receiver.received[0] ?? {};
    const webhook = new Webhook(secret);
    expect(() => webhook.verify(body.replace('succeeded', 'failed'), headers as Record<string, string>)).toThrow();
    expect(() => webhook.verify(body, { ...headers, 'webhook-id': 'msg_other' } as never)).toThrow();
  });
});

describe('what is owed', () => {
  it('is made by a sweep when its task is missing, and only then', async () => {
    const { webhooks, tasks, clock } = harness;
    const { endpoint } = await harness.endpoint();
    await webhooks.announce([newsFor(endpoint.id)]);
    clock.advance(DEFAULT_WEBHOOK_POLICY.graceMs);
    expect(await webhooks.sweep({ limit: 80 })).toEqual({ examined: 1, redispatched: 0 });
    tasks.waiting.clear();
    clock.advance(2 * DEFAULT_WEBHOOK_POLICY.graceMs);
    expect(await webhooks.sweep({ limit: 80 })).toEqual({ examined: 1, redispatched: 1 });
    expect(await harness.push()).toEqual(['delivered']);
    clock.advance(DAY_MS);
    expect(await webhooks.sweep({ limit: 80 })).toEqual({ examined: 0, redispatched: 0 });
  });

  it('goes to another region when its own is gone, and the task that is left there has nothing to do', async () => {
    const { webhooks, tasks, clock } = harness;
    const { endpoint } = await harness.endpoint();
    await webhooks.announce([newsFor(endpoint.id)]);
    clock.advance(DEFAULT_WEBHOOK_POLICY.graceMs);
    await webhooks.sweep({ limit: 80, chooseRegion: () => 'europe-west1' });
    expect(tasks.created.map(({ region }) => region)).toEqual([REGION, 'europe-west1']);
    expect((await harness.push()).toSorted()).toEqual(['delivered', 'overtaken']);
  });

  it('is gone with its endpoint, and with a caller who is forgotten', async () => {
    const { webhooks, receiver, firestore } = harness;
    const first = await harness.endpoint();
    const second = await harness.endpoint();
    const other = await harness.endpoint({}, 'ben');
    await webhooks.announce([newsFor(first.endpoint.id), newsFor(second.endpoint.id)]);
    await webhooks.announce([newsFor(other.endpoint.id, { caller: 'ben' })]);
    await webhooks.endpoints.delete(ADA, first.endpoint.id);
    expect(await webhooks.forgetCaller(ADA)).toEqual({ endpoints: 1, deliveries: 1 });
    expect((await harness.push()).toSorted()).toEqual(['delivered', 'unknown', 'unknown']);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/of-ben']);
    expect((await firestore.collection('webhook_endpoints').get()).docs.map(({ id }) => id)).toEqual([
      other.endpoint.id,
    ]);
  });

  it('of an endpoint that was deleted while it was announced leaves nothing behind', async () => {
    const { webhooks, receiver, firestore } = harness;
    const { endpoint } = await harness.endpoint();
    const elsewhere = createWebhooks({
      ...{ store: harness.store(), clock: harness.clock, random: () => 0, logger: silentLogger },
    });
    // Known there for some seconds more.
    await elsewhere.announce([newsFor(endpoint.id)]);
    await webhooks.endpoints.delete(ADA, endpoint.id);
    await elsewhere.announce([newsFor(endpoint.id)]);
    expect(await harness.push()).toEqual(['unknown', 'unknown']);
    expect(receiver.received).toEqual([]);
    expect((await firestore.collection('webhook_deliveries').get()).size).toBe(0);
  });

  it('is in a log that grows no longer than it may, whose latest stay', async () => {
    const { firestore, deps, clock } = harness;
    const store = harness.store();
    const small = createWebhooks({
      ...{ store, clock, random: () => 0, logger: silentLogger, policy: { logSize: 10 } },
    });
    const { endpoint } = await harness.endpoint();
    const news = Array.from({ length: 100 }, () => newsFor(endpoint.id));
    for (const one of news) {
      clock.advance(10);
      await small.announce([one]);
    }
    await inParallel([...harness.tasks.waiting.values()], 10, async ({ payload }) => {
      await small.deliver(deps, payload as WebhookTask);
    });
    const { deliveries } = await small.deliveries.list(ADA, endpoint.id, { limit: 100 });
    expect(deliveries.length).toBeLessThanOrEqual(20);
    expect(deliveries[0]?.job_id).toBe(news.at(-1)?.jobId);
    expect((await firestore.collection('webhook_deliveries').get()).size).toBe(deliveries.length);
  });

  it('is kept for a week', async () => {
    const { webhooks, clock, firestore } = harness;
    const { endpoint } = await harness.endpoint();
    await webhooks.announce([newsFor(endpoint.id)]);
    await harness.push();
    clock.advance(7 * DAY_MS);
    expect(await webhooks.cleanUp(100)).toBe(0);
    clock.advance(DAY_MS + 1);
    expect(await webhooks.cleanUp(100)).toBe(1);
    expect((await firestore.collection('webhook_deliveries').get()).size).toBe(0);
  });
});

describe('callers', () => {
  it('see and change their own endpoints alone', async () => {
    const { webhooks } = harness;
    const { endpoint } = await harness.endpoint();
    const { endpoints, deliveries } = webhooks;
    const tries = [
      () => endpoints.get('ben', endpoint.id),
      () => endpoints.change('ben', endpoint.id, { enabled: false }),
      () => endpoints.rotate('ben', endpoint.id, 1),
      () => endpoints.delete('ben', endpoint.id),
      () => endpoints.check('ben', endpoint.id),
      () => deliveries.list('ben', endpoint.id, { limit: 1 }),
      () => deliveries.test('ben', endpoint.id, REGION),
      async () => deliveries.get('ben', endpoint.id, (await deliveries.test(ADA, endpoint.id, REGION)).id),
      () => deliveries.redeliver('ben', endpoint.id, 'msg_AAAAAAAAAAAAAAAAAAAAAA'),
    ];
    for (const attempt of tries) {
      await expect(attempt()).rejects.toMatchObject({ code: 'webhook_not_found' });
    }
    expect(await endpoints.list('ben')).toEqual([]);
    expect(await endpoints.get(ADA, endpoint.id)).toMatchObject({ enabled: true });
  });

  it('read one delivery, of the endpoint that it went to alone', async () => {
    const { webhooks } = harness;
    const [{ endpoint }, other] = [await harness.endpoint(), await harness.endpoint()];
    const { id } = await webhooks.deliveries.test(ADA, endpoint.id, REGION);
    await harness.push();
    expect(await webhooks.deliveries.get(ADA, endpoint.id, id)).toMatchObject({ id, status: 'delivered', tries: 1 });
    const elsewhere = webhooks.deliveries.get(ADA, other.endpoint.id, id);
    await expect(elsewhere).rejects.toMatchObject({ code: 'delivery_not_found' });
  });

  it('page through a log, newest first', async () => {
    const { webhooks, clock } = harness;
    const { endpoint } = await harness.endpoint();
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      clock.advance(1_000);
      made.unshift((await webhooks.deliveries.test(ADA, endpoint.id, REGION)).id);
    }
    const first = await webhooks.deliveries.list(ADA, endpoint.id, { limit: 2 });
    const rest = await webhooks.deliveries.list(ADA, endpoint.id, { limit: 2, cursor: first.next ?? '' });
    expect([...first.deliveries, ...rest.deliveries].map(({ id }) => id)).toEqual(made);
    expect(rest.next).toBeNull();
  });
});
