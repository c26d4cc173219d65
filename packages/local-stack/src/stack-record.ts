import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A process that was started for a stack, and what its command line shows of it. */
export interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  /** A process id may have been given to another since: only one whose command line holds this is meant. */
  readonly marker: string;
}

interface StackRecord {
  /** Who started the stack, and stops it in order when told to. */
  readonly owner: RecordedProcess;
  readonly services: readonly RecordedProcess[];
}

const fileIn = (directory: string): string => join(directory, 'stack.json');

/** The script that runs in this process, as its command line most likely shows it. */
export function thisScript(): RecordedProcess {
  const script = relative(process.cwd(), process.argv[1] ?? '');
  return { name: script, pid: process.pid, marker: script };
}

/** Leaves a note of what runs, for `make stop` in another terminal. */
export function recordStack(directory: string, record: StackRecord): void {
  writeFileSync(fileIn(directory), `${JSON.stringify(record, null, 2)}\n`);
}

export function forgetStack(directory: string): void {
  rmSync(fileIn(directory), { force: true });
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

const runs = ({ pid, marker }: RecordedProcess): boolean => commandOf(pid).includes(marker);

/**
 * Ends the processes that were recorded there, and only those: the owner, which stops its services in order; where it
 * is gone, the services one by one. Gives those that were told to end.
 */
export function stopRecordedStack(directory: string): readonly RecordedProcess[] {
  if (!existsSync(fileIn(directory))) {
    return [];
  }
  const { owner, services } = JSON.parse(readFileSync(fileIn(directory), 'utf8')) as StackRecord;
  const told = runs(owner) ? [owner] : services.filter(runs);
  for (const { pid } of told) {
    process.kill(pid, 'SIGTERM');
  }
  forgetStack(directory);
  return told;
}
