import type { Step } from './run-step.ts';

/** A fault that is found when the parts are made: a bundle shows that all of it loads, and stops with exit code 1. */
const STOPS_AT_ONCE = {
  env: { PORT: '0', HOST: '127.0.0.1', CRASH_POINT: 'none' },
  expectedCode: 1,
  expectedText: 'names no crash point',
} as const;

const CHECKS: readonly Omit<Step, 'timeoutS'>[] = [
  {
    name: 'types of packages and apps',
    command: ['turbo', 'run', 'typecheck', '--output-logs=errors-only'],
  },
  { name: 'types of scripts', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  {
    name: 'who may know whom',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'scripts', 'test'],
  },
  { name: 'dead code and dependencies', command: ['knip', '--no-config-hints'] },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'] },
  {
    name: 'OpenAPI document',
    command: ['redocly', 'lint', 'docs/openapi.json'],
    env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  },
  { name: 'compatible contract', command: ['node', 'scripts/check-contract.ts'] },
  { name: 'infrastructure', command: ['node', 'scripts/infra-check.ts'] },
  { name: 'tracked files', command: ['node', 'scripts/check-tracked-files.ts'] },
  { name: 'bundles', command: ['turbo', 'run', 'build', '--output-logs=errors-only'] },
  { name: 'bundle of the API loads', command: ['node', 'apps/api/dist/main.js'], ...STOPS_AT_ONCE },
  { name: 'bundle of the worker loads', command: ['node', 'apps/worker/dist/main.js'], ...STOPS_AT_ONCE },
];

/** Only ends what hangs: each takes seconds, and many times as long on a busy machine. */
const TIMEOUT_S = 600;

/** What can be told about the code without running it as a service. */
export const STATIC_CHECKS: readonly Step[] = CHECKS.map((check) => ({ ...check, timeoutS: TIMEOUT_S }));
