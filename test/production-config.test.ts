import { parseConfig, standInsOf } from '@sets/service-kit';
import { describe, expect, it } from 'vitest';
import { apiConfigSchema } from '../apps/api/src/config.ts';
import { workerConfigSchema } from '../apps/worker/src/config.ts';

/** Names and words by which a setting gives itself away. */
const LOOKS_LIKE_ONE = /_(EMULATOR_HOST|BASE_URL|ENDPOINT|ISSUER)$/;
const SOUNDS_LIKE_ONE = /stand-in|emulator|local use|chaos runs/;

describe.each([
  ['api', apiConfigSchema],
  ['worker', workerConfigSchema],
])('the %s in production', (_app, schema) => {
  const marked = standInsOf(schema);

  it.each(marked)('refuses %s', (name) => {
    expect(() => parseConfig(schema, { ENVIRONMENT: 'production', [name]: '127.0.0.1:1' })).toThrow(
      `${name} must not be set in production`,
    );
  });

  it('has a mark on every setting that looks or sounds like a stand-in', () => {
    const suspects = Object.entries(schema.shape)
      .filter(([name, { description = '' }]) => LOOKS_LIKE_ONE.test(name) || SOUNDS_LIKE_ONE.test(description))
      .map(([name]) => name);
    expect(suspects.filter((name) => name !== 'ENVIRONMENT' && !marked.includes(name))).toEqual([]);
  });

  it('starts without them', () => {
    expect(parseConfig(schema, { ENVIRONMENT: 'production' }).ENVIRONMENT).toBe('production');
  });
});
