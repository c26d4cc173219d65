import { createManualClock, whileTimePasses } from '@sets/clock/testing';
import { createLifecycle, listen, silentLogger } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { composeReceivers } from './compose-receivers.ts';

it('a receiver that hangs does not keep a worker from its end', async () => {
  const met = Promise.withResolvers<void>();
  const server = await listen(() => met.resolve(), { port: 0 });
  const clock = createManualClock();
  const lifecycle = createLifecycle({ logger: silentLogger });
  const OUTBOUND_ALLOW = [`127.0.0.1:${server.port}`];
  const { fetch, tries } = composeReceivers({ OUTBOUND_ALLOW, ENVIRONMENT: 'local' }, { clock, lifecycle });
  const trying = fetch(server.url);
  tries.add(trying);
  await met.promise;

  expect(await whileTimePasses(clock, lifecycle.stop(), 500)).toEqual([]);
  await server.close({ graceMs: 0 });
  await expect(trying).rejects.toThrow();
});
