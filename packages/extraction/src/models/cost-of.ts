import type { TokenUsage } from '../generate.ts';
import { CACHED_INPUT_FACTOR, factsOf, type ModelFacts, OUTSIDE_GLOBAL_FACTOR } from './catalogue.ts';

/** US dollars, or null when no price is known for that model on that day. `nowMs` is Unix time. */
export function costOf(
  catalogue: readonly ModelFacts[],
  call: { readonly model: string; readonly location: string; readonly usage: TokenUsage },
  nowMs: number,
): number | null {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const prices = factsOf(call.model, catalogue)?.prices ?? [];
  const price = prices.find(({ from, until }) => from <= day && (until === null || day <= until));
  if (price === undefined) {
    return null;
  }
  const factor = call.location === 'global' ? 1 : OUTSIDE_GLOBAL_FACTOR;
  const { inputTokens, cachedTokens = 0, outputTokens } = call.usage;
  const chargedTokens = inputTokens - cachedTokens * (1 - CACHED_INPUT_FACTOR);
  return ((chargedTokens * price.inputUsd + outputTokens * price.outputUsd) * factor) / 1_000_000;
}
