import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, LOCAL_REGION, LocalStackError, startLocalStack } from '@sets/local-stack';
import { installSchemathesis } from './fuzz/install-schemathesis.ts';
import { runSchemathesis } from './fuzz/run-schemathesis.ts';
import { seedDocument } from './fuzz/seed-document.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/**
 * An outside fuzzer, driven by nothing but `/openapi.json`, against a stack with a store of its own: it may purge, take
 * down and pause whatever it likes. `--quick` is the same in less than a minute.
 */
const DIRECTORY = join(import.meta.dirname, '../.local/fuzz');
const OPERATORS = '^/v1/(ops|console)';
/** A stream that goes on for as long as somebody reads it. */
const ENDLESS = '/v1/ops/events';
/** A fuzzer is one caller who asks for much; limits have tests of their own. */
const MANY = '1000000';
const LIMITS = {
  ...{ RATE_LIMIT_REQUESTS: MANY, RATE_LIMIT_READS: MANY, RATE_LIMIT_RESULTS: MANY, RATE_LIMIT_REFUSALS: MANY },
  ...{
    BUDGET_CALLER_USD_PER_DAY: '0',
    BUDGET_TOTAL_USD_PER_DAY: '0',
    MAX_LIVE_JOBS_PER_CALLER: '0',
    SIMULATOR_LATENCY: 'none',
  },
};
const quick = process.argv.includes('--quick');

await runScript(async () => {
  const program = installSchemathesis();
  if (program === null) {
    print('Fuzzing: skipped, for want of Python with pip or of a package registry.');
    return;
  }
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
  const opsToken = randomBytes(24).toString('base64url');
  const ports = await freePorts([{ region: LOCAL_REGION, apis: 1, workers: 1 }]);
  const stack = await startLocalStack({
    ports,
    env: { ...process.env, ...LIMITS, AUTH_MODES: 'api-key', OPS_TOKEN: opsToken },
    directory: DIRECTORY,
    watch: false,
  });
  try {
    const url = stack.apis[0]?.url;
    if (url === undefined) {
      throw new LocalStackError('The stack has no API.');
    }
    const document = join(DIRECTORY, 'openapi.json');
    const key = await seedDocument({ url, opsToken, ports, file: document });
    const fuzz = { program, url, document, quick, directory: DIRECTORY };
    const asCaller = await runSchemathesis({ ...fuzz, token: key, operations: ['--exclude-path-regex', OPERATORS] });
    const operations = ['--include-path-regex', OPERATORS, '--exclude-path', ENDLESS];
    // Last, and with what nothing can revoke: these may end keys and stop queues.
    const asOperator = await runSchemathesis({ ...fuzz, token: opsToken, operations });
    const clean = asCaller && asOperator;
    print(`Fuzzing: ${clean ? 'no finding' : 'findings, above'}.`);
    process.exitCode = clean ? 0 : 1;
  } finally {
    await stack.stop();
  }
});
