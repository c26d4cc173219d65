import { CATALOGUE_CHECKED_ON, factsOf, MODEL_CATALOGUE, type ModelFacts } from './catalogue.ts';
import { type ModelPlan, TIERS, type Tier } from './model-plan.ts';

/** One line of the table that start-up prints, and that needs no call. */
export interface ModelLine {
  readonly tier: Tier;
  readonly model: string;
  /** Each with a question mark where the catalogue does not list it. */
  readonly locations: readonly string[];
  readonly excluded: readonly string[];
  readonly thinking: string | null;
  readonly retires_on: string | null;
}

const DAY_MS = 86_400_000;
/** Time to try another model and roll it out. */
const WARN_DAYS = 60;

export function describeModels(plan: ModelPlan, catalogue: readonly ModelFacts[] = MODEL_CATALOGUE): ModelLine[] {
  return TIERS.flatMap((tier) =>
    plan.tiers[tier].map(({ model, locations, excluded }) => {
      const facts = factsOf(model, catalogue);
      return {
        tier,
        model,
        locations: locations.map((location) => (facts?.locations.includes(location) ? location : `${location}?`)),
        excluded,
        thinking: facts?.thinking?.set ?? null,
        retires_on: facts?.retirement?.on ?? null,
      };
    }),
  );
}

/** What an operator should know of the planned models, as sentences; empty when all is well. `nowMs` is Unix time. */
export function modelWarnings(
  plan: ModelPlan,
  nowMs: number,
  catalogue: readonly ModelFacts[] = MODEL_CATALOGUE,
): string[] {
  const models = new Map([...plan.tiers.small, ...plan.tiers.large].map((planned) => [planned.model, planned]));
  return [...models.values()].flatMap(({ model, locations }) => {
    const facts = factsOf(model, catalogue);
    if (facts === null) {
      return [`${model} is not in the table of ${CATALOGUE_CHECKED_ON}: its cost and its limits are unknown.`];
    }
    const elsewhere = locations.filter((location) => !facts.locations.includes(location));
    return [
      ...retirementWarning(facts, nowMs),
      ...(elsewhere.length === 0 || facts.locations.length === 0
        ? []
        : [`${model} is not known to be served at ${elsewhere.join(', ')}, only at ${facts.locations.join(', ')}.`]),
    ];
  });
}

function retirementWarning({ model, retirement }: ModelFacts, nowMs: number): string[] {
  if (retirement === null) {
    return [];
  }
  const daysLeft = Math.ceil((Date.parse(`${retirement.on}T00:00:00Z`) - nowMs) / DAY_MS);
  if (daysLeft > WARN_DAYS) {
    return [];
  }
  if (daysLeft <= 0) {
    return [`${model} ${retirement.firm ? 'was' : 'may have been'} retired on ${retirement.on}.`];
  }
  return [`${model} ${retirement.firm ? 'is' : 'may be'} retired on ${retirement.on}, in ${daysLeft} days.`];
}
