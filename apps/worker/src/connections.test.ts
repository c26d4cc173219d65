import { expect, it } from 'vitest';
import { modelSockets, sourceSockets } from './connections.ts';

it.each([1, 5, 80, 300])('opens at least as many sockets as %i slots may use, and as the promise names', (slots) => {
  for (const [sockets, callsPerSlot] of [
    // Text and media at once, and as many late calls that linger.
    [modelSockets(slots), 4],
    [sourceSockets(slots), 2],
  ] as const) {
    expect(sockets.maxSocketsPerHost).toBeGreaterThanOrEqual(Math.max(20, slots * callsPerSlot));
    expect(sockets.maxSockets).toBeGreaterThanOrEqual(Math.max(100, sockets.maxSocketsPerHost));
  }
});
