import { join } from 'node:path';
import { localPorts } from './lib/local-ports.ts';
import { startLocalStack } from './lib/local-stack.ts';
import { LocalStackError } from './lib/local-stack-error.ts';

/** The same services as `make demo`, staying up and reloading on change. */
const print = (line = ''): boolean => process.stdout.write(`${line}\n`);
const example = 'https://www.tiktok.com/@mara.moves/video/7561402938475610311';

try {
  const ports = localPorts(process.env);
  const stack = await startLocalStack({
    ports,
    env: process.env,
    directory: join(import.meta.dirname, '../.local/dev'),
    watch: true,
  });
  for (const { name, url } of stack.services) {
    print(`${name.padEnd(14)} ${url}`);
  }
  print(`${'firestore'.padEnd(14)} 127.0.0.1:${ports.firestore}`);
  print(`${'cloud tasks'.padEnd(14)} 127.0.0.1:${ports.cloudTasks}  (keys: http://127.0.0.1:${ports.jwks})`);
  print();
  print(
    `curl -s http://127.0.0.1:${ports.apis[0]}/v1/jobs -H 'content-type: application/json' -H 'prefer: wait=30' -d '{"url":"${example}"}'`,
  );
  print();
  print('make logs-tail-all follows the logs; Ctrl-C or make stop ends everything.');
  const stopped = Promise.withResolvers<string | null>();
  process.once('SIGINT', () => stopped.resolve(null));
  process.once('SIGTERM', () => stopped.resolve(null));
  void stack.ended.then((name) => stopped.resolve(name));
  const failed = await stopped.promise;
  await stack.stop();
  if (failed !== null) {
    throw new LocalStackError(`${failed} ended unexpectedly; see .local/dev/logs/${failed}.log.`);
  }
} catch (error) {
  if (!(error instanceof Error)) {
    throw error;
  }
  process.stderr.write(`${error instanceof LocalStackError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
