import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createLazyClient } from './lazy-client.ts';

function setUp() {
  const clock = createManualClock();
  const events: string[] = [];
  const open = () => {
    events.push('open');
    return {
      async close() {
        events.push('close');
      },
    };
  };
  return { clock, events, client: createLazyClient({ open, clock, withinMs: 500 }) };
}

it('is opened once, by who needs it first', () => {
  const { clock, events, client } = setUp();
  expect(events).toEqual([]);
  expect(client.get()).toBe(client.get());
  clock.advance(500);
  expect(events).toEqual(['open']);
});

it('is opened in time when nobody needs it', () => {
  const { clock, events } = setUp();
  clock.advance(499);
  expect(events).toEqual([]);
  clock.advance(1);
  expect(events).toEqual(['open']);
});

it('is closed when it was opened, and else never opened', async () => {
  const opened = setUp();
  opened.client.get();
  await opened.client.close();
  expect(opened.events).toEqual(['open', 'close']);
  const { clock, events, client } = setUp();
  await client.close();
  clock.advance(1_000);
  expect([events, clock.pendingTimers]).toEqual([[], 0]);
});
