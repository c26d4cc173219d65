import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Pinned: another version finds other things. */
const VERSION = '4.32.5';
const TOOLS = join(import.meta.dirname, '../../.tools');
const INSTALL_TIMEOUT_MS = 120_000;

const succeeds = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS }).status === 0;

/** The path of the fuzzer, in a virtual environment of its own below `.tools`; null where Python or the registry is not there. */
export function installSchemathesis(): string | null {
  const directory = join(TOOLS, `schemathesis-${VERSION}`);
  const program = join(directory, 'bin/schemathesis');
  if (succeeds(program, ['--version'])) {
    return program;
  }
  // A virtual environment knows its own path: in a tree that was moved or copied its programs do not start.
  rmSync(directory, { recursive: true, force: true });
  const installed =
    succeeds('python3', ['-m', 'venv', directory]) &&
    succeeds(join(directory, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`]);
  if (!installed) {
    rmSync(directory, { recursive: true, force: true });
    return null;
  }
  return program;
}
