import { setTimeout as pause } from 'node:timers/promises';
import { EXTRACT_QUEUE, WEBHOOKS_QUEUE } from '@sets/contract';
import { CloudError } from './cloud-error.ts';
import { createCloudRunRollout } from './cloud-run-rollout.ts';
import { type CloudTarget, checkAccess, domainOf, inProject, inRegion, targetOf } from './cloud-target.ts';
import { createGcloud, type Gcloud } from './gcloud.ts';
import { rollBack, rollOut, type Service } from './rollout.ts';
import { enabledServices, secretNames } from './stack-facts.ts';

export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly gcloud: Gcloud;
  readonly target: CloudTarget;
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
}

type Command = (context: CommandContext) => Promise<void>;

const SERVICES: readonly Service[] = ['worker', 'api'];

function needed(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value === '') {
    throw new CloudError(`${name} is not set: ${what}`);
  }
  return value;
}

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

function rolloutOf({ env, gcloud, target, dryRun }: CommandContext, needsImages: boolean) {
  const image = (name: string): string =>
    needsImages ? needed(env, name, 'the image to roll out, by digest or tag') : '';
  return createCloudRunRollout({
    ...{ gcloud, target, dryRun, fetch, pause: async (ms) => void (await pause(ms)) },
    images: { api: image('API_IMAGE'), worker: image('WORKER_IMAGE') },
    release: needsImages ? needed(env, 'RELEASE', 'the version that logs and health pages show') : '',
  });
}

const deploy: Command = async (context) => {
  await checkAccess(context.gcloud, context.target);
  const { regions } = context.target;
  await rollOut(rolloutOf(context, true), { services: SERVICES, regions, say: context.say });
};

const withTarget =
  (change: Partial<CloudTarget>, command: Command): Command =>
  async (context) =>
    await command({ ...context, target: { ...context.target, ...change } });

/** Candidates in the primary region, without traffic: only an operator's key leads to them. */
const deployPreview: Command = async (context) => {
  await checkAccess(context.gcloud, context.target);
  const { deploy: deployCandidate, smoke } = rolloutOf(context, true);
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

async function ask(context: CommandContext, path: string): Promise<void> {
  const url = `https://${domainOf(context.target)}${path}`;
  context.say(`$ curl ${url}`);
  if (context.dryRun) {
    return;
  }
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
    throw new CloudError(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
  });
  context.say(`${response.status} ${(await response.text()).slice(0, 4_000)}`);
  if (!response.ok) {
    throw new CloudError(`${url} answers ${response.status}`);
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
    await checkAccess(context.gcloud, context.target);
    const { regions } = context.target;
    await rollBack(rolloutOf(context, false), { services: SERVICES, regions, say: context.say });
  },

  'setup-gcp': async ({ gcloud, target }) => {
    await checkAccess(gcloud, target);
    await gcloud.change(['services', 'enable', ...(await enabledServices()), ...inProject(target)]);
  },
  'create-secrets': async (context) => await putSecrets(context, true),
  'update-secrets': async (context) => await putSecrets(context, false),

  validate: async (context) => {
    await checkAccess(context.gcloud, context.target);
    await forEachService(context, async (service, region) => {
      context.say(
        await context.gcloud.look([
          ...['run', 'services', 'describe', service, ...inRegion(context.target, region)],
          '--format=value(status.conditions[0].type,status.conditions[0].status,status.conditions[0].message)',
        ]),
      );
    });
  },

  status: async (context) => {
    const filter = 'metadata.name=api OR metadata.name=worker';
    context.say(
      await context.gcloud.look([
        ...['run', 'services', 'list', ...inProject(context.target), `--filter=${filter}`],
        '--format=table(metadata.name,region,status.latestReadyRevisionName,status.conditions[0].status)',
      ]),
    );
    await ask(context, '/health/regions');
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
    await ask(context, '/health');
    await ask(context, '/health/processing');
  },
  'test-api-all': async (context) => {
    const { target, say, dryRun } = context;
    const { smokeKey } = target;
    for (const region of target.regions) {
      say(`$ curl -H 'x-sets-region: ${region}' -H 'x-sets-smoke-key: …' https://${domainOf(target)}/health`);
      if (dryRun) {
        continue;
      }
      const response = await fetch(`https://${domainOf(target)}/health`, {
        headers: {
          'x-sets-region': region,
          'x-sets-smoke-key': smokeKey ?? needed({}, 'SMOKE_KEY', 'the operators’ key'),
        },
        signal: AbortSignal.timeout(10_000),
      });
      say(`${response.status} ${await response.text()}`);
    }
  },

  scale: async ({ env, gcloud, target }) => {
    await checkAccess(gcloud, target);
    const floor = needed(env, 'FLOOR', 'workers that each region keeps at least');
    for (const region of target.regions) {
      await gcloud.change([
        'run',
        'services',
        'update',
        'worker',
        `--min=${floor}`,
        ...inRegion(target, region),
        '--quiet',
      ]);
    }
  },

  'add-custom-domain': async ({ gcloud, target, say }) => {
    const domain = domainOf(target);
    const name = `sets-${domain.replaceAll('.', '-')}`;
    await gcloud.change([
      'certificate-manager',
      'certificates',
      'create',
      name,
      `--domains=${domain}`,
      ...inProject(target),
    ]);
    await gcloud.change([
      ...['certificate-manager', 'maps', 'entries', 'create', name, '--map=sets-api'],
      ...[`--hostname=${domain}`, `--certificates=${name}`, ...inProject(target)],
    ]);
    say(`Add ${domain} to the stack’s domains as well, and point its DNS at the balancer’s address`);
  },

  'cleanup-regions': async ({ env, gcloud, target }) => {
    await checkAccess(gcloud, target);
    const gone = needed(env, 'REGIONS', 'the regions to empty, separated by commas').split(',');
    for (const region of gone.filter((one) => target.regions.includes(one))) {
      throw new CloudError(`${region} is still one of PRIMARY_REGION and SECONDARY_REGIONS`);
    }
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

/** @throws CloudError with one clear line for whatever the person at the terminal can mend */
export async function runCloudCommand(
  name: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<void> {
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new CloudError(`There is no command ${name}`);
  }
  const dryRun = env.DRY_RUN === '1';
  const target = targetOf(env);
  await command({ env, target, dryRun, say, gcloud: createGcloud({ dryRun, env, say }) });
}
