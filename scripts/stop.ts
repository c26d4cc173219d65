import { stopRecordedStack } from '@sets/local-stack';
import { print } from './lib/print.ts';
import { STACK_DIRECTORIES } from './lib/running-stack.ts';

/** Ends what `make dev` or `make dev-regions` started. */
const stopped = STACK_DIRECTORIES.flatMap(stopRecordedStack);
for (const { name, pid } of stopped) {
  print(`Stopped ${name} (${pid}).`);
}
if (stopped.length === 0) {
  print('Nothing to stop.');
}
