import type { TokenUsage } from './generate.ts';

export interface Price {
  readonly model: string;
  /** US dollars for a million tokens; the same for text, images, video and sound in every model listed here. */
  readonly inputUsd: number;
  /** Thinking included. */
  readonly outputUsd: number;
  /** What Vertex multiplies by outside `global`; 1 where no surcharge is known. */
  readonly regionalFactor: number;
  /** First and last day, UTC. */
  readonly from: string;
  readonly until: string | null;
}

/**
 * Paid tier, from https://ai.google.dev/gemini-api/docs/pricing as of October 2026; the launch price of 3.8 Flash is
 * announced to double with the new year. A model that is not listed has no price, and its cost is null.
 */
export const PRICES: readonly Price[] = Object.freeze([
  {
    model: 'gemini-3.5-flash-lite',
    inputUsd: 0.3,
    outputUsd: 2.5,
    regionalFactor: 1.1,
    from: '2026-07-21',
    until: null,
  },
  { model: 'gemini-3.5-flash', inputUsd: 1.5, outputUsd: 9, regionalFactor: 1, from: '2026-05-19', until: null },
  {
    model: 'gemini-3.8-flash',
    inputUsd: 0.75,
    outputUsd: 3.75,
    regionalFactor: 1,
    from: '2026-09-01',
    until: '2026-12-31',
  },
  { model: 'gemini-3.8-flash', inputUsd: 1.5, outputUsd: 7.5, regionalFactor: 1, from: '2027-01-01', until: null },
]);

/** US dollars, or null when no price is known for that model on that day. `nowMs` is Unix time. */
export function costOf(
  prices: readonly Price[],
  call: { readonly model: string; readonly location: string; readonly usage: TokenUsage },
  nowMs: number,
): number | null {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const price = prices.find(
    ({ model, from, until }) => model === call.model && from <= day && (until === null || day <= until),
  );
  if (price === undefined) {
    return null;
  }
  const factor = call.location === 'global' ? 1 : price.regionalFactor;
  const { inputTokens, outputTokens } = call.usage;
  return ((inputTokens * price.inputUsd + outputTokens * price.outputUsd) * factor) / 1_000_000;
}
