import { join } from 'node:path';
import { DEV_PLAN, documentedPorts, LOCAL_OPS_TOKEN, LocalStackError, startLocalStack } from '@sets/local-stack';
import { print, printAddresses } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/** The same services as `make demo`, staying up and reloading on change. */
const DIRECTORY = join(import.meta.dirname, '../.local/dev');
const EXAMPLE = 'https://www.tiktok.com/@mara.moves/video/7561402938475610311';

await runScript(async () => {
  const ports = documentedPorts(process.env, DEV_PLAN);
  const stack = await startLocalStack({
    ports,
    env: { OPS_TOKEN: LOCAL_OPS_TOKEN, ...process.env },
    directory: DIRECTORY,
    watch: true,
  });
  printAddresses(stack);
  print(`The console: ${stack.apis[0]?.url}/console`);
  print(
    `curl -s ${stack.apis[0]?.url}/v1/jobs -H 'content-type: application/json' -H 'prefer: wait=30' -d '{"url":"${EXAMPLE}"}'`,
  );
  print(`./sets submit '${EXAMPLE}' --wait`);
  print('./sets webhooks listen');
  print('./sets ops queues');
  print();
  print('make logs-tail-all follows the logs; Ctrl-C or make stop ends everything.');
  const stopped = Promise.withResolvers<string | null>();
  process.once('SIGINT', () => stopped.resolve(null));
  process.once('SIGTERM', () => stopped.resolve(null));
  void stack.ended.then(stopped.resolve);
  const failed = await stopped.promise;
  await stack.stop();
  if (failed !== null) {
    throw new LocalStackError(`${failed} ended unexpectedly; see .local/dev/logs/${failed}.log.`);
  }
});
