import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { localEnvironment } from './local-environment.ts';
import type { LocalPorts } from './local-ports.ts';

const ROOT = join(import.meta.dirname, '../..');
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;

export interface LocalService {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
}

export interface LocalStack {
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
}

/** A sentence for a person, printed without a stack. */
export class LocalStackError extends Error {}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

export async function assertPortsFree(ports: LocalPorts): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports)) {
    if (!(await isFree(port))) taken.push(`${port} (${name})`);
  }
  if (taken.length > 0) {
    throw new LocalStackError(
      `Already in use: port ${taken.join(', ')}. Stop what runs there (\`make stop\` ends an earlier \`make dev\`) or choose others, e.g. API_PORT=9080.`,
    );
  }
}

async function untilReady(service: LocalService, logFile: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (service.process.exitCode !== null || service.process.signalCode !== null) {
      const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
      throw new LocalStackError(`${service.name} ended while starting:\n${lines}`);
    }
    const response = await fetch(`${service.url}/health`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new LocalStackError(
    `${service.name} did not become healthy within ${READY_TIMEOUT_MS / 1000} s; see ${logFile}.`,
  );
}

function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** Starts the local cloud, then worker and API side by side, each a process of its own. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  await assertPortsFree(options.ports);
  const logs = join(options.directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const environment = localEnvironment(options);
  const services: LocalService[] = [];
  let reportEnd: (name: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    reportEnd = resolve;
  });

  const start = async (name: string, app: string, port: number): Promise<void> => {
    const logFile = join(logs, `${name}.log`);
    const log = createWriteStream(logFile, { flags: 'w' });
    const entry = join(ROOT, 'apps', app, 'src/main.ts');
    const child = spawn(process.execPath, [...(options.watch ? ['--watch', '--watch-preserve-output'] : []), entry], {
      cwd: ROOT,
      env: { ...environment, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('exit', () => reportEnd(name));
    const service = { name, url: `http://127.0.0.1:${port}`, process: child };
    services.push(service);
    await untilReady(service, logFile);
  };

  const stop = async (): Promise<void> => {
    for (const service of services.toReversed()) await stopProcess(service.process);
    rmSync(join(options.directory, 'stack.json'), { force: true });
  };

  try {
    await start('local-cloud', 'local-cloud', options.ports.control);
    await Promise.all([start('worker', 'worker', options.ports.worker), start('api', 'api', options.ports.api)]);
  } catch (error) {
    await stop();
    throw error;
  }
  const record = services.map(({ name, url, process: { pid } }) => ({ name, url, pid }));
  writeFileSync(
    join(options.directory, 'stack.json'),
    `${JSON.stringify({ owner: process.pid, services: record }, null, 2)}\n`,
  );
  return { services, stop, ended };
}
