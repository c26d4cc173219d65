import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LocalPorts } from './ports.ts';

/** A process that was started for a stack, and what its command line shows of it. */
export interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  /** A process id may have been given to another since: only one whose command line holds this is meant. */
  readonly marker: string;
}

/** One process of a stack, and where it answers. */
export interface RecordedService extends RecordedProcess {
  readonly app: string;
  /** Null for what serves all regions. */
  readonly region: string | null;
  readonly url: string;
}

/** What runs, as any other process on this machine learns of it. */
export interface StackRecord {
  /** Who started the stack, and stops it in order when told to. */
  readonly owner: RecordedProcess;
  readonly ports: LocalPorts;
  readonly services: readonly RecordedService[];
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

/** The stack that was recorded there, if whoever started it still runs. */
export function readStack(directory: string): StackRecord | null {
  const record = recordedIn(directory);
  return record !== null && runs(record.owner) ? record : null;
}

const recordedIn = (directory: string): StackRecord | null =>
  existsSync(fileIn(directory)) ? (JSON.parse(readFileSync(fileIn(directory), 'utf8')) as StackRecord) : null;

const runs = ({ pid, marker }: RecordedProcess): boolean => commandOf(pid).includes(marker);

/**
 * Ends the processes that were recorded there, and only those: the owner, which stops its services in order; where it
 * is gone, the services one by one. Gives those that were told to end.
 */
export function stopRecordedStack(directory: string): readonly RecordedProcess[] {
  const record = recordedIn(directory);
  if (record === null) {
    return [];
  }
  const { owner, services } = record;
  const told = runs(owner) ? [owner] : services.filter(runs);
  for (const { pid } of told) {
    process.kill(pid, 'SIGTERM');
  }
  forgetStack(directory);
  return told;
}
