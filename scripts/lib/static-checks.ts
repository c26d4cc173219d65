import type { Step } from './run-step.ts';

/** A fault that is found when the parts are made: a bundle shows that all of it loads, and stops with exit code 1. */
const STOPS_AT_ONCE = {
  env: { PORT: '0', HOST: '127.0.0.1', CRASH_POINT: 'none' },
  expectedCode: 1,
  expectedText: 'names no crash point',
  timeoutS: 60,
} as const;

/** What can be told about the code without running it as a service. */
export const STATIC_CHECKS: readonly Step[] = [
  {
    name: 'types of packages and apps',
    command: ['turbo', 'run', 'typecheck', '--output-logs=errors-only'],
    timeoutS: 300,
  },
  { name: 'types of scripts', command: ['tsc', '-p', 'tsconfig.json'], timeoutS: 120 },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'], timeoutS: 120 },
  {
    name: 'who may know whom',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'scripts', 'test'],
    timeoutS: 120,
  },
  { name: 'dead code and dependencies', command: ['knip', '--no-config-hints'], timeoutS: 120 },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'], timeoutS: 60 },
  {
    name: 'OpenAPI document',
    command: ['redocly', 'lint', 'docs/openapi.json'],
    env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    timeoutS: 60,
  },
  { name: 'compatible contract', command: ['node', 'scripts/check-contract.ts'], timeoutS: 60 },
  { name: 'infrastructure', command: ['node', 'scripts/infra-check.ts'], timeoutS: 180 },
  { name: 'tracked files', command: ['node', 'scripts/check-tracked-files.ts'], timeoutS: 60 },
  { name: 'bundles', command: ['turbo', 'run', 'build', '--output-logs=errors-only'], timeoutS: 300 },
  { name: 'bundle of the API loads', command: ['node', 'apps/api/dist/main.js'], ...STOPS_AT_ONCE },
  { name: 'bundle of the worker loads', command: ['node', 'apps/worker/dist/main.js'], ...STOPS_AT_ONCE },
];
