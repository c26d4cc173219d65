import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Ends the processes that `make dev` recorded, and only those: a process id may have been given to another since. */
const record = join(import.meta.dirname, '../.local/dev/stack.json');

interface StackRecord {
  readonly owner: number;
  readonly services: readonly { readonly name: string; readonly app: string; readonly pid: number }[];
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

if (!existsSync(record)) {
  process.stdout.write('Nothing to stop.\n');
} else {
  const { owner, services } = JSON.parse(readFileSync(record, 'utf8')) as StackRecord;
  const running = ({ pid, marker }: { pid: number; marker: string }): boolean => commandOf(pid).includes(marker);
  const dev = { name: 'dev', pid: owner, marker: 'scripts/dev.ts' };
  const left = services.map((service) => ({ ...service, marker: `apps/${service.app}/` }));
  // `make dev` stops its services in order; only when it is gone are they told one by one.
  for (const { name, pid } of running(dev) ? [dev] : left.filter(running)) {
    process.kill(pid, 'SIGTERM');
    process.stdout.write(`Stopped ${name} (${pid}).\n`);
  }
  rmSync(record, { force: true });
}
