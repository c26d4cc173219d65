import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  ConfigError,
  envBoolean,
  envHostPort,
  envInteger,
  envList,
  envNumber,
  envOrigins,
  envUrl,
  parseConfig,
  platformConfigShape,
  renderEnvExample,
  requiredInProduction,
  requiredInProductionOf,
  settingsCheck,
  standIn,
  standInsOf,
} from './index.ts';

const schema = z.object({
  ENVIRONMENT: z.enum(['local', 'production']).default('local').describe('Where this runs.'),
  PORT: envInteger({ min: 0, max: 65_535 }).default(8080).describe('The port to listen on.'),
  RATIO: envNumber({ min: 0 }).default(0.5),
  VERBOSE: envBoolean().default(false),
  OUTBOUND_ALLOW: standIn(envList()).default([]),
  GEMINI_BASE_URL: standIn(envUrl().optional()),
  FIRESTORE_EMULATOR_HOST: standIn(envHostPort().optional().describe('A Firestore stand-in.')),
  PROJECT: z.string().describe('The Google Cloud project.'),
  API_KEY: z.string().min(8, 'must have at least 8 characters').optional(),
});

function faultsOf(env: Record<string, string>) {
  try {
    parseConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.faults;
    }
    throw error;
  }
  return [];
}

describe('parseConfig', () => {
  it('reads values, trims them and fills defaults', () => {
    const env = {
      PROJECT: 'p',
      PORT: ' 9000 ',
      RATIO: '0.25',
      VERBOSE: 'TRUE',
      OUTBOUND_ALLOW: ' a:1 ,, b:2',
      HOME: '/',
    };
    expect(
      parseConfig(schema, { ...env, FIRESTORE_EMULATOR_HOST: '[::1]:8285', GEMINI_BASE_URL: 'http://h:1/g/' }),
    ).toEqual({
      ENVIRONMENT: 'local',
      PORT: 9000,
      RATIO: 0.25,
      VERBOSE: true,
      OUTBOUND_ALLOW: ['a:1', 'b:2'],
      GEMINI_BASE_URL: 'http://h:1/g',
      FIRESTORE_EMULATOR_HOST: { host: '::1', port: 8285 },
      PROJECT: 'p',
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(parseConfig(schema, { PROJECT: 'p', PORT: '', GEMINI_BASE_URL: '' }).PORT).toBe(8080);
    expect(faultsOf({ PROJECT: '' })).toEqual([{ name: 'PROJECT', message: 'is required' }]);
  });

  it('reports all faults at once, the production rule among them', () => {
    const env = {
      ENVIRONMENT: 'production',
      PORT: '80.5',
      VERBOSE: 'maybe',
      GEMINI_BASE_URL: 'ftp://h',
      OUTBOUND_ALLOW: 'a:1',
    };
    expect(
      faultsOf(env)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['PORT', 'VERBOSE', 'GEMINI_BASE_URL', 'GEMINI_BASE_URL', 'PROJECT', 'OUTBOUND_ALLOW'].toSorted());
  });

  it.each([
    ['PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['PORT', '1e3', 'must be a whole number from 0 to 65535'],
    ['PORT', '0x10', 'must be a whole number from 0 to 65535'],
    ['RATIO', '-1', 'must be a number of at least 0'],
    ['RATIO', 'NaN', 'must be a number of at least 0'],
    ['FIRESTORE_EMULATOR_HOST', '127.0.0.1', 'must be host:port, e.g. 127.0.0.1:8285'],
    ['FIRESTORE_EMULATOR_HOST', 'h:70000', 'must be host:port, e.g. 127.0.0.1:8285'],
    ['OUTBOUND_ALLOW', ',', 'must be a comma-separated list'],
    ['OUTBOUND_ALLOW', ' ', 'must be a comma-separated list'],
  ])('refuses %s=%s', (name, value, message) => {
    expect(faultsOf({ PROJECT: 'p', [name]: value })).toEqual([{ name, message }]);
  });

  it('never repeats a value: it may be a secret', () => {
    try {
      parseConfig(schema, { API_KEY: 'hunter2' });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).toContain('API_KEY must have at least 8 characters');
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('allows emulators outside production, and production without them', () => {
    expect(faultsOf({ PROJECT: 'p', FIRESTORE_EMULATOR_HOST: 'h:1', OUTBOUND_ALLOW: 'a:1' })).toEqual([]);
    expect(faultsOf({ PROJECT: 'p', ENVIRONMENT: 'production' })).toEqual([]);
  });
});

it('knows a stand-in by its mark, under whatever wraps it', () => {
  const marked = z.object({
    A: standIn(envUrl().optional()),
    B: standIn(envList()).default([]).describe('B.'),
    C: envUrl(),
  });
  expect(standInsOf(marked)).toEqual(['A', 'B']);
  expect(renderEnvExample([{ title: 'T', schema: marked }])).toContain('# B. A comma-separated list.\nB=\n');
});

describe('in production', () => {
  const production = { PROJECT: 'p', ENVIRONMENT: 'production' };

  it.each([
    'GOOGLE_GEMINI_BASE_URL',
    'GOOGLE_VERTEX_BASE_URL',
    'PUBSUB_EMULATOR_HOST',
    'STORAGE_EMULATOR_HOST',
    'GOOGLE_API_USE_MTLS_ENDPOINT',
    'GOOGLE_CLOUD_UNIVERSE_DOMAIN',
    'GCE_METADATA_HOST',
    'https_proxy',
    'NODE_TLS_REJECT_UNAUTHORIZED',
  ])('what libraries read by themselves is refused too: %s', (name) => {
    expect(faultsOf({ PROJECT: 'p', [name]: '127.0.0.1:1' })).toEqual([]);
    expect(faultsOf({ ...production, [name]: '127.0.0.1:1' })).toEqual([
      { name, message: 'must not be set in production' },
    ]);
    expect(faultsOf({ ...production, [name]: '' })).toEqual([]);
  });

  it('what says whom we trust has no default', () => {
    const trusting = z.object({
      ENVIRONMENT: z.enum(['local', 'production']).default('local'),
      ACCOUNT: requiredInProduction(z.string().default('me@local').describe('Who may call.')),
    });
    expect(parseConfig(trusting, {}).ACCOUNT).toBe('me@local');
    expect(parseConfig(trusting, { ENVIRONMENT: 'production', ACCOUNT: 'a@b' }).ACCOUNT).toBe('a@b');
    expect(() => parseConfig(trusting, { ENVIRONMENT: 'production' })).toThrow('ACCOUNT is required in production');
    expect(requiredInProductionOf(trusting)).toEqual(['ACCOUNT']);
    expect(renderEnvExample([{ title: 'T', schema: trusting }])).toContain(
      '# Required in production. Who may call.\nACCOUNT=me@local\n',
    );
  });

  it('a service on Cloud Run never takes itself for a local one', () => {
    expect(faultsOf({ PROJECT: 'p', K_SERVICE: 'api' })).toEqual([
      { name: 'ENVIRONMENT', message: 'is required on Cloud Run' },
    ]);
    expect(faultsOf({ ...production, K_SERVICE: 'api' })).toEqual([]);
    expect(parseConfig(z.object({ HOST: z.string() }), { HOST: 'h', K_SERVICE: 'api' }).HOST).toBe('h');
  });

  it('the clock is right', () => {
    const platform = z.object(platformConfigShape);
    expect(parseConfig(platform, { CLOCK_OFFSET_MS: '-300000' }).CLOCK_OFFSET_MS).toBe(-300_000);
    expect(() => parseConfig(platform, { ENVIRONMENT: 'production', CLOCK_OFFSET_MS: '0' })).toThrow(
      'CLOCK_OFFSET_MS must not be set in production',
    );
  });
});

it.each([
  ['https://app.example, http://localhost:5173', ['https://app.example', 'http://localhost:5173']],
  ['https://app.example/', null],
  ['https://app.example:443', null],
  ['app.example', null],
  ['*', null],
  ['null', null],
])('reads origins as browsers write them: %s', (text, expected) => {
  const parsed = envOrigins().safeParse(text);
  expect(parsed.success ? parsed.data : null).toEqual(expected);
});

it('checks settings together as soon as they can be read, whatever is wrong with others', () => {
  const checked = z.object({ LOW: envInteger(), HIGH: envInteger(), NAME: z.string() }).check(
    settingsCheck<{ LOW: number; HIGH: number }>(['LOW', 'HIGH'], ({ LOW, HIGH }, refuse) => {
      if (LOW > HIGH) {
        refuse('LOW', 'must not exceed HIGH');
      }
    }),
  );
  const faults = (env: Record<string, string>) => checked.safeParse(env).error?.issues.map(({ path }) => path[0]);
  expect(faults({ LOW: '2', HIGH: '1' })).toEqual(['NAME', 'LOW']);
  expect(faults({ LOW: '2', HIGH: 'one', NAME: 'n' })).toEqual(['HIGH']);
  expect(faults({ LOW: '1', HIGH: '2', NAME: 'n' })).toBeUndefined();
});

it('renders each variable once, with its meaning, what it expects and its default', () => {
  const other = z.object({ PORT: envInteger(), EXTRA: envUrl().optional().describe('Somewhere else.') });
  const text = renderEnvExample([
    { title: 'API', schema },
    { title: 'Worker', schema: other },
  ]);
  expect(text).toContain('## API\n\n# Where this runs. One of local, production.\nENVIRONMENT=local\n');
  expect(text).toContain('# The port to listen on. A whole number from 0 to 65535.\nPORT=8080\n');
  expect(text).toContain('# Required. The Google Cloud project.\nPROJECT=\n');
  expect(text).toContain('# A Firestore stand-in. Host:port, e.g. 127.0.0.1:8285.\n# FIRESTORE_EMULATOR_HOST=\n');
  expect(text).toContain('## Worker\n\n# Somewhere else. An http or https address.\n# EXTRA=\n');
  expect(text.match(/^PORT=/gm)).toHaveLength(1);
});

it('sets no variable whose default differs from part to part', () => {
  const parts = [8080, 8180].map((port) => ({
    title: `At ${port}`,
    schema: z.object({ PORT: envInteger().default(port), HOST: z.string().default('::') }),
  }));
  const text = renderEnvExample(parts);
  expect(text.match(/^.*PORT=.*$/gm)).toEqual(['# PORT=8080', '# PORT=8180']);
  expect(text.match(/^.*HOST=.*$/gm)).toEqual(['HOST=::']);
});
