import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface LogLine {
  /** The service's name in its stack. */
  readonly service: string;
  readonly line: string;
}

const NEWLINE = 10;
const timeOf = ({ line }: LogLine): string => /"(?:timestamp|time)":"([^"]+)"/.exec(line)?.[1] ?? '';

/** Reads the logs of a stack as one stream. */
export function createLogFollower(directory: string) {
  const offsets = new Map<string, number>();

  /** Complete lines that were appended since the last call; a half-written one waits. A shorter file was begun anew. */
  function newLines(file: string): string[] {
    const path = join(directory, file);
    const size = existsSync(path) ? statSync(path).size : 0;
    const before = offsets.get(file) ?? 0;
    const offset = size < before ? 0 : before;
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

  return {
    /** What the services have written since the last call, oldest first. */
    read: (): LogLine[] =>
      readdirSync(directory)
        .filter((file) => file.endsWith('.log'))
        .flatMap((file) => newLines(file).map((line) => ({ service: file.slice(0, -'.log'.length), line })))
        .sort((one, other) => timeOf(one).localeCompare(timeOf(other))),
  };
}
