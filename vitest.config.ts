import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Suites mostly wait for timers and sockets: on 2 cores three at once took 278 s where vitest's own choice, one, took 609 s. */
const LEAST_WORKERS = 3;

/**
 * Unit tests live beside their source (`*.test.ts`); suites that start processes live in `test/`. The limits only end
 * what hangs: no test may rest on the speed of the machine.
 */
export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'scripts/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    pool: 'forks',
    // Google's clients would look for a metadata server, which is no place of this machine.
    env: { METADATA_SERVER_DETECTION: 'none' },
    maxWorkers: Math.max(LEAST_WORKERS, availableParallelism() - 1),
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
