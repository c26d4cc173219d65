import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { formatLogLine } from './lib/log-format.ts';

/** Follows every service's log of the local stack as one stream, oldest line first. */
const directory = join(import.meta.dirname, '../.local/dev/logs');
const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const NEWLINE = 10;

const offsets = new Map<string, number>();

/** Complete lines that were appended since the last call; a half-written one waits. A shorter file is a restarted service. */
function newLines(file: string): string[] {
  const path = join(directory, file);
  const size = existsSync(path) ? statSync(path).size : 0;
  const offset = size < (offsets.get(file) ?? 0) ? 0 : (offsets.get(file) ?? 0);
  if (size === offset) {
    return [];
  }
  const bytes = Buffer.alloc(size - offset);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, bytes, 0, bytes.length, offset);
  } finally {
    closeSync(descriptor);
  }
  const complete = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
  offsets.set(file, offset + complete.length);
  return complete
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

const timeOf = (line: string): string => /"(?:timestamp|time)":"([^"]+)"/.exec(line)?.[1] ?? '';

function printNew(): void {
  const entries = readdirSync(directory)
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) =>
      newLines(file).map((line) => ({ service: file.slice(0, -'.log'.length), line, time: timeOf(line) })),
    );
  entries.sort((a, b) => a.time.localeCompare(b.time));
  for (const { service, line } of entries) {
    process.stdout.write(`${formatLogLine(service, line, colour)}\n`);
  }
}

mkdirSync(directory, { recursive: true });
process.stdout.on('error', () => process.exit(0));
printNew();
watch(directory, printNew);
