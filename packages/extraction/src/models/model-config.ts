import { envItems, envList, envUrl, type RefuseSetting, settingsCheck, standIn } from '@sets/service-kit/config';
import { z } from 'zod';
import { factsOf } from './catalogue.ts';
import { type ModelPlan, type PlanInput, planModels, TIERS, type WantedModel } from './model-plan.ts';

/** `gemini-3.5-flash`, or with its locations `my-model@us+eu`. */
const envModels = () =>
  envItems(
    'a comma-separated list of models, each alone or as model@location+location; `none` for no model',
    (item): WantedModel | undefined => {
      const [, model, locations] = /^([^@\s]+)(?:@([a-z0-9-]+(?:\+[a-z0-9-]+)*))?$/.exec(item) ?? [];
      return model === undefined ? undefined : { model, locations: locations?.split('+') ?? [] };
    },
  ).transform((models) =>
    models.length === 1 && models[0]?.model === 'none' && models[0].locations.length === 0 ? [] : models,
  );

/** The addresses of Gemini stand-ins: one for all locations, or one for each. */
export interface GeminiBaseUrls {
  /** For every location that is not listed. */
  readonly fallback: string | null;
  readonly byLocation: Readonly<Record<string, string>>;
}

function envBaseUrls() {
  const expects = 'an http or https address, and location=address for those with one of their own, comma-separated';
  return z
    .string()
    .transform((text, context): GeminiBaseUrls => {
      let fallback: string | null = null;
      const byLocation: Record<string, string> = {};
      for (const item of text.split(',').map((part) => part.trim())) {
        const [, location, address] = /^(?:([a-z0-9-]+)=)?(.+)$/.exec(item) ?? [];
        const parsed = envUrl().safeParse(address);
        if (!parsed.success) {
          context.issues.push({ code: 'custom', message: `must be ${expects}`, input: text });
          return z.NEVER;
        }
        if (location === undefined) {
          fallback = parsed.data;
        } else {
          byLocation[location] = parsed.data;
        }
      }
      return { fallback, byLocation };
    })
    .meta({ expects });
}

/** The settings of the models, for every app that asks one. */
export const modelConfigShape = {
  GEMINI_API_KEY: z.string().optional().describe('Use the Gemini API with this key rather than Vertex AI.'),
  GEMINI_BASE_URL: standIn(envBaseUrls().optional().describe('Gemini stand-ins, for local use.')),
  GEMINI_REGIONS: envList()
    .default(['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1'])
    .describe('Our regions. A model is asked at the locations nearest to them that serve it, not in them.'),
  GEMINI_ALLOWED_LOCATIONS: envList()
    .default([])
    .describe('Residency: the only locations that content may be sent to, e.g. `eu`; empty allows all.'),
  GEMINI_MODEL: z.string().default('gemini-3.5-flash-lite').describe('The model that reads every post first.'),
  GEMINI_LOCATIONS: envList()
    .default([])
    .describe('Where GEMINI_MODEL is asked, exactly; empty: as GEMINI_REGIONS says.'),
  GEMINI_FALLBACK_MODELS: envModels()
    .prefault('gemini-3.5-flash')
    .describe('Asked in this order when GEMINI_MODEL is out everywhere.'),
  GEMINI_LARGE_MODEL: z
    .string()
    .default('gemini-3.8-flash')
    .describe('The model that is asked once when the first answer is not usable.'),
  GEMINI_LARGE_LOCATIONS: envList()
    .default([])
    .describe('Where GEMINI_LARGE_MODEL is asked, exactly; empty: as GEMINI_REGIONS says.'),
  GEMINI_LARGE_FALLBACK_MODELS: envModels()
    .prefault('gemini-3.5-flash')
    .describe('Asked in this order when GEMINI_LARGE_MODEL is out everywhere.'),
};

export type ModelConfig = z.output<z.ZodObject<typeof modelConfigShape>>;

/** What decides which models are asked, and where. */
export const MODEL_SETTINGS = Object.keys(modelConfigShape) as (keyof ModelConfig)[];

function toPlanInput(config: ModelConfig): PlanInput {
  return {
    tiers: {
      small: [{ model: config.GEMINI_MODEL, locations: config.GEMINI_LOCATIONS }, ...config.GEMINI_FALLBACK_MODELS],
      large: [
        { model: config.GEMINI_LARGE_MODEL, locations: config.GEMINI_LARGE_LOCATIONS },
        ...config.GEMINI_LARGE_FALLBACK_MODELS,
      ],
    },
    regions: config.GEMINI_REGIONS,
    allowedLocations: config.GEMINI_ALLOWED_LOCATIONS,
    withApiKey: config.GEMINI_API_KEY !== undefined,
  };
}

export const modelPlanOf = (config: ModelConfig): ModelPlan => planModels(toPlanInput(config));

const FIRST_MODEL = { small: 'GEMINI_MODEL', large: 'GEMINI_LARGE_MODEL' } as const;
const FALLBACKS = { small: 'GEMINI_FALLBACK_MODELS', large: 'GEMINI_LARGE_FALLBACK_MODELS' } as const;
const LOCATIONS = { small: 'GEMINI_LOCATIONS', large: 'GEMINI_LARGE_LOCATIONS' } as const;

/** Refuses settings with which a tier could ask nobody, and says which variable mends it. */
export const checkModelConfig = (): z.core.$ZodCheck<ModelConfig> => settingsCheck(MODEL_SETTINGS, refuseNobody);

function refuseNobody(config: ModelConfig, refuse: RefuseSetting<ModelConfig>): void {
  const input = toPlanInput(config);
  const plan = planModels(input);
  if (input.withApiKey && plan.endpoints.length === 0) {
    refuse('GEMINI_ALLOWED_LOCATIONS', 'must allow `global`: the Gemini API (GEMINI_API_KEY) names no location');
    return;
  }
  for (const tier of TIERS) {
    for (const [index, { model, locations }] of input.tiers[tier].entries()) {
      if (!input.withApiKey && locations.length === 0 && factsOf(model) === null) {
        const remedy = index === 0 ? `set ${LOCATIONS[tier]}` : `write ${model}@location`;
        refuse(index === 0 ? FIRST_MODEL[tier] : FALLBACKS[tier], `names the unknown model ${model}: ${remedy}`);
      }
    }
    const planned = plan.tiers[tier];
    if (planned.every(({ locations }) => locations.length === 0)) {
      const forbidden = planned.some(({ excluded }) => excluded.length > 0);
      refuse(
        forbidden ? 'GEMINI_ALLOWED_LOCATIONS' : FIRST_MODEL[tier],
        `leaves no location to ${planned.map(({ model }) => model).join(', ')}`,
      );
    }
  }
}

/** Where a location's calls go; undefined leaves it to Google's own address. */
export function baseUrlOf(config: Pick<ModelConfig, 'GEMINI_BASE_URL'>, location: string): string | undefined {
  const urls = config.GEMINI_BASE_URL;
  return urls === undefined ? undefined : (urls.byLocation[location] ?? urls.fallback ?? undefined);
}
