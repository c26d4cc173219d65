import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { localEnvironment } from './environment.ts';
import { LocalStackError } from './local-stack-error.ts';
import { freePort, instanceName, instances, isPortFree, type LocalPorts, namedPorts } from './ports.ts';
import { createServiceProcess, type ServiceProcess, type ServiceProcessOptions } from './service-process.ts';
import { forgetStack, recordStack, thisScript } from './stack-record.ts';
import { startWorkerFront } from './worker-front.ts';
import { createWorkerGroup, type WorkerGroup } from './worker-group.ts';
import { startWorkerPlatform } from './worker-platform.ts';

/** Services of one or several regions on one machine, each a process of its own, before one local cloud. */
export interface LocalStack {
  readonly ports: LocalPorts;
  readonly localCloud: ServiceProcess;
  /** By region, in the regions' order; where workers are scaled, as they are now. */
  readonly workers: readonly ServiceProcess[];
  readonly apis: readonly ServiceProcess[];
  /** All of them, in the order in which they were started. */
  readonly services: readonly ServiceProcess[];
  /** Stops in reverse order with SIGTERM, as Cloud Run would. */
  stop(): Promise<void>;
  /** Resolves with the name of the first service that ends by itself. */
  readonly ended: Promise<string>;
}

export interface LocalStackOptions {
  /** The regions, and how many processes each has: see `documentedPorts` and `freePorts`. */
  readonly ports: LocalPorts;
  readonly env: NodeJS.ProcessEnv;
  /** Where the emulators keep their data and the services their logs. */
  readonly directory: string;
  /** What the processes of a region have beside what all have. */
  readonly envOf?: (region: string) => NodeJS.ProcessEnv;
  /** Restart a service when its sources change. */
  readonly watch: boolean;
  /** Files to run by app, e.g. bundles; an app that is not named runs from its sources. */
  readonly entries?: Readonly<Record<string, string>>;
  /** Arguments of Node by app, e.g. those of the image. */
  readonly nodeArgs?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Starts the local cloud, then workers and APIs side by side. When one of them does not start, the others are stopped.
 *
 * @throws {LocalStackError} when a port is taken or a service ends while starting.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { ports, directory, watch } = options;
  await assertPortsFree(namedPorts(ports));
  const logs = join(directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const env = localEnvironment(options);
  const ended = Promise.withResolvers<string>();
  const create = (instance: Pick<ServiceProcessOptions, 'name' | 'app' | 'region' | 'port'>): ServiceProcess =>
    createServiceProcess({
      ...instance,
      ...{ watch, onUnexpectedEnd: ended.resolve },
      env: instance.region === null ? env : { ...env, ...options.envOf?.(instance.region) },
      entry: options.entries?.[instance.app],
      nodeArgs: options.nodeArgs?.[instance.app],
      logFile: join(logs, `${instance.name}.log`),
    });
  const localCloud = create({ name: 'local-cloud', app: 'local-cloud', region: null, port: ports.control });
  const planned = instances(ports.regions);
  const apis = planned.filter(({ app }) => app === 'api').map(create);
  const groups = new Map<string, WorkerGroup>(
    ports.regions.map(({ region, workers, maxWorkers = workers.length }) => [
      region,
      createWorkerGroup(planned.filter((one) => one.app === 'worker' && one.region === region).map(create), {
        maxWorkers,
        create: async (index) =>
          create({
            ...{ app: 'worker', region, port: await freePort() },
            name: instanceName(ports.regions, { app: 'worker', region }, index),
          }),
        onChange: record,
      }),
    ]),
  );
  const workers = (): readonly ServiceProcess[] => [...groups.values()].flatMap((group) => group.serving());
  const services = (): readonly ServiceProcess[] => [localCloud, ...workers(), ...apis];
  const stopping: (() => Promise<void>)[] = [];

  function record(): void {
    recordStack(directory, {
      owner: thisScript(),
      ports,
      services: services().flatMap(({ name, app, region, url, pid, entry }) =>
        pid === undefined ? [] : [{ name, app, region, url, pid, marker: entry }],
      ),
    });
  }

  const stop = async (): Promise<void> => {
    await Promise.all([...apis.map((api) => api.end('SIGTERM')), ...[...groups.values()].map((group) => group.stop())]);
    for (const release of stopping.splice(0)) {
      await release();
    }
    await localCloud.end('SIGTERM');
    forgetStack(directory);
  };

  try {
    if (ports.workerFront !== null) {
      const portOf = ({ url }: ServiceProcess): number => Number(new URL(url).port);
      const front = await startWorkerFront(ports.workerFront, (region) => groups.get(region)?.serving().map(portOf));
      stopping.push(() => front.close());
    }
    if (ports.cloudRun !== null) {
      const platform = await startWorkerPlatform({
        ...{ port: ports.cloudRun, regions: [...groups.keys()] },
        keep: (region, wanted) =>
          void groups
            .get(region)
            ?.keep(wanted)
            .catch(() => ended.resolve(`worker-${region}`)),
      });
      stopping.push(() => platform.close());
    }
    await localCloud.start();
    await Promise.all([...workers(), ...apis].map((service) => service.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  record();
  return {
    ...{ ports, localCloud, apis, stop, ended: ended.promise },
    get workers() {
      return workers();
    },
    get services() {
      return services();
    },
  };
}

/** @throws {LocalStackError} that names those at which somebody listens. */
export async function assertPortsFree(named: readonly (readonly [name: string, port: number])[]): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of named) {
    if (!(await isPortFree(port))) {
      taken.push(`${port} (${name})`);
    }
  }
  if (taken.length > 0) {
    throw new LocalStackError(
      `Already in use: port ${taken.join(', ')}. Stop what runs there (\`make stop\` ends an earlier \`make dev\`) or choose others, e.g. API_PORT=9080 (README.md lists them).`,
    );
  }
}
