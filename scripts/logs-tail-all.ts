import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createLogFollower, formatLogLine } from '@sets/local-stack';
import { print } from './lib/print.ts';

/** Follows every service's log of `make dev` as one stream, oldest line first. */
const directory = join(import.meta.dirname, '../.local/dev/logs');
mkdirSync(directory, { recursive: true });
const follower = createLogFollower(directory);

function printNew(): void {
  for (const { service, line } of follower.read()) {
    print(formatLogLine(service, line));
  }
}

process.stdout.on('error', () => process.exit(0));
printNew();
watch(directory, printNew);
