import { sleep, systemClock } from '@sets/clock';
import type { ServiceProcess } from '@sets/local-stack';

/** Which processes are up, so that chaos leaves some of each app to carry on, as more than one instance is the rule. */
export interface Fleet {
  up(service: ServiceProcess): void;
  down(service: ServiceProcess): void;
  /** `armed`: it has a crash point, so that nobody knows when it will end. */
  starting(service: ServiceProcess, armed: boolean): void;
  mayArm(service: ServiceProcess): boolean;
  /** Resolves when enough others are up to end this one, and it is not frozen, or when the signal aborts. */
  untilItMayEnd(service: ServiceProcess, signal: AbortSignal): Promise<void>;
  /** Freezes one of the app's that enough others can do without; null when there is none. */
  freezeOne(app: string, random: () => number): ServiceProcess | null;
  thaw(service: ServiceProcess): void;
}

/** Of the workers two are left, of the APIs one, when a process is ended from outside. */
const LEFT_UP: Readonly<Record<string, number>> = { worker: 2, api: 1 };
const LOOK_EVERY_MS = 200;

export function createFleet(services: readonly ServiceProcess[]): Fleet {
  const upNow = new Set(services);
  const armed = new Set<ServiceProcess>();
  const frozen = new Set<ServiceProcess>();
  const others = (set: ReadonlySet<ServiceProcess>, service: ServiceProcess): number =>
    [...set].filter((other) => other !== service && other.app === service.app).length;
  const size = (app: string): number => services.filter((service) => service.app === app).length;
  const areEnough = (service: ServiceProcess): boolean => others(upNow, service) >= (LEFT_UP[service.app] ?? 0);
  return {
    up: (service) => void upNow.add(service),
    down(service) {
      upNow.delete(service);
      armed.delete(service);
      frozen.delete(service);
    },
    starting(service, withCrashPoint) {
      if (withCrashPoint) {
        armed.add(service);
      }
    },
    mayArm: (service) => others(armed, service) < Math.max(1, size(service.app) - (LEFT_UP[service.app] ?? 0) - 1),
    async untilItMayEnd(service, signal) {
      while (!signal.aborted && service.running && (frozen.has(service) || !areEnough(service))) {
        await sleep(systemClock, LOOK_EVERY_MS, signal);
      }
    },
    freezeOne(app, random) {
      const candidates = [...upNow].filter((service) => service.app === app && service.running && areEnough(service));
      const service = candidates[Math.floor(random() * candidates.length)] ?? null;
      if (service !== null) {
        service.freeze();
        upNow.delete(service);
        frozen.add(service);
      }
      return service;
    },
    thaw(service) {
      // Its crash point may have struck in the moment before it stood still.
      if (frozen.delete(service)) {
        service.thaw();
        upNow.add(service);
      }
    },
  };
}
