import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createLogFollower, formatLogLine } from '@sets/local-stack';
import { print } from './lib/print.ts';
import { runningStack, STACK_DIRECTORIES } from './lib/running-stack.ts';

/** Follows every service's log of the fleet on this machine as one stream, oldest line first; without one, those of the last `make dev`. */
const [dev = ''] = STACK_DIRECTORIES;
const stack = runningStack();
if (stack === null) {
  process.stderr.write(
    'No fleet runs here; these are the lines of the last make dev, and those of the next. Start one with make dev or make dev-regions, or set GOOGLE_CLOUD_PROJECT\n',
  );
}
const directory = join(stack?.directory ?? dev, 'logs');
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
