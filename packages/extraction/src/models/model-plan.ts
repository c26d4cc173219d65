import type { GeminiEndpoint } from '../gemini/sender.ts';
import type { GenerateOptions } from '../generate.ts';
import { factsOf, MODEL_CATALOGUE, type ModelFacts } from './catalogue.ts';
import { nearestFirst } from './nearest-locations.ts';

export type Tier = GenerateOptions['tier'];
export const TIERS = ['small', 'large'] as const satisfies readonly Tier[];

/** One model of a tier, as the settings ask for it. */
export interface WantedModel {
  readonly model: string;
  /** Exactly these; empty: from the catalogue, nearest to our regions. */
  readonly locations: readonly string[];
}

export interface PlanInput {
  /** In the order in which they are asked: a tier's next model answers when all endpoints of the ones before are out. */
  readonly tiers: Readonly<Record<Tier, readonly WantedModel[]>>;
  /** Our regions. Each adds the location nearest to it. */
  readonly regions: readonly string[];
  /** Residency: no endpoint lies outside; empty allows all. */
  readonly allowedLocations: readonly string[];
  /** The Gemini API takes a key and names no location; all of it counts as `global`. */
  readonly withApiKey: boolean;
  readonly catalogue?: readonly ModelFacts[];
}

export interface PlannedModel {
  readonly model: string;
  readonly locations: readonly string[];
  /** Wanted, and left out for residency. */
  readonly excluded: readonly string[];
}

/** Which models are asked where. A model without locations is left out of its tier and stays here to be shown. */
export interface ModelPlan {
  readonly tiers: Readonly<Record<Tier, readonly PlannedModel[]>>;
  /** Each once; those of the model that every job asks first come first. */
  readonly endpoints: readonly GeminiEndpoint[];
}

/** Where calls with an API key are accounted. */
export const API_KEY_LOCATION = 'global';

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** The nearest location of each region, in the order of the regions. */
const nearestOf = (regions: readonly string[], served: readonly string[]): string[] =>
  unique(regions.flatMap((region) => nearestFirst(region, served).slice(0, 1)));

export function planModels(input: PlanInput): ModelPlan {
  const catalogue = input.catalogue ?? MODEL_CATALOGUE;
  const allows = (location: string): boolean =>
    input.allowedLocations.length === 0 || input.allowedLocations.includes(location);

  const plan = ({ model, locations }: WantedModel): PlannedModel => {
    const served = factsOf(model, catalogue)?.locations ?? [];
    const wanted = input.withApiKey
      ? [API_KEY_LOCATION]
      : locations.length > 0
        ? unique(locations)
        : nearestOf(input.regions, served);
    const excluded = wanted.filter((location) => !allows(location));
    if (locations.length > 0 || input.withApiKey) {
      return { model, locations: wanted.filter(allows), excluded };
    }
    // What residency forbids is replaced by the nearest location that it allows.
    return { model, locations: nearestOf(input.regions, served.filter(allows)), excluded };
  };

  const tiers = { small: input.tiers.small.map(plan), large: input.tiers.large.map(plan) };
  const named = new Map<string, GeminiEndpoint>();
  for (const { model, locations } of [...tiers.small, ...tiers.large]) {
    for (const location of locations) {
      named.set(`${model}@${location}`, { model, location });
    }
  }
  return { tiers, endpoints: [...named.values()] };
}
