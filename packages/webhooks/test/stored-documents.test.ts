import { join } from 'node:path';
import {
  fixtureId,
  fixtureNamed,
  readStoredFixtures,
  restore,
  type StoredFixture,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADA, type Harness, startHarness } from './support/webhooks-harness.ts';

const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26'));
const idOf = (name: string): string => fixtureId(fixtureNamed(recorded, name));
const ENDPOINT = idOf('endpoint-rotated');

/** Deploys roll out and back: each release reads what earlier ones stored, and ignores what a later one has added. */
describe.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['documents as they were recorded', (fixture) => fixture],
  ['documents with fields of a later release', withLaterFields],
])('%s', (_what, form) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await restore(harness.firestore, recorded.map(form));
  });
  afterAll(() => harness.close());

  it('an endpoint is its caller’s, and what is sent to it is listed', async () => {
    const { endpoints, deliveries } = harness.webhooks;
    expect(await endpoints.list(ADA)).toMatchObject([{ id: ENDPOINT, payload: 'full', enabled: true }]);
    const listed = (await deliveries.list(ADA, ENDPOINT, { limit: 10 })).deliveries;
    expect(listed.map(({ id, status }) => [id, status]).toSorted()).toEqual(
      [
        [idOf('delivery-pending'), 'pending'],
        [idOf('delivery-delivered'), 'delivered'],
      ].toSorted(),
    );
  });

  it('a delivery whose task is gone is swept and sent, signed by both secrets', async () => {
    const { webhooks, receiver, clock, firestore } = harness;
    await webhooks.endpoints.change(ADA, ENDPOINT, { url: `${receiver.url}/recorded` });
    clock.advance(120_000);
    expect(await webhooks.sweep({ limit: 80 })).toEqual({ examined: 1, redispatched: 1 });
    expect(await harness.push()).toEqual(['delivered']);
    expect(receiver.received[0]?.headers['webhook-id']).toBe(idOf('delivery-pending'));
    expect(String(receiver.received[0]?.headers['webhook-signature']).split(' ')).toHaveLength(2);
    const stored = (await firestore.doc(`webhook_endpoints/${ENDPOINT}`).get()).data();
    const later = recorded.map(form).find(({ path }) => path.endsWith(ENDPOINT))?.fields.from_a_later_release;
    expect(stored?.from_a_later_release).toEqual(later);
  });
});
