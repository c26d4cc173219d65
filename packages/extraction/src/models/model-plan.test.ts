import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODEL_CATALOGUE } from './catalogue.ts';
import { type PlanInput, planModels } from './model-plan.ts';
import { nearestFirst } from './nearest-locations.ts';

const ours = ['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1'];
const lite = { model: 'gemini-3.5-flash-lite', locations: [] };
const flash = { model: 'gemini-3.5-flash', locations: [] };
const large = { model: 'gemini-3.8-flash', locations: [] };
const input: PlanInput = {
  tiers: { small: [lite, flash], large: [large, flash] },
  regions: ours,
  allowedLocations: [],
  withApiKey: false,
};

describe('the nearest location to a region', () => {
  const three = ['us', 'eu', 'global'];
  it.each([
    ['us-central1', ['us', 'global', 'eu']],
    ['us-east1', ['us', 'global', 'eu']],
    ['southamerica-east1', ['us', 'global', 'eu']],
    ['europe-west1', ['eu', 'global', 'us']],
    ['asia-southeast1', ['global', 'us', 'eu']],
  ])('of the multi-regions, for %s', (region, order) => {
    expect(nearestFirst(region, three)).toEqual(order);
  });

  it('is the region itself where the model lives there, and neighbours come before other parts of the world', () => {
    const served = ['us', 'eu', 'global', 'asia-south1', 'europe-west2', 'asia-southeast1'];
    expect(nearestFirst('asia-southeast1', served)).toEqual([
      'asia-southeast1',
      'global',
      'asia-south1',
      'us',
      'eu',
      'europe-west2',
    ]);
  });
});

describe('the plan', () => {
  it('asks each model at the locations nearest to our regions, the first model of the small tier first', () => {
    const plan = planModels(input);
    expect(plan.tiers.small).toEqual([
      { model: 'gemini-3.5-flash-lite', locations: ['us', 'eu', 'global'], excluded: [] },
      { model: 'gemini-3.5-flash', locations: ['us', 'eu', 'asia-southeast1'], excluded: [] },
    ]);
    expect(plan.endpoints.map(({ model, location }) => `${model}@${location}`)).toEqual([
      'gemini-3.5-flash-lite@us',
      'gemini-3.5-flash-lite@eu',
      'gemini-3.5-flash-lite@global',
      'gemini-3.5-flash@us',
      'gemini-3.5-flash@eu',
      'gemini-3.5-flash@asia-southeast1',
      'gemini-3.8-flash@us',
      'gemini-3.8-flash@eu',
      'gemini-3.8-flash@global',
    ]);
  });

  it('keeps everything in the EU by one setting, and says what it left out', () => {
    const plan = planModels({ ...input, allowedLocations: ['eu'] });
    expect(plan.endpoints).toEqual([lite, flash, large].map(({ model }) => ({ model, location: 'eu' })));
    expect(plan.tiers.small[0]).toMatchObject({ excluded: ['us', 'global'] });
  });

  it('asks exactly where it is told to', () => {
    const exact = { model: 'tuned-model', locations: ['europe-west4', 'us-west1'] };
    const plan = planModels({
      ...input,
      tiers: { small: [exact], large: [large] },
      allowedLocations: ['us-west1', 'us'],
    });
    expect(plan.tiers.small).toEqual([{ model: 'tuned-model', locations: ['us-west1'], excluded: ['europe-west4'] }]);
  });

  it('knows no locations with an API key', () => {
    const exact = { ...lite, locations: ['eu'] };
    const plan = planModels({ ...input, tiers: { small: [exact, flash], large: [large] }, withApiKey: true });
    expect(new Set(plan.endpoints.map(({ location }) => location))).toEqual(new Set(['global']));
    expect(planModels({ ...input, withApiKey: true, allowedLocations: ['eu'] }).endpoints).toEqual([]);
  });
});

const models = MODEL_CATALOGUE.map(({ model }) => model);
const places = [...new Set(MODEL_CATALOGUE.flatMap(({ locations }) => locations)), ...ours, 'mars'];
const locations = fc.uniqueArray(fc.constantFrom(...places), { maxLength: 4 });
const tier = fc.array(fc.record({ model: fc.constantFrom(...models, 'unknown'), locations }), { maxLength: 4 });
const anyInput = fc.record({
  tiers: fc.record({ small: tier, large: tier }),
  regions: fc.uniqueArray(fc.constantFrom(...ours, 'europe-west2', 'me-west1', 'nowhere-1')),
  allowedLocations: locations,
  withApiKey: fc.boolean(),
});

describe('whatever the settings', () => {
  it('no endpoint lies outside the allowlist', () => {
    fc.assert(
      fc.property(anyInput, (any) => {
        const { endpoints, tiers } = planModels(any);
        const used = [
          ...endpoints,
          ...[...tiers.small, ...tiers.large].flatMap((model) => model.locations.map((location) => ({ location }))),
        ];
        expect(
          used.filter(({ location }) => any.allowedLocations.length > 0 && !any.allowedLocations.includes(location)),
        ).toEqual([]);
      }),
    );
  });

  it('no endpoint that the table chose lies where its model is not served', () => {
    fc.assert(
      fc.property(anyInput, (any) => {
        const chosen = {
          small: any.tiers.small.map(({ model }) => ({ model, locations: [] })),
          large: any.tiers.large.map(({ model }) => ({ model, locations: [] })),
        };
        for (const { model, location } of planModels({ ...any, tiers: chosen, withApiKey: false }).endpoints) {
          expect(MODEL_CATALOGUE.find((facts) => facts.model === model)?.locations).toContain(location);
        }
      }),
    );
  });

  it('each endpoint is named once', () => {
    fc.assert(
      fc.property(anyInput, (any) => {
        const names = planModels(any).endpoints.map(({ model, location }) => `${model}@${location}`);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});
