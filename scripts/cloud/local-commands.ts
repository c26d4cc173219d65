import type { Health, RegionsHealth } from '@sets/contract';
import { BALANCER_STATE_PATH, type BackendState, LOCAL_SMOKE_KEY } from '@sets/local-stack';
import { markdownTable } from '@sets/measurement';
import { memoryMib } from '../lib/memory.ts';
import { CloudError } from './cloud-error.ts';
import { askLocal, type LocalContext } from './local-fleet.ts';
import { scaleLocally } from './scale-locally.ts';

type LocalCommand = (context: LocalContext) => Promise<void>;

const regionsTable = ({ regions }: RegionsHealth): string =>
  markdownTable(
    ['region', 'status', 'APIs', 'workers', 'active', 'capacity', 'queue', 'depth', 'oldest s'],
    regions.map(({ region, status, instances, active_jobs, capacity, queue }) => [
      ...[region, status, instances.api, instances.worker, active_jobs, capacity],
      ...[queue?.state ?? null, queue?.depth ?? null, queue?.oldest_age_s ?? null],
    ]),
  );

const backendsTable = (regions: readonly BackendState[]): string =>
  markdownTable(
    ['region', 'healthy', 'ejected', 'ready', 'requests'],
    regions.map(({ region, healthy, ejected, ready, instances, requests }) => [
      ...[region, healthy ? 'yes' : 'no', ejected ? 'yes' : 'no', `${ready} of ${instances}`, requests],
    ]),
  );

/** Asked of each in turn; one that is down is shown, and fails the command at its end. */
async function showEach(
  targets: readonly { readonly name: string; readonly ask: () => Promise<unknown> }[],
  say: LocalContext['say'],
): Promise<void> {
  const failed: string[] = [];
  for (const { name, ask } of targets) {
    try {
      say(`${name}: ${JSON.stringify(await ask(), null, 2)}`);
    } catch (error) {
      if (!(error instanceof CloudError)) {
        throw error;
      }
      say(`${name}: ${error.message}`);
      failed.push(name);
    }
  }
  if (failed.length > 0) {
    throw new CloudError(`Not well: ${failed.join(', ')}`);
  }
}

async function status({ fleet, say }: LocalContext): Promise<void> {
  say(`$ curl ${fleet.entry}/health/regions`);
  say(regionsTable((await askLocal(`${fleet.entry}/health/regions`)) as RegionsHealth));
  if (fleet.stack !== null) {
    say(
      markdownTable(
        ['process', 'pid', 'address', 'MiB'],
        fleet.services.map(({ name, pid, url }) => [name, pid, url, Math.round(memoryMib([pid]))]),
      ),
    );
  }
}

async function statusOfBalancer({ fleet: { balancer }, say }: LocalContext): Promise<void> {
  if (balancer === null) {
    throw new CloudError('There is no balancer before one region; make dev-regions starts four');
  }
  const { regions } = (await askLocal(balancer + BALANCER_STATE_PATH)) as { regions: BackendState[] };
  say(backendsTable(regions));
}

/** Through the balancer's way to one region where there is a balancer, as operators do it. */
async function testEveryApi({ fleet: { apis, balancer }, say }: LocalContext): Promise<void> {
  await showEach(
    apis.map(({ name, url, region }) => ({
      name,
      async ask() {
        if (balancer === null || region === null) {
          return await askLocal(`${url}/health`);
        }
        const way = { 'x-sets-region': region, 'x-sets-smoke-key': LOCAL_SMOKE_KEY };
        const health = (await askLocal(`${balancer}/health`, way)) as Health;
        if (health.region !== region) {
          throw new CloudError(`the balancer's way to it leads to ${health.region}`);
        }
        return health;
      },
    })),
    say,
  );
}

/** The commands that need no project: they act on the fleet on this machine. */
export const LOCAL_COMMANDS: Readonly<Record<string, LocalCommand>> = {
  status,
  'status-lb': statusOfBalancer,
  'service-info-all': async ({ fleet, say }) =>
    await showEach(
      fleet.services.map(({ name, url }) => ({ name, ask: () => askLocal(`${url}/health`) })),
      say,
    ),
  'test-api': async ({ fleet, say }) =>
    say(JSON.stringify(await askLocal(`${fleet.entry}/health/processing`), null, 2)),
  'test-api-all': testEveryApi,
  scale: scaleLocally,
};
