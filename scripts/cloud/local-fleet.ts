import { documentedPorts, type RecordedService } from '@sets/local-stack';
import { type RunningStack, runningStack } from '../lib/running-stack.ts';
import { CloudError } from './cloud-error.ts';

/** The fleet on this machine, as the commands without a project look at it. */
export interface LocalFleet {
  /** Where a client goes: the balancer, or the only API. */
  readonly entry: string;
  readonly balancer: string | null;
  readonly apis: readonly RecordedService[];
  /** Every process, in the order in which they were started. */
  readonly services: readonly RecordedService[];
  /** Null where nothing is on record: then there is one API at its documented port, or nothing at all. */
  readonly stack: RunningStack | null;
}

/** What a command that needs no project works with. */
export interface LocalContext {
  readonly fleet: LocalFleet;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/** Whoever names a port means what is there; else it is what `make dev` or `make dev-regions` has on record. */
export function localFleetOf(
  env: NodeJS.ProcessEnv,
  stack = env.API_PORT === undefined ? runningStack() : null,
): LocalFleet {
  const balancer = stack?.ports.balancer == null ? null : `http://127.0.0.1:${stack.ports.balancer}`;
  const services = stack?.services ?? unrecorded(env);
  const apis = services.filter(({ app }) => app === 'api');
  return { entry: balancer ?? apis[0]?.url ?? '', balancer, apis, services, stack };
}

const unrecorded = (env: NodeJS.ProcessEnv): readonly RecordedService[] =>
  documentedPorts(env).regions.flatMap(({ region, apis, workers }) => {
    const service = (app: string, port: number): RecordedService => ({
      ...{ name: app, app, region, url: `http://127.0.0.1:${port}`, pid: 0, marker: '' },
    });
    return [...apis.map((port) => service('api', port)), ...workers.map((port) => service('worker', port))];
  });

const TIME_LIMIT_MS = 5_000;

/** @throws CloudError with one clear line when nobody answers, or what answers is no success */
export async function askLocal(url: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIME_LIMIT_MS) }).catch(() => null);
  if (response === null) {
    throw new CloudError(
      `${url} does not answer; start the local fleet with make dev or make dev-regions, or set GOOGLE_CLOUD_PROJECT`,
    );
  }
  const body = await response.text();
  if (!response.ok) {
    throw new CloudError(`${url} answers ${response.status}: ${body.slice(0, 300)}`);
  }
  return JSON.parse(body);
}
