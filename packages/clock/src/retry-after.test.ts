import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryAfterFromHeaders } from './retry-after.ts';

const NOW = Date.parse('Mon, 23 Nov 2026 12:00:00 GMT');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['30', 30_000],
    [' 1.5 ', 1_500],
    ['Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
    ['Monday, 23-Nov-26 12:00:30 GMT', 30_000],
    ['Mon Nov 23 12:00:30 2026 GMT', 30_000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
  ])('%j asks for %d ms', (value, ms) => {
    expect(parseRetryAfter(value, NOW)).toBe(ms);
  });

  it.each([null, undefined, '', ' ', '-1', '1e3', 'soon', 'Mon, soon', '2026-11-23', '0x10', '1 s'])(
    '%j says nothing',
    (value) => {
      expect(parseRetryAfter(value, NOW)).toBeNull();
    },
  );
});

it.each([
  [{ 'retry-after': '2', 'retry-after-ms': '1500' }, 1_500],
  [{ 'retry-after': '2' }, 2_000],
  [{ 'retry-after': '2', 'retry-after-ms': 'soon' }, 2_000],
  [{}, null],
])('headers %j ask for %d ms', (headers, ms) => {
  expect(retryAfterFromHeaders(new Headers(headers as Record<string, string>), NOW)).toBe(ms);
});
