import { utcDay } from '@sets/clock';
import type { TokenUsage } from '../generate.ts';
import { CACHED_INPUT_FACTOR, factsOf, type ModelFacts, OUTSIDE_GLOBAL_FACTOR, UNKNOWN_PRICE } from './catalogue.ts';

interface Call {
  readonly model: string;
  readonly location: string;
  readonly usage: TokenUsage;
}

/** US dollars, or null when no price is known for that model on that day. `nowMs` is Unix time. */
export function costOf(catalogue: readonly ModelFacts[], call: Call, nowMs: number): number | null {
  const day = utcDay(nowMs);
  const prices = factsOf(call.model, catalogue)?.prices ?? [];
  const price = prices.find(({ from, until }) => from <= day && (until === null || day <= until));
  return price === undefined ? null : priced(call, price);
}

/** What a call counts for where spending is bounded: its cost, or an upper bound of it. In US dollars. */
export const chargeOf = (catalogue: readonly ModelFacts[], call: Call, nowMs: number): number =>
  costOf(catalogue, call, nowMs) ?? priced(call, UNKNOWN_PRICE);

function priced({ location, usage }: Call, price: { readonly inputUsd: number; readonly outputUsd: number }): number {
  const factor = location === 'global' ? 1 : OUTSIDE_GLOBAL_FACTOR;
  const { inputTokens, cachedTokens = 0, outputTokens } = usage;
  const chargedTokens = inputTokens - cachedTokens * (1 - CACHED_INPUT_FACTOR);
  return ((chargedTokens * price.inputUsd + outputTokens * price.outputUsd) * factor) / 1_000_000;
}
