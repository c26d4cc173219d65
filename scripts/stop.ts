import { join } from 'node:path';
import { stopRecordedStack } from '@sets/local-stack';
import { print } from './lib/print.ts';

/** Ends what `make dev` started. */
const stopped = stopRecordedStack(join(import.meta.dirname, '../.local/dev'));
for (const { name, pid } of stopped) {
  print(`Stopped ${name} (${pid}).`);
}
if (stopped.length === 0) {
  print('Nothing to stop.');
}
