import { CloudError } from './cloud-error.ts';
import type { Gcloud } from './gcloud.ts';

/** Which deployment a command is about. */
export interface CloudTarget {
  readonly environment: 'production' | 'staging' | 'preview';
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
  if (given === undefined || given === 'production' || given === 'staging' || given === 'preview') {
    return given ?? 'production';
  }
  throw new CloudError(`ENVIRONMENT is ${given}; production, staging and preview can be deployed`);
}

/** @throws CloudError naming what is missing or malformed */
export function targetOf(env: NodeJS.ProcessEnv): CloudTarget {
  const { GOOGLE_CLOUD_PROJECT: project, PRIMARY_REGION: primary = 'us-central1', DOMAIN, SMOKE_KEY } = env;
  if (project === undefined || project === '') {
    throw new CloudError('GOOGLE_CLOUD_PROJECT is not set: say which project is meant');
  }
  if (!PROJECT.test(project)) {
    throw new CloudError(`GOOGLE_CLOUD_PROJECT is ${project}, which is no id of a project`);
  }
  const secondary = (env.SECONDARY_REGIONS ?? DEFAULT_SECONDARY).split(',').filter((region) => region !== '');
  const regions = [...new Set([primary, ...secondary])];
  for (const region of regions.filter((one) => !REGION.test(one))) {
    throw new CloudError(`${region} is no region`);
  }
  return {
    environment: environmentOf(env.ENVIRONMENT),
    ...{ project, regions, domain: DOMAIN ?? null, smokeKey: SMOKE_KEY ?? null },
  };
}

/** The flags by which gcloud is told which project, and which region of it. */
export const inProject = ({ project }: CloudTarget): string[] => [`--project=${project}`];
export const inRegion = (target: CloudTarget, region: string): string[] => [`--region=${region}`, ...inProject(target)];

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
