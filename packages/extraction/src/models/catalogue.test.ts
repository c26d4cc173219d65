import { expect, it } from 'vitest';
import { MODEL_CATALOGUE, UNKNOWN_PRICE } from './catalogue.ts';
import { chargeOf, costOf } from './cost-of.ts';

const usage = { inputTokens: 1_000_000, outputTokens: 100_000 };
const on = (day: string): number => Date.parse(`${day}T12:00:00Z`);
const cost = (model: string, location: string, day: string) =>
  costOf(MODEL_CATALOGUE, { model, location, usage }, on(day));

it('multiplies tokens by the price of the day', () => {
  expect(cost('gemini-3.8-flash', 'global', '2026-12-31')).toBeCloseTo(0.75 + 0.375);
  expect(cost('gemini-3.8-flash', 'global', '2027-01-01')).toBeCloseTo(1.5 + 0.75);
});

it('adds a tenth everywhere but at `global`', () => {
  expect(cost('gemini-3.5-flash-lite', 'global', '2026-11-23')).toBeCloseTo(0.3 + 0.25);
  expect(cost('gemini-3.5-flash-lite', 'us', '2026-11-23')).toBeCloseTo(0.33 + 0.275);
  expect(cost('gemini-3.5-flash', 'eu', '2026-11-23')).toBeCloseTo(1.65 + 0.99);
});

it('charges a tenth for what was remembered of the input', () => {
  const call = { model: 'gemini-3.5-flash-lite', location: 'global', usage: { ...usage, cachedTokens: 400_000 } };
  expect(costOf(MODEL_CATALOGUE, call, on('2026-11-23'))).toBeCloseTo(0.6 * 0.3 + 0.4 * 0.03 + 0.25);
});

it('knows no price rather than a wrong one', () => {
  expect(cost('gemini-9-flash', 'global', '2026-11-23')).toBeNull();
  expect(cost('gemini-3.7-flash', 'global', '2026-11-23')).toBeNull();
  expect(cost('gemini-3.8-flash', 'us', '2020-01-01')).toBeNull();
});

it('charges what has no price at twice the dearest, and all else at its cost', () => {
  const charge = (model: string) => chargeOf(MODEL_CATALOGUE, { model, location: 'global', usage }, on('2026-11-23'));
  expect(charge('gemini-9-flash')).toBeCloseTo(3 + 1.8);
  expect(charge('gemini-3.5-flash-lite')).toBe(cost('gemini-3.5-flash-lite', 'global', '2026-11-23'));
  const prices = MODEL_CATALOGUE.flatMap((facts) => facts.prices);
  expect(UNKNOWN_PRICE).toEqual({
    inputUsd: 2 * Math.max(...prices.map(({ inputUsd }) => inputUsd)),
    outputUsd: 2 * Math.max(...prices.map(({ outputUsd }) => outputUsd)),
  });
});

it.each(MODEL_CATALOGUE)('is consistent about $model', ({ model, prices, thinking, locations, retirement }) => {
  expect(MODEL_CATALOGUE.filter((other) => other.model === model)).toHaveLength(1);
  expect(new Set(locations).size).toBe(locations.length);
  // Two prices on one day would make the cost depend on their order.
  for (const { from, until } of prices) {
    const overlapping = prices.filter((other) => other.from <= (until ?? '9999') && (other.until ?? '9999') >= from);
    expect(overlapping).toHaveLength(1);
  }
  if (thinking !== null) {
    expect(thinking.allowed).toContain(thinking.set);
  }
  if (retirement !== null) {
    expect(Number.isNaN(Date.parse(`${retirement.on}T00:00:00Z`))).toBe(false);
  }
});
