import { expect, test } from 'vitest';
import { reportAppCheck } from './roll-out.ts';

const ios = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).map(([outcome, count]) => [`app_check/${outcome}/ios/1:1:ios:a`, count]));

test.each<[string, Record<string, number>, readonly string[]]>([
  ['nothing was seen', {}, ['0 of 1000 requests seen']],
  ['too little was seen', ios({ verified: 999 }), ['999 of 1000 requests seen']],
  ['nearly all are verified', ios({ verified: 990, invalid: 5, unverified: 5 }), []],
  ['a few more are not', ios({ verified: 989, invalid: 11 }), ['ios: 98.9 % verified', 'all: 98.9 % verified']],
  ['what could not be judged counts for nothing', ios({ verified: 1_000, undetermined: 500 }), []],
  [
    'a small platform would be shut out',
    { ...ios({ verified: 99_000 }), 'app_check/unverified/android/unknown': 100 },
    ['android: 0.0 % verified'],
  ],
  ['a trickle of strangers would', { ...ios({ verified: 9_901 }), 'app_check/unverified/other/unknown': 99 }, []],
  [
    'other counters are none of it',
    { ...ios({ verified: 1_000 }), 'submits/tiktok/new': 5, 'app_check/odd/ios/a': 9 },
    [],
  ],
])('%s', (_what, counts, obstacles) => {
  const report = reportAppCheck(counts);
  expect(report.obstacles).toEqual(obstacles);
  expect(report.safeToEnforce).toBe(obstacles.length === 0);
});

test('it tells apps and platforms apart, the busiest first', () => {
  const { groups, verifiedShare } = reportAppCheck({
    ...ios({ verified: 3, invalid: 1 }),
    'app_check/verified/android/1:1:android:b': 12,
  });
  expect(groups.map(({ app, verified, invalid }) => [app, verified, invalid])).toEqual([
    ['1:1:android:b', 12, 0],
    ['1:1:ios:a', 3, 1],
  ]);
  expect(verifiedShare).toBe(15 / 16);
});
