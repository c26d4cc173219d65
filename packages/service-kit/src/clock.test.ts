import { expect, it } from 'vitest';
import { z } from 'zod';
import { type Clock, offsetClock } from './clock.ts';
import { ConfigError, parseConfig, platformConfigShape, refuseEmulatorsInProduction } from './config/index.ts';

it('shifts the wall clock and nothing that measures durations', () => {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => 1_000_000,
    monotonic: () => 7,
    schedule(_callback, ms) {
      waits.push(ms);
      return () => {};
    },
  };
  const late = offsetClock(clock, -300_000);
  late.schedule(() => {}, 50);
  expect([late.now(), late.monotonic(), waits]).toEqual([700_000, 7, [50]]);
});

it('refuses a wrong clock in production only', () => {
  const schema = z.object(platformConfigShape).check(refuseEmulatorsInProduction());
  expect(parseConfig(schema, { CLOCK_OFFSET_MS: '-300000' }).CLOCK_OFFSET_MS).toBe(-300_000);
  expect(parseConfig(schema, { ENVIRONMENT: 'production' }).CLOCK_OFFSET_MS).toBeUndefined();
  expect(() => parseConfig(schema, { ENVIRONMENT: 'production', CLOCK_OFFSET_MS: '0' })).toThrow(ConfigError);
});
