import type { ThinkingLevel } from '@google/genai';

/** US dollars for a million tokens at `global`; the same for text, images, video and sound in every model listed here. */
export interface PricePeriod {
  readonly inputUsd: number;
  /** Thinking included. */
  readonly outputUsd: number;
  /** First and last day, UTC. */
  readonly from: string;
  readonly until: string | null;
}

/** What is known of one model. */
export interface ModelFacts {
  readonly model: string;
  /** Where Vertex AI serves it: `global`, a multi-region (`us`, `eu`) or a single region. */
  readonly locations: readonly string[];
  /** UTC day; `firm` is false where the vendor only says that it will not be earlier. Null: nothing announced. */
  readonly retirement: { readonly on: string; readonly firm: boolean } | null;
  readonly thinking: {
    /** Any other level is a 400. */
    readonly allowed: readonly `${ThinkingLevel}`[];
    /** The level that we ask for: extraction reads, it does not reason, and thoughts use up the answer's tokens. */
    readonly set: `${ThinkingLevel}`;
  } | null;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  /** Empty: no price is known, and what a call costs is null. */
  readonly prices: readonly PricePeriod[];
}

/** The day on which this table was last compared with its sources. */
export const CATALOGUE_CHECKED_ON = '2026-11-25';

/** What Vertex AI charges on top everywhere but at `global`. */
export const OUTSIDE_GLOBAL_FACTOR = 1.1;

/**
 * What a million tokens of a model without a known price count for where spending is bounded: twice the dearest price of
 * this table. Shown to nobody: the cost of such a call is unknown.
 */
export const UNKNOWN_PRICE = { inputUsd: 3, outputUsd: 18 } as const;

/** What remembered input costs, of the input's price, in every model listed here. */
export const CACHED_INPUT_FACTOR = 0.1;

const MULTI_REGIONS = ['us', 'eu', 'global'] as const;
const LIMITS = { maxInputTokens: 1_048_576, maxOutputTokens: 65_536 } as const;
const RETIRED = { on: '2026-10-20', firm: true } as const;
const ALL_LEVELS = ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'] as const;
const FROM_LOW = ['LOW', 'MEDIUM', 'HIGH'] as const;

const retired = (model: string): ModelFacts => ({
  model,
  locations: [],
  retirement: RETIRED,
  thinking: null,
  ...LIMITS,
  prices: [],
});

/**
 * The one table of models. A model that is not listed may be used with locations that the settings name; its cost is
 * null. Read in November 2026 from:
 * - locations: the vendor's model cards (docs.cloud.google.com/gemini-enterprise-agent-platform/models/gemini/…) as quoted
 *   by third-party catalogues and probes of July to September 2026; a single region answers 404 for the Lite models
 * - retirement: …/models/model-versions ("no earlier than") and ai.google.dev/gemini-api/docs/deprecations
 * - thinking and limits: …/models/guides/gemini-3-5-flash, …/docs/thinking and the model cards; for 3.6 only the levels
 *   that all newer models share are listed
 * - prices: ai.google.dev/gemini-api/docs/pricing and …/docs/whats-new-gemini-3.6; the 10 % outside `global` is Vertex
 *   AI's. The launch price of 3.8 is announced to double with the new year; of 3.7's no two sources agree
 */
export const MODEL_CATALOGUE: readonly ModelFacts[] = Object.freeze([
  {
    model: 'gemini-3.5-flash-lite',
    locations: MULTI_REGIONS,
    retirement: { on: '2027-07-21', firm: false },
    thinking: { allowed: ALL_LEVELS, set: 'MINIMAL' },
    ...LIMITS,
    prices: [{ inputUsd: 0.3, outputUsd: 2.5, from: '2026-07-21', until: null }],
  },
  {
    model: 'gemini-3.5-flash',
    locations: [...MULTI_REGIONS, 'asia-southeast1', 'asia-south1', 'asia-northeast1', 'europe-west2'],
    retirement: { on: '2027-05-19', firm: false },
    thinking: { allowed: ALL_LEVELS, set: 'MINIMAL' },
    ...LIMITS,
    prices: [{ inputUsd: 1.5, outputUsd: 9, from: '2026-05-19', until: null }],
  },
  {
    model: 'gemini-3.6-flash',
    locations: MULTI_REGIONS,
    retirement: null,
    thinking: { allowed: FROM_LOW, set: 'LOW' },
    ...LIMITS,
    prices: [{ inputUsd: 1.5, outputUsd: 7.5, from: '2026-07-21', until: null }],
  },
  {
    model: 'gemini-3.7-flash',
    locations: MULTI_REGIONS,
    retirement: null,
    thinking: { allowed: FROM_LOW, set: 'LOW' },
    ...LIMITS,
    prices: [],
  },
  {
    model: 'gemini-3.8-flash',
    locations: MULTI_REGIONS,
    retirement: null,
    thinking: { allowed: FROM_LOW, set: 'LOW' },
    ...LIMITS,
    prices: [
      { inputUsd: 0.75, outputUsd: 3.75, from: '2026-09-02', until: '2026-12-31' },
      { inputUsd: 1.5, outputUsd: 7.5, from: '2027-01-01', until: null },
    ],
  },
  {
    model: 'gemini-3.1-flash-lite',
    locations: MULTI_REGIONS,
    retirement: { on: '2027-05-07', firm: true },
    thinking: { allowed: ALL_LEVELS, set: 'MINIMAL' },
    ...LIMITS,
    prices: [{ inputUsd: 0.25, outputUsd: 1.5, from: '2026-05-07', until: null }],
  },
  retired('gemini-2.5-pro'),
  retired('gemini-2.5-flash'),
  retired('gemini-2.5-flash-lite'),
]);

export const factsOf = (model: string, catalogue: readonly ModelFacts[] = MODEL_CATALOGUE): ModelFacts | null =>
  catalogue.find((facts) => facts.model === model) ?? null;
