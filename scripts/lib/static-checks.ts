import type { Step } from './run-step.ts';

/** Only ends what hangs: each takes seconds, and many times as long on a busy machine. */
const LIMIT = { timeoutS: 600 } as const;

/** A fault that is found when the parts are made: a bundle shows that all of it loads, and stops with exit code 1. */
const STOPS_AT_ONCE = {
  env: { PORT: '0', HOST: '127.0.0.1', CRASH_POINT: 'none' },
  expectedCode: 1,
  expectedText: 'names no crash point',
  ...LIMIT,
} as const;

/** What can be told about the code without running it as a service. */
export const STATIC_CHECKS: readonly Step[] = [
  {
    name: 'types of packages and apps',
    command: ['turbo', 'run', 'typecheck', '--output-logs=errors-only'],
    ...LIMIT,
  },
  { name: 'types of scripts', command: ['tsc', '-p', 'tsconfig.json'], ...LIMIT },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'], ...LIMIT },
  {
    name: 'who may know whom',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'scripts', 'test'],
    ...LIMIT,
  },
  { name: 'dead code and dependencies', command: ['knip', '--no-config-hints'], ...LIMIT },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'], ...LIMIT },
  {
    name: 'OpenAPI document',
    command: ['redocly', 'lint', 'docs/openapi.json'],
    env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    ...LIMIT,
  },
  { name: 'compatible contract', command: ['node', 'scripts/check-contract.ts'], ...LIMIT },
  { name: 'infrastructure', command: ['node', 'scripts/infra-check.ts'], ...LIMIT },
  { name: 'tracked files', command: ['node', 'scripts/check-tracked-files.ts'], ...LIMIT },
  { name: 'bundles', command: ['turbo', 'run', 'build', '--output-logs=errors-only'], ...LIMIT },
  { name: 'bundle of the API loads', command: ['node', 'apps/api/dist/main.js'], ...STOPS_AT_ONCE },
  { name: 'bundle of the worker loads', command: ['node', 'apps/worker/dist/main.js'], ...STOPS_AT_ONCE },
];
