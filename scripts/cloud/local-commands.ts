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

type Headers = Readonly<Record<string, string>>;

/** Says what it asks, as the commands of a deployed fleet do; null in a dry run, which asks nothing. */
async function ask({ env, say }: LocalContext, url: string, headers: Headers = {}): Promise<unknown> {
  const shown = Object.entries(headers).map(([name, value]) => ` -H '${name}: ${value}'`);
  say(`$ curl ${url}${shown.join('')}`);
  return env.DRY_RUN === '1' ? null : await askLocal(url, headers);
}

interface Target {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
}

/** Asked of each in turn; one that is down is shown, and fails the command at its end. */
async function showEach(targets: readonly Target[], say: LocalContext['say']): Promise<void> {
  const failed: string[] = [];
  for (const target of targets) {
    try {
      const told = await target.ask();
      if (told !== null) {
        say(`${target.name}: ${JSON.stringify(told, null, 2)}`);
      }
    } catch (error) {
      if (!(error instanceof CloudError)) {
        throw error;
      }
      say(`${target.name}: ${error.message}`);
      failed.push(target.name);
    }
  }
  if (failed.length > 0) {
    throw new CloudError(`Not well: ${failed.join(', ')}`);
  }
}

async function status(context: LocalContext): Promise<void> {
  const { fleet, say } = context;
  const health = await ask(context, `${fleet.entry}/health/regions`);
  if (health === null) {
    return;
  }
  say(regionsTable(health as RegionsHealth));
  if (fleet.stack !== null) {
    say(
      markdownTable(
        ['process', 'pid', 'address', 'MiB'],
        fleet.services.map(({ name, pid, url }) => [name, pid, url, Math.round(memoryMib([pid]))]),
      ),
    );
  }
}

async function statusOfBalancer(context: LocalContext): Promise<void> {
  const { balancer } = context.fleet;
  if (balancer === null) {
    throw new CloudError('There is no balancer before one region; make dev-regions starts four');
  }
  const state = await ask(context, balancer + BALANCER_STATE_PATH);
  if (state !== null) {
    context.say(backendsTable((state as { regions: BackendState[] }).regions));
  }
}

/** Through the balancer's way to one region where there is a balancer, as operators do it. */
async function testEveryApi(context: LocalContext): Promise<void> {
  const { apis, balancer } = context.fleet;
  await showEach(
    apis.map(({ name, url, region }) => ({
      name,
      async ask() {
        if (balancer === null || region === null) {
          return await ask(context, `${url}/health`);
        }
        const way = { 'x-sets-region': region, 'x-sets-smoke-key': LOCAL_SMOKE_KEY };
        const health = (await ask(context, `${balancer}/health`, way)) as Health | null;
        if (health !== null && health.region !== region) {
          throw new CloudError(`the balancer's way to it leads to ${health.region}`);
        }
        return health;
      },
    })),
    context.say,
  );
}

async function testApi(context: LocalContext): Promise<void> {
  const health = await ask(context, `${context.fleet.entry}/health/processing`);
  if (health !== null) {
    context.say(JSON.stringify(health, null, 2));
  }
}

/** The commands that need no project: they act on the fleet on this machine. */
export const LOCAL_COMMANDS: Readonly<Record<string, LocalCommand>> = {
  status,
  'status-lb': statusOfBalancer,
  'service-info-all': async (context) =>
    await showEach(
      context.fleet.services.map(({ name, url }) => ({ name, ask: () => ask(context, `${url}/health`) })),
      context.say,
    ),
  'test-api': testApi,
  'test-api-all': testEveryApi,
  scale: scaleLocally,
};
