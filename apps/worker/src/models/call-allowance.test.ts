import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CallEnd, createCallAllowance } from './call-allowance.ts';

const NOW = 0;
const LONG_AGO = 60_000;
const sizes = fc.constantFrom('text' as const, 'images' as const, 'video' as const);
const ends = fc.constantFrom<CallEnd>('answered', 'given_up', 'failed', 'put_off');

it('lets no more calls fail than there may be, nor more than half of them over the words, whatever comes', () => {
  const calls = fc.array(fc.record({ size: sizes, end: ends, isProbe: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(calls, fc.integer({ min: 1, max: 12 }), (wanted, failedCalls) => {
      const counted: boolean[] = [];
      const allowance = createCallAllowance({ failedCalls, isSuspect: false, count: (was) => counted.push(was) });
      const made = wanted.filter(({ size, end, isProbe }) => {
        const may = allowance.mayCall(size, NOW);
        if (may) {
          allowance.begin(size, isProbe)(end);
        }
        return may;
      });
      const lost = made.filter(({ end }) => end === 'failed' || end === 'given_up');
      expect(lost.length).toBeLessThanOrEqual(failedCalls);
      expect(lost.filter(({ size }) => size === 'text').length).toBeLessThanOrEqual(Math.ceil(failedCalls / 2));
      const own = made.filter(({ isProbe, end }) => !isProbe && (end === 'answered' || end === 'given_up'));
      expect(counted).toEqual(own.map(({ end }) => end === 'answered'));
    }),
  );
});

it('holds for calls that are still out', () => {
  const allowance = createCallAllowance({ failedCalls: 2, isSuspect: false, count: () => {} });
  const end = allowance.begin('text', false);
  expect([allowance.mayCall('text', NOW), allowance.mayCall('video', NOW)]).toEqual([false, true]);
  end('answered');
  expect(allowance.mayCall('text', NOW)).toBe(true);
});

it('holds whenever others were served, once it was reached, and for a post that has paid before', () => {
  const first = createCallAllowance({ failedCalls: 1, isSuspect: false, count: () => {} });
  first.begin('video', false)('failed');
  expect(first.mayCall('video', LONG_AGO)).toBe(true);
  expect(first.mayCall('video', NOW)).toBe(false);
  expect(first.mayCall('video', LONG_AGO)).toBe(false);
  const suspect = createCallAllowance({ failedCalls: 1, isSuspect: true, count: () => {} });
  suspect.begin('video', false)('failed');
  expect(suspect.mayCall('video', LONG_AGO)).toBe(false);
});
