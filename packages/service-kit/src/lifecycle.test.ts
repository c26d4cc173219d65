import { expect, it } from 'vitest';
import { captureLog } from '../test/support/capture.ts';
import { createLifecycle } from './lifecycle.ts';

it('releases in reverse order, each once, and joins further calls', async () => {
  const lifecycle = createLifecycle(captureLog());
  const order: string[] = [];
  lifecycle.defer('database', () => void order.push('database'));
  lifecycle.defer('server', async () => {
    await Promise.resolve();
    order.push('server');
  });
  const [first, second] = await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  expect(order).toEqual(['server', 'database']);
  expect([first, second]).toEqual([[], []]);
});

it('goes on after a release that fails, and tells which', async () => {
  const { logger, lines } = captureLog();
  const lifecycle = createLifecycle({ logger });
  const order: string[] = [];
  lifecycle.defer('first', () => void order.push('first'));
  lifecycle.defer('second', () => {
    throw new Error('stuck');
  });
  lifecycle.defer('third', () => void order.push('third'));
  expect(await lifecycle.stop()).toEqual(['second']);
  expect(order).toEqual(['third', 'first']);
  expect(lines()).toMatchObject([{ severity: 'ERROR', message: 'Could not release second' }]);
});

it('releases at once what is acquired while stopping', async () => {
  const lifecycle = createLifecycle(captureLog());
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  lifecycle.defer('slow', () => gate.promise);
  const stopped = lifecycle.stop();
  lifecycle.defer('late', () => void order.push('late'));
  gate.resolve();
  await stopped;
  expect(order).toEqual(['late']);
  lifecycle.defer('after the end', () => void order.push('after the end'));
  await lifecycle.stop();
  expect(order).toEqual(['late', 'after the end']);
});
