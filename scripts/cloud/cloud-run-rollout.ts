import { CloudError } from './cloud-error.ts';
import { type CloudTarget, domainOf, inRegion } from './cloud-target.ts';
import type { Gcloud } from './gcloud.ts';
import type { RolloutPlatform, Service } from './rollout.ts';

/** Tag of a revision that has no traffic yet; the balancer's way to it is named alike. */
const CANDIDATE = 'candidate';
const SMOKE_TRIES = 10;
const SMOKE_PAUSE_MS = 3_000;

export interface CloudRunRolloutDeps {
  readonly gcloud: Gcloud;
  readonly target: CloudTarget;
  /** Image of each service, by digest or immutable tag. */
  readonly images: Readonly<Record<Service, string>>;
  readonly release: string;
  readonly dryRun: boolean;
  readonly fetch: typeof fetch;
  readonly pause: (ms: number) => Promise<void>;
}

interface Traffic {
  readonly revisionName?: string;
  readonly percent?: number;
}

/**
 * Rollouts through gcloud. The API's own addresses are closed, so its candidate is asked through the balancer, by a header
 * that only an operator's key opens. A worker takes no request from outside: its candidate has passed its start-up and
 * readiness probes when the deploy ends, and it is healthy in its region's fleet with its first share.
 */
export function createCloudRunRollout(deps: CloudRunRolloutDeps): RolloutPlatform & {
  previous(service: Service, region: string): Promise<string | null>;
} {
  const { gcloud, target, images, release, dryRun, fetch: ask, pause } = deps;
  const where = (region: string): string[] => inRegion(target, region);

  async function describe(service: Service, region: string): Promise<readonly Traffic[]> {
    const listed = await gcloud.look([
      'run',
      'services',
      'describe',
      service,
      ...where(region),
      '--format=json(status.traffic)',
    ]);
    const parsed: { status?: { traffic?: readonly Traffic[] } } = JSON.parse(listed || '{}');
    return parsed.status?.traffic ?? [];
  }

  async function revisions(service: Service, region: string): Promise<readonly string[]> {
    const listed = await gcloud.look([
      ...['run', 'revisions', 'list', `--service=${service}`, ...where(region)],
      ...['--sort-by=~metadata.creationTimestamp', '--format=value(metadata.name)'],
    ]);
    return listed.split('\n').filter((line) => line !== '');
  }

  async function serving(service: Service, region: string): Promise<string | null> {
    const traffic = await describe(service, region);
    return traffic.find(({ percent }) => percent === 100)?.revisionName ?? null;
  }

  async function answers(region: string): Promise<string | null> {
    const response = await ask(`https://${domainOf(target)}/health`, {
      headers: { 'x-sets-candidate': region, 'x-sets-smoke-key': target.smokeKey ?? '' },
      signal: AbortSignal.timeout(10_000),
    }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof response === 'string') {
      return response;
    }
    const body = (await response.json().catch(() => ({}))) as { version?: unknown; region?: unknown };
    return response.ok && body.version === release && body.region === region
      ? null
      : `HTTP ${response.status}, version ${String(body.version)} in ${String(body.region)}`;
  }

  return {
    serving,

    async deploy(service, region) {
      await gcloud.change([
        ...['run', 'deploy', service, ...where(region), '--no-traffic', `--tag=${CANDIDATE}`, '--quiet'],
        // A metrics sidecar runs beside it: what follows is for this container, which has the service's name.
        ...[`--container=${service}`, `--image=${images[service]}`, `--update-env-vars=VERSION=${release}`],
      ]);
      const [latest] = dryRun ? [`${service}-new`] : await revisions(service, region);
      if (latest === undefined) {
        throw new CloudError(`${service} in ${region} has no revision after its deploy`);
      }
      return latest;
    },

    async split(service, region, shares) {
      const revisionsTo = Object.entries(shares).map(([revision, percent]) => `${revision}=${percent}`);
      await gcloud.change([
        ...['run', 'services', 'update-traffic', service, `--to-revisions=${revisionsTo.join(',')}`],
        ...[...where(region), '--quiet'],
      ]);
    },

    async smoke(service, region) {
      if (dryRun || service === 'worker') {
        return;
      }
      if (target.smokeKey === null) {
        throw new CloudError('SMOKE_KEY is not set: the key that opens the balancer’s way to a candidate');
      }
      let last: string | null = '';
      for (let attempt = 0; attempt < SMOKE_TRIES; attempt += 1) {
        last = await answers(region);
        if (last === null) {
          return;
        }
        await pause(SMOKE_PAUSE_MS);
      }
      throw new CloudError(`${service} in ${region} does not pass its smoke test: ${last}`);
    },

    async previous(service, region) {
      const [current, all] = [await serving(service, region), await revisions(service, region)];
      const at = all.indexOf(current ?? '');
      return at < 0 ? null : (all[at + 1] ?? null);
    },
  };
}
