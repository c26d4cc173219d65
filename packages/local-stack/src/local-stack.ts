import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { localEnvironment } from './environment.ts';
import { LocalStackError } from './local-stack-error.ts';
import { instances, isPortFree, type LocalPorts, namedPorts } from './ports.ts';
import { createServiceProcess, type ServiceProcess, type ServiceProcessOptions } from './service-process.ts';
import { forgetStack, recordStack, thisScript } from './stack-record.ts';
import { startWorkerFront, type WorkerFront } from './worker-front.ts';

/** Services of one or several regions on one machine, each a process of its own, before one local cloud. */
export interface LocalStack {
  readonly ports: LocalPorts;
  readonly localCloud: ServiceProcess;
  /** By region, in the regions' order. */
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
  /** Restart a service when its sources change. */
  readonly watch: boolean;
  /** Files to run by app, e.g. bundles; an app that is not named runs from its sources. */
  readonly entries?: Readonly<Record<string, string>>;
}

/**
 * Starts the local cloud, then workers and APIs side by side. When one of them does not start, the others are stopped.
 *
 * @throws {LocalStackError} when a port is taken or a service ends while starting.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { ports, directory, watch } = options;
  await assertPortsFree(ports);
  const logs = join(directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const env = localEnvironment(options);
  const ended = Promise.withResolvers<string>();
  const create = (instance: Pick<ServiceProcessOptions, 'name' | 'app' | 'region' | 'port'>): ServiceProcess =>
    createServiceProcess({
      ...instance,
      ...{ env, watch, onUnexpectedEnd: ended.resolve },
      entry: options.entries?.[instance.app],
      logFile: join(logs, `${instance.name}.log`),
    });
  const localCloud = create({ name: 'local-cloud', app: 'local-cloud', region: null, port: ports.control });
  const planned = instances(ports.regions);
  const workers = planned.filter(({ app }) => app === 'worker').map(create);
  const apis = planned.filter(({ app }) => app === 'api').map(create);
  const services = [localCloud, ...workers, ...apis];
  let front: WorkerFront | null = null;

  const stop = async (): Promise<void> => {
    await Promise.all([...apis, ...workers].map((service) => service.end('SIGTERM')));
    await front?.close();
    await localCloud.end('SIGTERM');
    forgetStack(directory);
  };

  try {
    if (ports.workerFront !== null) {
      front = await startWorkerFront(ports.workerFront, ports.regions);
    }
    await localCloud.start();
    await Promise.all([...workers, ...apis].map((service) => service.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  recordStack(directory, {
    owner: thisScript(),
    services: services.flatMap(({ name, pid, entry }) => (pid === undefined ? [] : [{ name, pid, marker: entry }])),
  });
  return { ports, localCloud, workers, apis, services, stop, ended: ended.promise };
}

async function assertPortsFree(ports: LocalPorts): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of namedPorts(ports)) {
    if (!(await isPortFree(port))) {
      taken.push(`${port} (${name})`);
    }
  }
  if (taken.length > 0) {
    throw new LocalStackError(
      `Already in use: port ${taken.join(', ')}. Stop what runs there (\`make stop\` ends an earlier \`make dev\`) or choose others, e.g. API_PORT=9080.`,
    );
  }
}
