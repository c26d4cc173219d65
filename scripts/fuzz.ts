import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, LOCAL_REGION, LocalStackError, startLocalStack } from '@sets/local-stack';
import { installSchemathesis } from './fuzz/install-schemathesis.ts';
import { runSchemathesis } from './fuzz/run-schemathesis.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/**
 * An outside fuzzer, driven by nothing but `/openapi.json`, against a stack with a store of its own: it may purge, take
 * down and pause whatever it likes. `--quick` is the same in less than a minute.
 */
const DIRECTORY = join(import.meta.dirname, '../.local/fuzz');
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
  const stack = await startLocalStack({
    ports: await freePorts([{ region: LOCAL_REGION, apis: 1, workers: 1 }]),
    env: { ...process.env, OPS_TOKEN: opsToken },
    directory: DIRECTORY,
    watch: false,
  });
  try {
    const url = stack.apis[0]?.url;
    if (url === undefined) {
      throw new LocalStackError('The stack has no API.');
    }
    const clean = await runSchemathesis({ program, url, opsToken, quick, directory: DIRECTORY });
    print(`Fuzzing: ${clean ? 'no finding' : 'findings, above'}.`);
    process.exitCode = clean ? 0 : 1;
  } finally {
    await stack.stop();
  }
});
