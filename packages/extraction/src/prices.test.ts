import { expect, it } from 'vitest';
import { costOf, PRICES } from './prices.ts';

const usage = { inputTokens: 1_000_000, outputTokens: 100_000 };
const on = (day: string): number => Date.parse(`${day}T12:00:00Z`);
const cost = (model: string, location: string, day: string) => costOf(PRICES, { model, location, usage }, on(day));

it('multiplies tokens by the price of the day', () => {
  expect(cost('gemini-3.8-flash', 'us', '2026-12-31')).toBeCloseTo(0.75 + 0.375);
  expect(cost('gemini-3.8-flash', 'us', '2027-01-01')).toBeCloseTo(1.5 + 0.75);
});

it('adds the surcharge of single regions', () => {
  expect(cost('gemini-3.5-flash-lite', 'global', '2026-11-23')).toBeCloseTo(0.55);
  expect(cost('gemini-3.5-flash-lite', 'us-central1', '2026-11-23')).toBeCloseTo(0.605);
});

it('knows no price rather than a wrong one', () => {
  expect(cost('gemini-9-flash', 'global', '2026-11-23')).toBeNull();
  expect(cost('gemini-3.8-flash', 'us', '2020-01-01')).toBeNull();
});

it('never has two prices for one model on one day', () => {
  for (const { model, from, until } of PRICES) {
    const same = PRICES.filter(
      (other) => other.model === model && other.from <= (until ?? '9999') && (other.until ?? '9999') >= from,
    );
    expect(same).toHaveLength(1);
  }
});
