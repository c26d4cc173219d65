import { ConfigError, type Environment, parseConfig, standInsOf } from '@sets/service-kit';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { apiConfigSchema } from '../apps/api/src/config.ts';
import { workerConfigSchema } from '../apps/worker/src/config.ts';

/** Names and words by which a setting gives itself away. */
/** What its name would make one is Cloud Trace's address in production, and gets nothing that it could answer to us. */
const REAL = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
const LOOKS_LIKE_ONE = /_(EMULATOR_HOST|BASE_URL|ENDPOINT|ISSUER|JWKS(_URL)?|KEYS_URL)$/;
const SOUNDS_LIKE_ONE = /stand-in|emulator|local use|chaos runs/;
const IS_LOCAL = /127\.0\.0\.1|localhost|sets-local/;

const PLATFORM = {
  ENVIRONMENT: 'production',
  GOOGLE_CLOUD_PROJECT: 'sets-prod',
  REGION: 'europe-west1',
  WORKER_URL: 'https://worker-{region}.example.com',
  TASKS_SERVICE_ACCOUNT: 'tasks@sets-prod.iam.gserviceaccount.com',
};
/** All that production asks for, and nothing else. */
const COMPLETE = {
  api: { ...PLATFORM, ALLOWED_HOSTS: 'api.example.com', AUTH_MODES: 'api-key', TRUSTED_PROXY_HOPS: '2' },
  worker: { ...PLATFORM, SCHEDULER_SERVICE_ACCOUNT: 'scheduler@sets-prod.iam.gserviceaccount.com' },
};

function faultsOf(schema: z.ZodObject, env: Environment): string[] {
  try {
    parseConfig(schema, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    return error.faults.map(({ name, message }) => `${name} ${message}`).toSorted();
  }
}

describe.each([
  ['api', apiConfigSchema, COMPLETE.api],
  ['worker', workerConfigSchema, COMPLETE.worker],
] as const)('the %s in production', (_app, schema, complete) => {
  const marked = standInsOf(schema);

  it('says exactly what is missing where nothing else is set, all at once', () => {
    const { ENVIRONMENT: _, ...needed } = complete;
    const missing = Object.keys(needed).map((name) => `${name} is required in production`);
    expect(faultsOf(schema, { ENVIRONMENT: 'production' })).toEqual(missing.toSorted());
  });

  it('starts with that, and no longer without any one of it', () => {
    expect(faultsOf(schema, complete)).toEqual([]);
    for (const name of Object.keys(complete).filter((one) => one !== 'ENVIRONMENT')) {
      expect(faultsOf(schema, { ...complete, [name]: '' })).toEqual([`${name} is required in production`]);
    }
  });

  it.each(['ALLOWED_HOSTS', 'AUTH_MODES', 'GEMINI_ALLOWED_LOCATIONS'].filter((name) => name in schema.shape))(
    'takes no list without an item for %s, which would mean everybody or everywhere',
    (name) => {
      expect(faultsOf(schema, { ...complete, [name]: ' , ' })).toHaveLength(1);
    },
  );

  it.each(marked)('refuses %s', (name) => {
    expect(faultsOf(schema, { ...complete, [name]: '127.0.0.1:1' })).toContain(`${name} must not be set in production`);
  });

  it('reports what is missing, refused and malformed together', () => {
    const { REGION: _, ...env } = complete;
    const wrong = { OIDC_ISSUER: 'http://127.0.0.1:1', PORT: 'many', GEMINI_ALLOWED_LOCATIONS: 'nowhere' };
    const names = faultsOf(schema, { ...env, ...wrong, GOOGLE_GEMINI_BASE_URL: 'x' }).map((line) => line.split(' ')[0]);
    expect(new Set(names)).toEqual(
      new Set(['REGION', 'PORT', 'OIDC_ISSUER', 'GEMINI_ALLOWED_LOCATIONS', 'GOOGLE_GEMINI_BASE_URL']),
    );
  });

  it('has a mark on every setting that looks or sounds like a stand-in', () => {
    const suspects = Object.entries(schema.shape)
      .filter(([name]) => !REAL.includes(name))
      .filter(([name, { description = '' }]) => LOOKS_LIKE_ONE.test(name) || SOUNDS_LIKE_ONE.test(description))
      .map(([name]) => name);
    expect(suspects.filter((name) => name !== 'ENVIRONMENT' && !marked.includes(name))).toEqual([]);
  });

  it('keeps nothing of the local cloud by default', () => {
    expect(JSON.stringify(parseConfig(schema, complete))).not.toMatch(IS_LOCAL);
  });
});

it('the API serves no console in production whose sessions would hold at one instance alone', () => {
  const missing = ['CALLER_ID_SECRET is required in production where CONSOLE_DIR is set and OPS_TOKEN is not'];
  const withConsole = { ...COMPLETE.api, CONSOLE_DIR: '/app/console' };
  expect(faultsOf(apiConfigSchema, withConsole)).toEqual(missing);
  expect(faultsOf(apiConfigSchema, { ...withConsole, CALLER_ID_SECRET: 's'.repeat(32) })).toEqual([]);
  expect(faultsOf(apiConfigSchema, { ...withConsole, OPS_TOKEN: 't'.repeat(24) })).toEqual([]);
  expect(faultsOf(apiConfigSchema, { CONSOLE_DIR: '/app/console' })).toEqual([]);
});
