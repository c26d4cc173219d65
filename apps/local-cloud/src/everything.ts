import { watch } from 'node:fs';
import { join } from 'node:path';
import { createLogFollower, documentedPorts, startLocalStack } from '@sets/local-stack';
import { createLogger, loadConfigOrExit, runMain } from '@sets/service-kit';
import { localCloudConfigSchema } from './config.ts';

/**
 * The whole product in one container: the local cloud, an API and a worker, from their bundles, with the logs of all on
 * standard output.
 *
 *     node everything.js BUNDLES DATA
 *
 * BUNDLES holds a folder for each app; whatever is written goes to DATA.
 */
const [bundles, directory] = process.argv.slice(2);
if (bundles === undefined || directory === undefined) {
  process.stderr.write('Usage: node everything.js BUNDLES DATA\n');
  process.exit(2);
}
const config = loadConfigOrExit(localCloudConfigSchema, process.env);
const logger = createLogger({
  service: 'everything',
  region: 'local',
  version: 'dev',
  level: config.LOG_LEVEL,
  format: config.LOG_FORMAT,
});
const entries = Object.fromEntries(['local-cloud', 'api', 'worker'].map((app) => [app, join(bundles, app, 'main.js')]));

await runMain({
  logger,
  async start(lifecycle) {
    const ports = documentedPorts(process.env);
    const stack = await startLocalStack({ ports, env: process.env, directory, watch: false, entries });
    lifecycle.defer('services', () => stack.stop());
    const logs = join(directory, 'logs');
    const follower = createLogFollower(logs);
    const print = (): void => {
      for (const { line } of follower.read()) {
        process.stdout.write(`${line}\n`);
      }
    };
    print();
    const watcher = watch(logs, print);
    lifecycle.defer('logs', async () => watcher.close());
    void stack.ended.then((name) => {
      throw new Error(`${name} has ended`);
    });
    logger.info('Everything is up', { api: ports.regions[0]?.apis[0] });
  },
});
