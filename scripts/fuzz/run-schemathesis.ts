import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface FuzzOptions {
  readonly program: string;
  /** Of the API, on loopback. */
  readonly url: string;
  readonly opsToken: string;
  readonly quick: boolean;
  /** Where the fuzzer keeps its examples: never in the tree. */
  readonly directory: string;
}

const SEED = 20_260_101;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/** Runs the fuzzer over every operation, its output passed on; whether it found nothing. */
export async function runSchemathesis({ program, url, opsToken, quick, directory }: FuzzOptions): Promise<boolean> {
  const args = [
    ...['run', `${url}/openapi.json`, '--checks', CHECKS.join()],
    ...['--seed', String(SEED), '--max-examples', quick ? '5' : '50', '--phases', 'examples,coverage,fuzzing'],
    ...(quick ? ['--max-time', '45'] : []),
    ...['--header', `Authorization: Bearer ${opsToken}`],
    // A stream of a job's events lasts as long as the job: its documented cases are tested beside its code.
    ...['--exclude-path', '/v1/jobs/{id}/events', '--request-timeout', '30'],
    ...['--no-color', '--warnings', 'off'],
  ];
  const child = spawn(program, args, { cwd: directory, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0;
}
