import { setTimeout as pause } from 'node:timers/promises';
import { EXTRACT_QUEUE, WEBHOOKS_QUEUE } from '@sets/contract';
import { CloudError } from './cloud-error.ts';
import { createCloudRunRollout } from './cloud-run-rollout.ts';
import {
  type CloudTarget,
  checkAccess,
  checkEnvironment,
  domainOf,
  inProject,
  inRegion,
  needed,
  targetOf,
} from './cloud-target.ts';
import { addCustomDomain } from './custom-domain.ts';
import { askApi, askEveryRegion } from './deployed-api.ts';
import { waitForIndexes } from './firestore-indexes.ts';
import { createGcloud, type Gcloud } from './gcloud.ts';
import { rollBack, rollOut, type Service } from './rollout.ts';
import { declaredIndexes, enabledServices, secretNames } from './stack-facts.ts';

export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly gcloud: Gcloud;
  readonly target: CloudTarget;
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
  /** Aborted when the person at the terminal wants no more of it. */
  readonly signal?: AbortSignal | undefined;
}

type Command = (context: CommandContext) => Promise<void>;

const SERVICES: readonly Service[] = ['worker', 'api'];

async function forEachService(
  { target }: CommandContext,
  run: (service: Service, region: string) => Promise<unknown>,
): Promise<void> {
  for (const region of target.regions) {
    for (const service of SERVICES) {
      await run(service, region);
    }
  }
}

function rolloutOf({ env, gcloud, target, dryRun, say }: CommandContext, needsImages: boolean) {
  const image = (name: string): string =>
    needsImages ? needed(env, name, 'the image to roll out, by digest or tag') : '';
  return createCloudRunRollout({
    ...{ gcloud, target, dryRun, say, fetch, pause: waitFor },
    images: { api: image('API_IMAGE'), worker: image('WORKER_IMAGE') },
    release: needsImages ? needed(env, 'RELEASE', 'the version that logs and health pages show') : '',
  });
}

const waitFor = async (ms: number): Promise<void> => void (await pause(ms));

/** Nothing has come about in a dry run. */
const outcomeOf = ({ dryRun, say }: CommandContext): CommandContext['say'] => (dryRun ? () => {} : say);

async function checkBeforeChange({ gcloud, target, dryRun }: CommandContext): Promise<void> {
  if (!dryRun) {
    await checkEnvironment(gcloud, target);
  }
}

/** The services are those that are meant, and the store is ready for what the new code asks. */
async function checkBeforeRollout(context: CommandContext): Promise<void> {
  await checkBeforeChange(context);
  await waitForIndexes({ ...context, declared: await declaredIndexes(), pause: waitFor });
}

const deploy: Command = async (context) => {
  const platform = rolloutOf(context, true);
  await checkBeforeRollout(context);
  const { target, signal } = context;
  await rollOut(platform, { services: SERVICES, regions: target.regions, say: outcomeOf(context), signal });
};

const withTarget =
  (change: Partial<CloudTarget>, command: Command): Command =>
  async (context) =>
    await command({ ...context, target: { ...context.target, ...change } });

/** Candidates in the primary region, without traffic: only an operator's key leads to them. */
const deployPreview: Command = async (context) => {
  const { deploy: deployCandidate, smoke } = rolloutOf(context, true);
  await checkBeforeRollout(context);
  const [region = ''] = context.target.regions;
  for (const service of SERVICES) {
    await smoke(service, region, await deployCandidate(service, region));
  }
  context.say(`Send x-sets-candidate: ${region} and x-sets-smoke-key to ${domainOf(context.target)} to see it`);
};

const LOG_SERVICES = '(resource.labels.service_name="api" OR resource.labels.service_name="worker")';
const logFilter = (regions: readonly string[]): string =>
  `resource.type="cloud_run_revision" AND ${LOG_SERVICES} AND (${regions
    .map((region) => `resource.labels.location="${region}"`)
    .join(' OR ')})`;

