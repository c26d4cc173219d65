import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { workload } from '@sets/upstream-simulators';
import { LocalStackError } from './local-stack-error.ts';

/** How many processes a region is to have. */
export interface RegionPlan {
  readonly region: string;
  readonly apis: number;
  readonly workers: number;
  /** The most workers that scaling may give it; absent: nobody scales it. */
  readonly maxWorkers?: number;
}

/** One port for each process of a region. */
export interface RegionPorts {
  readonly region: string;
  readonly apis: readonly number[];
  readonly workers: readonly number[];
  readonly maxWorkers?: number;
}

/** Every port of a stack. A test takes free ones, so that stacks can run side by side. */
export interface LocalPorts {
  /** The first is the primary one. */
  readonly regions: readonly RegionPorts[];
  /** One address before all workers, which Cloud Tasks pushes to; null where it can push to the only one itself. */
  readonly workerFront: number | null;
  /** One address before the APIs of several regions; null where there is one region. */
  readonly balancer: number | null;
  /** Where workers are scaled, as Cloud Run's Admin API would; null where nobody scales. */
  readonly cloudRun: number | null;
  readonly firestore: number;
  readonly cloudTasks: number;
  readonly jwks: number;
  readonly simulators: number;
  /** Gemini locations with an address of their own, as each has its own host in the real cloud. */
  readonly locations: Readonly<Record<SimulatedLocation, number>>;
  /** Health and faults of the emulators. */
  readonly control: number;
  /** Where nothing of the stack listens, and workers may send webhooks to: `./sets webhooks listen`, the demo. */
  readonly webhooks: number;
}

/** Where the workload's models live. All other locations are refused at the simulators' own port. */
const SIMULATED_LOCATIONS = ['us', 'eu', 'global', 'asia-southeast1'] as const;
type SimulatedLocation = (typeof SIMULATED_LOCATIONS)[number];

export const LOCAL_REGION = 'us-central1';

/** What `make demo` starts. */
const ONE_OF_EACH: readonly RegionPlan[] = [{ region: LOCAL_REGION, apis: 1, workers: 1 }];

/** What `make dev` starts: a second worker comes when the queue is deep. */
export const DEV_PLAN: readonly RegionPlan[] = [{ region: LOCAL_REGION, apis: 1, workers: 1, maxWorkers: 2 }];

/** What `make dev-regions` starts: the workload's regions. */
export const FOUR_REGIONS: readonly RegionPlan[] = workload.regions.order.map((region) => ({
  ...{ region, apis: 1, workers: 1, maxWorkers: 2 },
}));

const isScaled = (plan: readonly RegionPlan[]): boolean => plan.some(({ maxWorkers }) => maxWorkers !== undefined);

const needsFront = (plan: readonly RegionPlan[]): boolean =>
  plan.length > 1 || isScaled(plan) || plan.some(({ workers }) => workers > 1);

/**
 * The documented ports: APIs from 8080 (API_PORT) upwards, workers from 8180 (WORKER_PORT), in the regions' order,
 * simulated Gemini locations from 8292 (GEMINI_LOCATIONS_PORT); each of the others has a variable of its own.
 *
 * @throws {LocalStackError} when a variable is no port.
 */
export function documentedPorts(env: NodeJS.ProcessEnv, plan: readonly RegionPlan[] = ONE_OF_EACH): LocalPorts {
  const port = (name: string, fallback: number): number => {
    const text = env[name] || String(fallback);
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 65_535) {
      throw new LocalStackError(`${name} must be a port from 1 to 65535, not "${text}".`);
    }
    return value;
  };
  const countFrom = (first: number) => {
    let next = first;
    return (count: number): number[] => Array.from({ length: count }, () => next++);
  };
  const apiPorts = countFrom(port('API_PORT', 8080));
  const workerPorts = countFrom(port('WORKER_PORT', 8180));
  return {
    regions: plan.map(({ apis, workers, ...region }) => ({
      ...region,
      apis: apiPorts(apis),
      workers: workerPorts(workers),
    })),
    workerFront: needsFront(plan) ? port('WORKER_FRONT_PORT', 8190) : null,
    balancer: plan.length > 1 ? port('BALANCER_PORT', 8070) : null,
    cloudRun: isScaled(plan) ? port('CLOUD_RUN_PORT', 8191) : null,
    firestore: port('FIRESTORE_EMULATOR_PORT', 8285),
    cloudTasks: port('CLOUD_TASKS_EMULATOR_PORT', 8286),
    jwks: port('CLOUD_TASKS_JWKS_PORT', 8287),
    simulators: port('SIMULATORS_PORT', 8290),
    control: port('LOCAL_CLOUD_CONTROL_PORT', 8291),
    webhooks: port('WEBHOOKS_PORT', 8288),
    locations: locationPorts(countFrom(port('GEMINI_LOCATIONS_PORT', 8292))(SIMULATED_LOCATIONS.length)),
  };
}

