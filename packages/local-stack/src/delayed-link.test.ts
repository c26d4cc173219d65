import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createManualClock } from '@sets/clock/testing';
import { afterEach, expect, it } from 'vitest';
import { type DelayedLink, startDelayedLink } from './delayed-link.ts';

let link: DelayedLink | undefined;
let far: ReturnType<typeof createServer> | undefined;
afterEach(async () => {
  await link?.close();
  far?.close();
});

async function start(onConnection: (socket: Socket) => void, roundTripMs: number, clock = createManualClock()) {
  far = createServer({ allowHalfOpen: true }, onConnection);
  await new Promise<void>((resolve) => far?.listen(0, '127.0.0.1', resolve));
  link = await startDelayedLink({ port: 0, to: (far.address() as AddressInfo).port, roundTripMs, clock });
  return { clock, socket: connect(link.port, '127.0.0.1') };
}

it('brings every byte there and back, in order and to the end', async () => {
  const ended = Promise.withResolvers<string>();
  const { clock, socket } = await start((incoming) => {
    let heard = '';
    incoming.on('data', (data) => {
      heard += String(data);
    });
    incoming.once('end', () => {
      ended.resolve(heard);
      incoming.end(heard.toUpperCase());
    });
  }, 100);
  // Time is driven for as long as anybody waits: the line alone decides how often.
  const driving = setInterval(() => clock.advance(50), 1);
  socket.write('one ');
  socket.write('two');
  socket.end();
  expect([await ended.promise, await text(socket)]).toEqual(['one two', 'ONE TWO']);
  clearInterval(driving);
});

it('holds a byte back for half of the round trip', async () => {
  const heard: string[] = [];
  const { clock, socket } = await start(
    (incoming) => void incoming.on('data', (data) => heard.push(String(data))),
    100,
  );
  const scheduled = Promise.withResolvers<number>();
  const schedule = clock.schedule;
  clock.schedule = (callback, ms) => {
    scheduled.resolve(ms);
    return schedule(callback, ms);
  };
  socket.write('x');
  expect(await scheduled.promise).toBe(50);
  clock.advance(50);
  await expect.poll(() => heard).toEqual(['x']);
  socket.destroy();
});
