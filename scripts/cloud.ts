import { CloudError } from './cloud/cloud-error.ts';
import { runCloudCommand } from './cloud/commands.ts';
import { LOCAL_COMMANDS } from './cloud/local-commands.ts';
import { localFleetOf } from './cloud/local-fleet.ts';
import { RolloutFailedError } from './cloud/rollout.ts';
import { print } from './lib/print.ts';

/** `make deploy` and its like: `node scripts/cloud.ts COMMAND`. Without a project some look at the fleet on this machine. */
process.stdout.on('error', () => process.exit(0));
const [name = ''] = process.argv.slice(2);
const local = process.env.GOOGLE_CLOUD_PROJECT === undefined ? LOCAL_COMMANDS[name] : undefined;
const interrupted = new AbortController();
if (name.startsWith('deploy')) {
  // Half a rollout is worse than none: the first Ctrl-C takes it back, the second ends it as it stands.
  process.once('SIGINT', () => {
    print('Interrupted: what is rolled out so far is taken back');
    interrupted.abort(new CloudError('Interrupted'));
  });
}
try {
  await (local === undefined
    ? runCloudCommand(name, process.env, print, interrupted.signal)
    : local({ fleet: localFleetOf(process.env), env: { ...process.env }, say: print }));
} catch (error) {
  if (!(error instanceof CloudError || error instanceof RolloutFailedError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
