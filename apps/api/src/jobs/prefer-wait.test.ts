import { expect, test } from 'vitest';
import { preferredWaitS } from './prefer-wait.ts';

test.each([
  [undefined, 0],
  ['', 0],
  ['wait=10', 10],
  ['respond-async, wait=7', 7],
  ['Wait = "12"; foo=bar', 12],
  ['wait=9999', 45],
  ['wait=99999999999999999999', 45],
  ['wait=-3', 0],
  ['wait=abc', 0],
  ['nowait=5', 0],
])('Prefer: %s asks for %d s', (header, seconds) => {
  expect(preferredWaitS(header)).toBe(seconds);
});
