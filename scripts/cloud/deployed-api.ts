import { CloudError, messageOf } from './cloud-error.ts';
import { type CloudTarget, domainOf, needed } from './cloud-target.ts';

/** What asking the API of a deployed fleet takes. */
export interface AskContext {
  readonly env: NodeJS.ProcessEnv;
  readonly target: CloudTarget;
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
}

const TIME_LIMIT_MS = 10_000;
const SHOWN_CHARACTERS = 4_000;

/** A page of the API, through the balancer. @throws CloudError unless it answers, and well */
export async function askApi({ target, dryRun, say }: AskContext, path: string): Promise<void> {
  const url = `https://${domainOf(target)}${path}`;
  say(`$ curl ${url}`);
  if (dryRun) {
    return;
  }
  const response = await fetch(url, { signal: AbortSignal.timeout(TIME_LIMIT_MS) }).catch((error: unknown) => {
    throw new CloudError(`${url} does not answer: ${messageOf(error)}`);
  });
  say(`${response.status} ${(await response.text()).slice(0, SHOWN_CHARACTERS)}`);
  if (!response.ok) {
    throw new CloudError(`${url} answers ${response.status}`);
  }
}

/** The API of each region, by the ways that only an operator's key opens. @throws CloudError naming those that are not well */
export async function askEveryRegion({ env, target, dryRun, say }: AskContext): Promise<void> {
  const url = `https://${domainOf(target)}/health`;
  const key = dryRun ? '' : needed(env, 'SMOKE_KEY', 'the operators’ key to one region, at the balancer');
  const failed: string[] = [];
  for (const region of target.regions) {
    say(`$ curl -H 'x-sets-region: ${region}' -H 'x-sets-smoke-key: …' ${url}`);
    if (!(dryRun || (await isServedBy(region, { url, key, say })))) {
      failed.push(region);
    }
  }
  if (failed.length > 0) {
    throw new CloudError(`Not well: ${failed.join(', ')}`);
  }
}

interface Way {
  readonly url: string;
  readonly key: string;
  readonly say: (line: string) => void;
}

/** Whether the region's own API answers there, and not another one. */
async function isServedBy(region: string, { url, key, say }: Way): Promise<boolean> {
  try {
    const response = await fetch(url, {
      headers: { 'x-sets-region': region, 'x-sets-smoke-key': key },
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    const body = await response.text();
    say(`${response.status} ${body.slice(0, SHOWN_CHARACTERS)}`);
    return response.ok && (JSON.parse(body) as { region?: unknown }).region === region;
  } catch (error) {
    say(`${region} does not answer: ${messageOf(error)}`);
    return false;
  }
}
