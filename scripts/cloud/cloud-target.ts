import { CloudError } from './cloud-error.ts';
import type { Gcloud } from './gcloud.ts';

/** Which deployment a command is about. */
export interface CloudTarget {
  readonly environment: 'production' | 'staging';
  readonly project: string;
  /** The primary one first. */
  readonly regions: readonly string[];
  /** Host name of the API at the balancer; null where the command does without. */
  readonly domain: string | null;
  /** Opens the balancer's way to a revision that has no traffic yet. */
  readonly smokeKey: string | null;
}

const DEFAULT_SECONDARY = 'us-east1,europe-west1,asia-southeast1';
const REGION = /^[a-z]+-[a-z]+\d$/;
const PROJECT = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

function environmentOf(given: string | undefined): CloudTarget['environment'] {
  if (given === undefined || given === 'production' || given === 'staging') {
    return given ?? 'production';
  }
  throw new CloudError(`ENVIRONMENT is ${given}; production and staging are deployed, each in a project of its own`);
}

/** @throws CloudError naming the variable, and what it is for */
export function needed(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value === '') {
    throw new CloudError(`${name} is not set: ${what}`);
  }
  return value;
}

/** @throws CloudError naming what is missing or malformed */
export function targetOf(env: NodeJS.ProcessEnv): CloudTarget {
  const { PRIMARY_REGION, DOMAIN, SMOKE_KEY } = env;
  const project = needed(env, 'GOOGLE_CLOUD_PROJECT', 'say which project is meant');
  // A variable that a workflow does not have arrives empty.
  const primary = PRIMARY_REGION || 'us-central1';
  if (!PROJECT.test(project)) {
    throw new CloudError(`GOOGLE_CLOUD_PROJECT is ${project}, which is no id of a project`);
  }
  const secondary = (env.SECONDARY_REGIONS ?? DEFAULT_SECONDARY).split(',').filter((region) => region !== '');
  const regions = [...new Set([primary, ...secondary])];
  for (const region of regions.filter((one) => !REGION.test(one))) {
    throw new CloudError(`${region} is no region`);
  }
  return {
    environment: environmentOf(env.ENVIRONMENT || undefined),
    ...{ project, regions, domain: DOMAIN || null, smokeKey: SMOKE_KEY || null },
  };
}

/** The flags by which gcloud is told which project, and which region of it. */
export const inProject = ({ project }: CloudTarget): string[] => [`--project=${project}`];
export const inRegion = (target: CloudTarget, region: string): string[] => [`--region=${region}`, ...inProject(target)];

interface Container {
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

/**
 * The services have the same names in every environment, and only the project tells them apart: whoever means staging and
 * names production's project must change nothing there.
 *
 * @throws CloudError unless the project's services are of the environment that is meant
 */
export async function checkEnvironment(gcloud: Gcloud, target: CloudTarget): Promise<void> {
  const [region = ''] = target.regions;
  const listed = await gcloud.look([
    ...['run', 'services', 'describe', 'worker', ...inRegion(target, region)],
    '--format=json(spec.template.spec.containers)',
  ]);
  const parsed: { spec?: { template?: { spec?: { containers?: readonly Container[] } } } } = JSON.parse(listed || '{}');
  const containers = parsed.spec?.template?.spec?.containers ?? [];
  const found = containers.flatMap(({ env = [] }) => env).find(({ name }) => name === 'ENVIRONMENT')?.value;
  if (found !== target.environment) {
    throw new CloudError(
      `The services of ${target.project} are of ${found ?? 'no environment'}, and ENVIRONMENT is ${target.environment}: nothing was changed`,
    );
  }
}

/** @throws CloudError unless gcloud is there, somebody is logged in, and the project can be seen */
export async function checkAccess(gcloud: Gcloud, { project }: CloudTarget): Promise<void> {
  const account = await gcloud.look(['auth', 'list', '--filter=status:ACTIVE', '--format=value(account)']);
  if (account.trim() === '') {
    throw new CloudError('Nobody is logged in: gcloud auth login');
  }
  await gcloud.look(['projects', 'describe', project, '--format=value(projectId)']);
}

/** @throws CloudError when the command needs it and it is not set */
export function domainOf({ domain }: CloudTarget): string {
  if (domain === null) {
    throw new CloudError('DOMAIN is not set: the host name of the API at the balancer');
  }
  return domain;
}
