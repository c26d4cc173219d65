import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkScaling, scalingConfigShape } from './scaling-config.ts';

const parse = (env: Record<string, string>) => z.object(scalingConfigShape).check(checkScaling()).safeParse(env);

it('scales nobody by itself', () => {
  expect(parse({}).data).not.toHaveProperty('SCALE_SERVICE');
  expect(parse({}).data).toMatchObject({
    SCALE_FLOOR: 1,
    SCALE_CEILING: 20,
    SCALE_PEAKS: [],
  });
});

it('reads hours of the day and their floors', () => {
  expect(parse({ SCALE_PEAKS: '7-10=5, 22-2=3' }).data?.SCALE_PEAKS).toEqual([
    { fromHour: 7, untilHour: 10, floor: 5 },
    { fromHour: 22, untilHour: 2, floor: 3 },
  ]);
});

describe('refuses', () => {
  it.each([
    ['hours that do not exist', { SCALE_PEAKS: '24-25=3' }],
    ['a peak without workers', { SCALE_PEAKS: '7-10' }],
    ['a floor above the ceiling', { SCALE_FLOOR: '30', SCALE_CEILING: '20' }],
    ['what is no name of a service', { SCALE_SERVICE: '../other' }],
  ])('%s', (_what, env) => {
    expect(parse(env).success).toBe(false);
  });
});
