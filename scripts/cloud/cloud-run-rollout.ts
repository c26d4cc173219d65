import { CloudError, messageOf } from './cloud-error.ts';
import { type CloudTarget, domainOf, inProject, inRegion } from './cloud-target.ts';
import type { Gcloud } from './gcloud.ts';
import type { RolloutPlatform, Service } from './rollout.ts';

/** Tag of a revision that has no traffic yet; the balancer's way to it is named alike. */
const CANDIDATE = 'candidate';
/** Tag of the revision that served before the last rollout. */
const PREVIOUS = 'previous';
/** Leads to it through the balancer, with the operators' key. */
const CANDIDATE_HEADER = 'x-sets-candidate';
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
  readonly say: (line: string) => void;
}

interface Traffic {
  readonly revisionName?: string;
  readonly percent?: number;
  readonly tag?: string;
}

/**
 * Rollouts through gcloud. The API's own addresses are closed, so its candidate is asked through the balancer, by a header
 * that only an operator's key opens. A worker takes no request from outside: Cloud Run says whether its probes pass, and
 * the log whether it has written an error since. In a dry run nothing is looked at: names in capitals stand for revisions.
 */
export function createCloudRunRollout(deps: CloudRunRolloutDeps): RolloutPlatform {
  const { gcloud, target, images, release, dryRun, fetch: ask, pause, say } = deps;
  const healthUrl = (): string => `https://${domainOf(target)}/health`;
  const where = (region: string): string[] => inRegion(target, region);

  async function traffic(service: Service, region: string): Promise<readonly Traffic[]> {
    const listed = await gcloud.look([
      ...['run', 'services', 'describe', service, ...where(region), '--format=json(status.traffic)'],
    ]);
    const parsed: { status?: { traffic?: readonly Traffic[] } } = JSON.parse(listed || '{}');
    return parsed.status?.traffic ?? [];
  }

  async function newestRevision(service: Service, region: string): Promise<string> {
    const listed = await gcloud.look([
      ...['run', 'revisions', 'list', `--service=${service}`, ...where(region), '--limit=1'],
      ...['--sort-by=~metadata.creationTimestamp', '--format=value(metadata.name)'],
    ]);
    return listed.trim();
  }

  /** What speaks against a worker's revision; null when nothing does. */
  async function troubleOf(revision: string, region: string): Promise<string | null> {
    const ready = await gcloud.look([
      ...['run', 'revisions', 'describe', revision, ...where(region)],
      '--format=value(status.conditions[0].status,status.conditions[0].message)',
    ]);
    if (!ready.startsWith('True')) {
      return `it is not ready: ${ready.trim()}`;
    }
    const error = await gcloud.look([
      ...['logging', 'read', `resource.labels.revision_name="${revision}" AND severity>=ERROR`, ...inProject(target)],
      ...['--limit=1', '--freshness=1h', '--format=value(jsonPayload.message)'],
    ]);
    return error.trim() === '' ? null : `it has logged an error: ${error.trim()}`;
  }

  async function answers(region: string): Promise<string | null> {
    const response = await ask(healthUrl(), {
      headers: { [CANDIDATE_HEADER]: region, 'x-sets-smoke-key': target.smokeKey ?? '' },
      signal: AbortSignal.timeout(10_000),
    }).catch(messageOf);
    if (typeof response === 'string') {
      return response;
    }
    const body = (await response.json().catch(() => ({}))) as { version?: unknown; region?: unknown };
    return response.ok && body.version === release && body.region === region
      ? null
      : `HTTP ${response.status}, version ${String(body.version)} in ${String(body.region)}`;
  }

  async function passes(region: string, look: () => Promise<string | null>, service: Service): Promise<void> {
    let last: string | null = '';
    for (let attempt = 0; attempt < SMOKE_TRIES; attempt += 1) {
      last = await look();
      if (last === null) {
        return;
      }
      await pause(SMOKE_PAUSE_MS);
    }
    throw new CloudError(`${service} in ${region} does not pass its smoke test: ${last}`);
  }

  return {
    async serving(service, region) {
      const shares = await traffic(service, region);
      const [most] = shares.toSorted((a, b) => (b.percent ?? 0) - (a.percent ?? 0));
      return dryRun ? `${service}-SERVING` : (most?.revisionName ?? null);
    },

    async deploy(service, region) {
      await gcloud.change([
        ...['run', 'deploy', service, ...where(region), '--no-traffic', `--tag=${CANDIDATE}`, '--quiet'],
        // A metrics sidecar runs beside it: what follows is for this container, which has the service's name.
        ...[`--container=${service}`, `--image=${images[service]}`, `--update-env-vars=VERSION=${release}`],
      ]);
      const latest = await newestRevision(service, region);
      if (latest === '' && !dryRun) {
        throw new CloudError(`${service} in ${region} has no revision after its deploy`);
      }
      return dryRun ? `${service}-NEW` : latest;
    },

    async split(service, region, shares) {
      const revisionsTo = Object.entries(shares).map(([revision, percent]) => `${revision}=${percent}`);
      await gcloud.change([
        ...['run', 'services', 'update-traffic', service, `--to-revisions=${revisionsTo.join(',')}`],
        ...[...where(region), '--quiet'],
      ]);
    },

    async smoke(service, region, revision) {
      if (service === 'worker') {
        await passes(
          region,
          async () => {
            const trouble = await troubleOf(revision, region);
            return dryRun ? null : trouble;
          },
          service,
        );
        return;
      }
      say(`$ curl -H '${CANDIDATE_HEADER}: ${region}' -H 'x-sets-smoke-key: …' ${healthUrl()}`);
      if (dryRun) {
        return;
      }
      if (target.smokeKey === null) {
        throw new CloudError('SMOKE_KEY is not set: the key that opens the balancer’s way to a candidate');
      }
      await passes(region, () => answers(region), service);
    },

    async remember(service, region, revision) {
      await gcloud.change([
        ...['run', 'services', 'update-traffic', service, `--update-tags=${PREVIOUS}=${revision}`],
        ...[...where(region), '--quiet'],
      ]);
    },

    async remembered(service, region) {
      const shares = await traffic(service, region);
      return dryRun ? `${service}-PREVIOUS` : (shares.find(({ tag }) => tag === PREVIOUS)?.revisionName ?? null);
    },
  };
}
