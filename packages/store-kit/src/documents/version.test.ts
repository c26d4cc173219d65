import { Timestamp } from '@google-cloud/firestore';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { millisOfVersion, timeOfVersion, versionOf } from './version.ts';

const time = fc
  .tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([seconds, nanoseconds]) => new Timestamp(seconds, nanoseconds));

it('keeps every nanosecond, since it is the precondition of the next write', () => {
  fc.assert(fc.property(time, (one) => timeOfVersion(versionOf(one)).isEqual(one)));
});

it('tells the milliseconds', () => {
  expect(millisOfVersion('1764000000.123456000')).toBe(1_764_000_000_123);
});
