import { ConfigError, parseConfig } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { CATALOGUE_CHECKED_ON, factsOf } from './catalogue.ts';
import { modelWarnings } from './describe-models.ts';
import { baseUrlOf, checkModelConfig, modelConfigShape, modelPlanOf } from './model-config.ts';

const schema = z.object(modelConfigShape).check(checkModelConfig());
const read = (env: Record<string, string> = {}) => parseConfig(schema, env);

function faultsOf(env: Record<string, string>): string[] {
  try {
    read(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    return error.faults.map(({ name, message }) => `${name} ${message}`);
  }
}

it('asks nobody by default who does not serve the model', () => {
  const plan = modelPlanOf(read());
  expect(plan.endpoints.length).toBeGreaterThan(0);
  for (const { model, location } of plan.endpoints) {
    expect(factsOf(model)?.locations).toContain(location);
    expect(factsOf(model)?.prices).not.toEqual([]);
  }
  expect(modelWarnings(plan, Date.parse(CATALOGUE_CHECKED_ON))).toEqual([]);
});

it('stays in the EU by one setting', () => {
  const { endpoints } = modelPlanOf(read({ GEMINI_ALLOWED_LOCATIONS: 'eu' }));
  expect(new Set(endpoints.map(({ location }) => location))).toEqual(new Set(['eu']));
});

it('takes models with their locations, and none', () => {
  const config = read({
    GEMINI_FALLBACK_MODELS: 'my-model@us+eu, gemini-3.6-flash',
    GEMINI_LARGE_FALLBACK_MODELS: 'none',
  });
  expect(config.GEMINI_FALLBACK_MODELS).toEqual([
    { model: 'my-model', locations: ['us', 'eu'] },
    { model: 'gemini-3.6-flash', locations: [] },
  ]);
  expect(config.GEMINI_LARGE_FALLBACK_MODELS).toEqual([]);
});

it.each([
  [{ GEMINI_MODEL: 'my-model' }, 'GEMINI_MODEL names the unknown model my-model: set GEMINI_LOCATIONS'],
  [{ GEMINI_LARGE_MODEL: 'm' }, 'GEMINI_LARGE_MODEL names the unknown model m: set GEMINI_LARGE_LOCATIONS'],
  [{ GEMINI_FALLBACK_MODELS: 'm' }, 'GEMINI_FALLBACK_MODELS names the unknown model m: write m@location'],
  [
    { GEMINI_ALLOWED_LOCATIONS: 'europe-west1' },
    'GEMINI_ALLOWED_LOCATIONS leaves no location to gemini-3.5-flash-lite, gemini-3.5-flash',
  ],
  [
    { GEMINI_MODEL: 'gemini-2.5-flash', GEMINI_FALLBACK_MODELS: 'none' },
    'GEMINI_MODEL leaves no location to gemini-2.5-flash',
  ],
  [
    { GEMINI_API_KEY: 'k', GEMINI_ALLOWED_LOCATIONS: 'eu' },
    'GEMINI_ALLOWED_LOCATIONS must allow `global`: the Gemini API (GEMINI_API_KEY) names no location',
  ],
  [{ GEMINI_FALLBACK_MODELS: 'a model' }, /^GEMINI_FALLBACK_MODELS must be a comma-separated list of models/],
  [{ GEMINI_BASE_URL: 'us=nowhere' }, /^GEMINI_BASE_URL must be an http or https address/],
])('refuses %o', (env, fault) => {
  expect(faultsOf(env as Record<string, string>)[0]).toEqual(
    typeof fault === 'string' ? fault : expect.stringMatching(fault),
  );
});

it('takes an unknown model at locations of its own, and any model with an API key', () => {
  expect(faultsOf({ GEMINI_MODEL: 'my-model', GEMINI_LOCATIONS: 'europe-west4' })).toEqual([]);
  expect(faultsOf({ GEMINI_MODEL: 'my-model', GEMINI_API_KEY: 'k' })).toEqual([]);
});

it('finds the stand-in of a location, else that of all, else none', () => {
  const config = read({ GEMINI_BASE_URL: 'http://127.0.0.1:1/gemini,us=http://127.0.0.1:2/gemini/' });
  expect(baseUrlOf(config, 'us')).toBe('http://127.0.0.1:2/gemini');
  expect(baseUrlOf(config, 'eu')).toBe('http://127.0.0.1:1/gemini');
  expect(baseUrlOf(read(), 'eu')).toBeUndefined();
  expect(baseUrlOf(read({ GEMINI_BASE_URL: 'us=http://127.0.0.1:2' }), 'eu')).toBeUndefined();
});
