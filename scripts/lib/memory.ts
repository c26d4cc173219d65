import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Memory of these processes in MiB, summed. On Linux a page that several share is counted once; elsewhere for each, so
 * that the sum is too high. One that has ended counts nothing.
 */
export const memoryMib = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + (proportionalKib(pid) ?? residentKib(pid)), 0) / 1_024;

function proportionalKib(pid: number): number | null {
  try {
    const [, kib] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return kib === undefined ? null : Number(kib);
  } catch {
    return null;
  }
}

function residentKib(pid: number): number {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    return 0;
  }
}
