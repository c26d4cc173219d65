import { Timestamp } from '@google-cloud/firestore';
import fc from 'fast-check';
import { it } from 'vitest';
import { millisOfVersion } from '../documents/version.ts';
import { timeOfVersion, versionOf } from './update-time.ts';

const time = fc
  .tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([seconds, nanoseconds]) => new Timestamp(seconds, nanoseconds));

it('keeps every nanosecond, since it is the precondition of the next write', () => {
  fc.assert(fc.property(time, (one) => timeOfVersion(versionOf(one)).isEqual(one)));
});

it('tells the milliseconds', () => {
  fc.assert(fc.property(time, (one) => millisOfVersion(versionOf(one)) === one.toMillis()));
});