const locationPorts = (ports: readonly number[]): LocalPorts['locations'] =>
  Object.fromEntries(SIMULATED_LOCATIONS.map((location, index) => [location, ports[index]])) as LocalPorts['locations'];

/** Below the range that Linux draws outgoing connections' ports from, so that a restarted process finds its own free. */
const FIRST_FREE = 10_000;
const LAST_FREE = 32_000;

/** A port that nobody listens at, and that nobody else gets from here while this process lives. */
export async function freePort(random: () => number = Math.random): Promise<number> {
  while (true) {
    const port = FIRST_FREE + Math.floor(random() * (LAST_FREE - FIRST_FREE));
    if ((await isPortFree(port)) && (await reservePort(port))) {
      return port;
    }
  }
}

/**
 * Stacks that start side by side choose seconds before they listen. The UDP port of the same number, which nothing of a
 * stack needs, stands for the choice: it can be had once, and the system frees it when this process ends, however.
 */
const reservePort = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const reservation = createSocket('udp4');
    reservation.once('error', () => resolve(false));
    reservation.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      reservation.unref();
      resolve(true);
    });
  });

/** Free ports for as many processes as are planned. */
export async function freePorts(plan: readonly RegionPlan[]): Promise<LocalPorts> {
  const take = (): Promise<number> => freePort();
  const takeMany = (count: number): Promise<number[]> => Promise.all(Array.from({ length: count }, take));
  return {
    regions: await Promise.all(
      plan.map(async ({ apis, workers, ...region }) => ({
        ...region,
        apis: await takeMany(apis),
        workers: await takeMany(workers),
      })),
    ),
    workerFront: needsFront(plan) ? await take() : null,
    balancer: plan.length > 1 ? await take() : null,
    cloudRun: isScaled(plan) ? await take() : null,
    firestore: await take(),
    cloudTasks: await take(),
    jwks: await take(),
    simulators: await take(),
    control: await take(),
    webhooks: await take(),
    locations: locationPorts(await takeMany(SIMULATED_LOCATIONS.length)),
  };
}

/** Every port that a stack listens at, with what it is for. */
export function namedPorts(ports: LocalPorts): [name: string, port: number][] {
  const { regions, workerFront, locations, webhooks: _whoeverListens, ...others } = ports;
  return [
    ...instances(regions).map(({ name, port }): [string, number] => [name, port]),
    ...Object.entries({ workers: workerFront, ...others }).flatMap(([name, port]): [string, number][] =>
      port === null ? [] : [[name, port]],
    ),
    ...Object.entries(locations).map(([location, port]): [string, number] => [`gemini at ${location}`, port]),
  ];
}

/** One process of a region. */
export interface Instance {
  /** `api`, `api-2`, …; `api-us-east1`, `api-us-east1-2`, … where there are several regions. */
  readonly name: string;
  readonly app: 'api' | 'worker';
  readonly region: string;
  readonly port: number;
}

export function instances(regions: readonly RegionPorts[]): Instance[] {
  return regions.flatMap(({ region, apis, workers }) => {
    const list = (app: Instance['app'], ports: readonly number[]): Instance[] =>
      ports.map((port, index) => ({ name: instanceName(regions, { app, region }, index), app, region, port }));
    return [...list('api', apis), ...list('worker', workers)];
  });
}

/** Of the region's `index`-th process of that app, from 0. */
export function instanceName(
  regions: readonly RegionPorts[],
  { app, region }: Pick<Instance, 'app' | 'region'>,
  index: number,
): string {
  const place = regions.length === 1 ? app : `${app}-${region}`;
  return index === 0 ? place : `${place}-${index + 1}`;
}

/** WORKER_URL: where Cloud Tasks pushes to, with `{region}` for the queue's region where there is a front. */
export function workerUrlOf({ regions, workerFront }: LocalPorts): string {
  return workerFront === null
    ? `http://127.0.0.1:${regions[0]?.workers[0]}`
    : `http://127.0.0.1:${workerFront}/{region}`;
}

export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
