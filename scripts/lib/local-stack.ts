import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localEnvironment } from './local-environment.ts';
import { type LocalFront, startLocalFront } from './local-front.ts';
import { instanceName, isPortFree, type LocalPorts, namedPorts } from './local-ports.ts';
import { createLocalService, type LocalService } from './local-service.ts';
import { LocalStackError } from './local-stack-error.ts';

export interface LocalStack {
  readonly localCloud: LocalService;
  readonly workers: readonly LocalService[];
  readonly apis: readonly LocalService[];
  /** All of them, in the order in which they were started. */
  readonly services: readonly LocalService[];
  /** Stops in reverse order with SIGTERM, as Cloud Run would; SIGKILL after 15 s. */
  stop(): Promise<void>;
  /** Resolves with the name of the first service that ends by itself. */
  readonly ended: Promise<string>;
}

export interface LocalStackOptions {
  readonly ports: LocalPorts;
  readonly env: NodeJS.ProcessEnv;
  /** Where the emulators keep their data and the services their logs. */
  readonly directory: string;
  /** Restart a service when its sources change. */
  readonly watch: boolean;
  /** Files to run by app, e.g. bundles; an app that is not named runs from its sources. */
  readonly entries?: Readonly<Record<string, string>>;
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

/** Starts the local cloud, then workers and APIs side by side, each a process of its own. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { ports, directory, watch } = options;
  await assertPortsFree(ports);
  const logs = join(directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const env = localEnvironment(options);
  const ended = Promise.withResolvers<string>();
  const serviceOf = (app: string, index: number, port: number): LocalService => {
    const name = instanceName(app, index);
    const logFile = join(logs, `${name}.log`);
    const entry = options.entries?.[app];
    return createLocalService({ name, app, entry, port, env, logFile, watch, onUnexpectedEnd: ended.resolve });
  };
  const localCloud = serviceOf('local-cloud', 0, ports.control);
  const workers = ports.workers.map((port, index) => serviceOf('worker', index, port));
  const apis = ports.apis.map((port, index) => serviceOf('api', index, port));
  const services = [localCloud, ...workers, ...apis];
  let front: LocalFront | null = null;

  const stop = async (): Promise<void> => {
    await Promise.all([...apis, ...workers].map((service) => service.end('SIGTERM')));
    await front?.close();
    await localCloud.end('SIGTERM');
    rmSync(join(directory, 'stack.json'), { force: true });
  };

  try {
    if (!ports.workers.includes(ports.worker)) {
      front = await startLocalFront(ports.worker, ports.workers);
    }
    await localCloud.start();
    await Promise.all([...workers, ...apis].map((service) => service.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  const record = services.map(({ name, app, url, pid }) => ({ name, app, url, pid }));
  writeFileSync(
    join(directory, 'stack.json'),
    `${JSON.stringify({ owner: process.pid, services: record }, null, 2)}\n`,
  );
  return { localCloud, workers, apis, services, stop, ended: ended.promise };
}
