import { join } from 'node:path';
import { readStack, type StackRecord } from '@sets/local-stack';

/** Where `make dev` and `make dev-regions` keep their data, logs and the record of what they run. */
export const STACK_DIRECTORIES = ['dev', 'dev-regions'].map((name) => join(import.meta.dirname, '../../.local', name));

export interface RunningStack extends StackRecord {
  readonly directory: string;
}

/** The fleet that runs on this machine now: their ports are the same, so there is one at most. */
export function runningStack(directories: readonly string[] = STACK_DIRECTORIES): RunningStack | null {
  for (const directory of directories) {
    const record = readStack(directory);
    if (record !== null) {
      return { ...record, directory };
    }
  }
  return null;
}
