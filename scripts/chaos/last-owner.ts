import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const LOOK_BACK_BYTES = 4 * 1024 * 1024;

/** The name under which a worker's latest process holds leases, as it says in its log when it is up. */
export function lastOwner(logFile: string): string | null {
  const file = openSync(logFile, 'r');
  try {
    const { size } = fstatSync(file);
    const length = Math.min(size, LOOK_BACK_BYTES);
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, size - length);
    const lines = bytes.toString('utf8').split('\n');
    const line = lines.findLast((candidate) => candidate.includes('"The worker is up"'));
    if (line === undefined) {
      return null;
    }
    return (JSON.parse(line) as { owner?: string }).owner ?? null;
  } finally {
    closeSync(file);
  }
}
