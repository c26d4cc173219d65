import { documentedPorts } from '@sets/local-stack';
import { CloudError } from './cloud-error.ts';

/** What the commands for a fleet say of the one on this machine: `make dev` with the documented ports. */
export interface LocalFleet {
  readonly apis: readonly string[];
  readonly workers: readonly string[];
}

export function localFleetOf(env: NodeJS.ProcessEnv): LocalFleet {
  const { regions } = documentedPorts(env);
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    apis: regions.flatMap(({ apis }) => apis.map(url)),
    workers: regions.flatMap(({ workers }) => workers.map(url)),
  };
}

async function page(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (response === null) {
    throw new CloudError(`${url} does not answer; start the local fleet with make dev, or set GOOGLE_CLOUD_PROJECT`);
  }
  return `${response.status} ${JSON.stringify(await response.json(), null, 2)}`;
}

type Say = (line: string) => void;

async function showAll(urls: readonly string[], path: string, say: Say): Promise<void> {
  for (const url of urls) {
    say(`$ curl ${url}${path}`);
    say(await page(url + path));
  }
}

/** The commands that need no project: they look at the fleet on this machine. */
export const LOCAL_COMMANDS: Readonly<Record<string, (fleet: LocalFleet, say: Say) => Promise<void>>> = {
  status: async ({ apis }, say) => await showAll(apis.slice(0, 1), '/health/regions', say),
  'service-info-all': async ({ apis, workers }, say) => await showAll([...apis, ...workers], '/health', say),
  'test-api': async ({ apis }, say) => await showAll(apis.slice(0, 1), '/health/processing', say),
  'test-api-all': async ({ apis }, say) => await showAll(apis, '/health/processing', say),
};
