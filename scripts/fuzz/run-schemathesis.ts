import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface FuzzOptions {
  readonly program: string;
  /** Of the API, on loopback. */
  readonly url: string;
  /** Path of the document that drives it. */
  readonly document: string;
  /** Sent with every request. */
  readonly token: string;
  /** Which operations, as options of the program. */
  readonly operations: readonly string[];
  readonly quick: boolean;
  /** Where the fuzzer keeps its examples: never in the tree. */
  readonly directory: string;
}

const CONFIG = join(import.meta.dirname, 'schemathesis.toml');
const SEED = 20_260_101;

/** Runs the fuzzer over these operations, its output passed on; whether it found nothing. */
export async function runSchemathesis(options: FuzzOptions): Promise<boolean> {
  const { program, url, document, token, operations, quick, directory } = options;
  const args = [
    ...['--config-file', CONFIG, 'run', document, '--url', url, ...operations],
    ...['--seed', String(SEED), '--phases', 'examples,coverage,fuzzing,stateful', '--continue-on-failure'],
    ...(quick ? ['--max-examples', '5', '--max-time', '20'] : ['--max-examples', '50']),
    ...['--header', `Authorization: Bearer ${token}`, '--request-timeout', '30', '--no-color', '--warnings', 'off'],
  ];
  const child = spawn(program, args, { cwd: directory, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0;
}