const readLogs = async ({ gcloud, target }: CommandContext, regions: readonly string[]): Promise<string> =>
  await gcloud.look([
    ...['logging', 'read', logFilter(regions), ...inProject(target), '--limit=200', '--freshness=1h', '--order=asc'],
    '--format=value(timestamp,resource.labels.location,resource.labels.service_name,severity,jsonPayload.message)',
  ]);

/** One command follows them all: gcloud's own tail of a service follows one region. */
const tailLogs = async ({ gcloud, target }: CommandContext, regions: readonly string[]): Promise<void> =>
  await gcloud.follow([
    ...['beta', 'logging', 'tail', logFilter(regions), ...inProject(target)],
    '--format=value(timestamp,resource.labels.location,resource.labels.service_name,severity,jsonPayload.message)',
  ]);

/** What the controllers of all regions decide, and who of them decided. */
const followDecisions = async ({ gcloud, target }: CommandContext): Promise<void> =>
  await gcloud.follow([
    ...['beta', 'logging', 'tail', `${logFilter(target.regions)} AND jsonPayload.message="Workers wanted"`],
    ...inProject(target),
    '--format=value(timestamp,resource.labels.location,jsonPayload)',
  ]);

/** Read from the environment, never printed: gcloud gets them on its standard input. */
async function putSecrets({ env, gcloud, target, say }: CommandContext, makesThem: boolean): Promise<void> {
  const names = await secretNames();
  const given = names.filter((name) => env[name] !== undefined && env[name] !== '');
  if (given.length === 0) {
    throw new CloudError(`None of ${names.join(', ')} is set: nothing to store`);
  }
  for (const name of given) {
    if (makesThem) {
      await gcloud.change(['secrets', 'create', name, '--replication-policy=automatic', ...inProject(target)]);
    }
    await gcloud.change(['secrets', 'versions', 'add', name, '--data-file=-', ...inProject(target)], env[name]);
    say(`${name} is stored; instances read it when they start`);
  }
}

