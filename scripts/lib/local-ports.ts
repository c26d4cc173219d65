import { createServer } from 'node:net';

/** The local ports. A test takes free ones, so that stacks can run side by side. */
export interface LocalPorts {
  /** One per API process. */
  readonly apis: readonly number[];
  /** Where Cloud Tasks pushes to. */
  readonly worker: number;
  /** One per worker process; several stand behind one address, as on Cloud Run. */
  readonly workers: readonly number[];
  readonly firestore: number;
  readonly cloudTasks: number;
  readonly jwks: number;
  readonly simulators: number;
  /** Health and faults of the emulators. */
  readonly control: number;
}

/** The documented ports, each with its override: one API and one worker. */
export function localPorts(env: NodeJS.ProcessEnv): LocalPorts {
  const port = (name: string, fallback: number): number => {
    const text = env[name];
    if (text === undefined || text === '') {
      return fallback;
    }
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 65_535) {
      throw new Error(`${name} must be a port from 1 to 65535, not "${text}".`);
    }
    return value;
  };
  const worker = port('WORKER_PORT', 8180);
  return {
    apis: [port('API_PORT', 8080)],
    worker,
    workers: [worker],
    firestore: port('FIRESTORE_EMULATOR_PORT', 8285),
    cloudTasks: port('CLOUD_TASKS_EMULATOR_PORT', 8286),
    jwks: port('CLOUD_TASKS_JWKS_PORT', 8287),
    simulators: port('SIMULATORS_PORT', 8290),
    control: port('LOCAL_CLOUD_CONTROL_PORT', 8291),
  };
}

/** Every port of a stack, with what it is for. */
export function namedPorts({ apis, worker, workers, ...others }: LocalPorts): [name: string, port: number][] {
  return [
    ...apis.map((port, index): [string, number] => [instanceName('api', index), port]),
    ['worker', worker],
    ...workers.filter((port) => port !== worker).map((port, index): [string, number] => [`worker ${index + 1}`, port]),
    ...Object.entries(others),
  ];
}

/** `api`, `api-2`, `api-3`, … */
export const instanceName = (app: string, index: number): string => (index === 0 ? app : `${app}-${index + 1}`);

export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/** Below the range that Linux draws outgoing connections' ports from, so that a restarted process finds its own free. */
const FIRST_FREE = 10_000;
const LAST_FREE = 32_000;

/** Free ports for a stack of so many API and worker processes. */
export async function freeLocalPorts(counts: { readonly apis: number; readonly workers: number }): Promise<LocalPorts> {
  const taken = new Set<number>();
  const take = async (): Promise<number> => {
    while (true) {
      const port = FIRST_FREE + Math.floor(Math.random() * (LAST_FREE - FIRST_FREE));
      if (taken.has(port) || !(await isPortFree(port))) {
        continue;
      }
      taken.add(port);
      return port;
    }
  };
  const takeMany = async (count: number): Promise<number[]> => {
    const ports: number[] = [];
    while (ports.length < count) {
      ports.push(await take());
    }
    return ports;
  };
  const worker = await take();
  return {
    apis: await takeMany(counts.apis),
    worker,
    workers: counts.workers === 1 ? [worker] : await takeMany(counts.workers),
    firestore: await take(),
    cloudTasks: await take(),
    jwks: await take(),
    simulators: await take(),
    control: await take(),
  };
}