/** Every command for a deployed fleet. `make help` says what each is for. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  deploy,
  'deploy-single-region': async (context) =>
    await withTarget({ regions: context.target.regions.slice(0, 1) }, deploy)(context),
  'deploy-staging': withTarget({ environment: 'staging' }, deploy),
  'deploy-preview': deployPreview,

  rollback: async (context) => {
    const { regions } = context.target;
    await checkBeforeChange(context);
    await rollBack(rolloutOf(context, false), { services: SERVICES, regions, say: outcomeOf(context) });
  },

  'setup-gcp': async ({ gcloud, target }) => {
    await gcloud.change(['services', 'enable', ...(await enabledServices()), ...inProject(target)]);
  },
  'create-secrets': async (context) => await putSecrets(context, true),
  'update-secrets': async (context) => await putSecrets(context, false),

  validate: async (context) => {
    const unready: string[] = [];
    await forEachService(context, async (service, region) => {
      const said = await context.gcloud.look([
        ...['run', 'services', 'describe', service, ...inRegion(context.target, region)],
        '--format=value(status.conditions[0].type,status.conditions[0].status,status.conditions[0].message)',
      ]);
      context.say(said.trim());
      if (!/^Ready\s+True\b/.test(said)) {
        unready.push(`${service} in ${region}`);
      }
    });
    if (unready.length > 0 && !context.dryRun) {
      throw new CloudError(`Not ready: ${unready.join(', ')}`);
    }
  },

  status: async (context) => {
    const filter = 'metadata.name=api OR metadata.name=worker';
    context.say(
      await context.gcloud.look([
        ...['run', 'services', 'list', ...inProject(context.target), `--filter=${filter}`],
        '--format=table(metadata.name,region,status.latestReadyRevisionName,status.conditions[0].status)',
      ]),
    );
    await askApi(context, '/health/regions');
  },
  'status-lb': async ({ gcloud, target, say }) => {
    for (const backend of ['sets-api', 'sets-results']) {
      say(
        await gcloud.look([
          'compute',
          'backend-services',
          'describe',
          backend,
          '--global',
          ...inProject(target),
          '--format=yaml',
        ]),
      );
    }
    say(await gcloud.look(['certificate-manager', 'certificates', 'list', ...inProject(target)]));
  },

  'service-info': async ({ gcloud, target, say }) => {
    const [region = ''] = target.regions;
    for (const service of SERVICES) {
      say(await gcloud.look(['run', 'services', 'describe', service, ...inRegion(target, region), '--format=yaml']));
    }
  },
  'service-info-all': async (context) =>
    await forEachService(context, async (service, region) =>
      context.say(
        await context.gcloud.look([
          ...['run', 'services', 'describe', service, ...inRegion(context.target, region)],
          '--format=yaml(metadata.name,spec.template.spec,spec.template.metadata.annotations,status.traffic)',
        ]),
      ),
    ),

  logs: async (context) => context.say(await readLogs(context, context.target.regions.slice(0, 1))),
  'logs-all-regions': async (context) => context.say(await readLogs(context, context.target.regions)),
  'logs-tail': async (context) => await tailLogs(context, context.target.regions.slice(0, 1)),
  'logs-tail-all': async (context) => await tailLogs(context, context.target.regions),

  dashboard: async ({ target, say }) =>
    say(`https://console.cloud.google.com/monitoring/dashboards?project=${target.project}`),

  'test-api': async (context) => {
    await askApi(context, '/health');
    await askApi(context, '/health/processing');
  },
  'test-api-all': askEveryRegion,

  scale: async (context) => {
    const { env, gcloud, target } = context;
    await checkBeforeChange(context);
    for (const region of target.regions) {
      await gcloud.change(
        env.FLOOR === undefined || env.FLOOR === ''
          ? ['scheduler', 'jobs', 'run', `scale-${region}`, `--location=${region}`, ...inProject(target)]
          : ['run', 'services', 'update', 'worker', `--min=${env.FLOOR}`, ...inRegion(target, region), '--quiet'],
      );
    }
    if (env.WATCH === '1') {
      await followDecisions(context);
    }
  },

  'add-custom-domain': addCustomDomain,

  'cleanup-regions': async (context) => {
    const { env, gcloud, target } = context;
    const gone = needed(env, 'REGIONS', 'the regions to empty, separated by commas').split(',');
    for (const region of gone.filter((one) => target.regions.includes(one))) {
      throw new CloudError(`${region} is still one of PRIMARY_REGION and SECONDARY_REGIONS`);
    }
    await checkBeforeChange(context);
    for (const region of gone) {
      for (const service of ['api', 'worker']) {
        await gcloud.change(['run', 'services', 'delete', service, ...inRegion(target, region), '--quiet']);
      }
      for (const queue of [EXTRACT_QUEUE, WEBHOOKS_QUEUE]) {
        await gcloud.change([
          ...['tasks', 'queues', 'pause', queue, `--location=${region}`],
          ...[...inProject(target), '--quiet'],
        ]);
      }
    }
  },
};

/** These ask the balancer, or nobody. */
const WITHOUT_GCLOUD: ReadonlySet<string> = new Set(['dashboard', 'test-api', 'test-api-all']);

/** @throws CloudError with one clear line for whatever the person at the terminal can mend */
export async function runCloudCommand(
  name: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new CloudError(`There is no command ${name}`);
  }
  const dryRun = env.DRY_RUN === '1';
  const target = targetOf(env);
  const gcloud = createGcloud({ dryRun, env, say });
  if (!dryRun && !WITHOUT_GCLOUD.has(name)) {
    await checkAccess(gcloud, target);
  }
  await command({ env, target, dryRun, say, gcloud, signal });
}
