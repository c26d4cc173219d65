import { sleep, systemClock } from '@sets/clock';
import type { ServiceProcess } from '@sets/local-stack';

/** Which processes are up, so that chaos leaves some of each app to carry on, as more than one instance is the rule. */
export interface Fleet {
  up(service: ServiceProcess): void;
  down(service: ServiceProcess): void;
  /** `armed`: it has a crash point, so that nobody knows when it will end. */
  starting(service: ServiceProcess, armed: boolean): void;
  mayArm(service: ServiceProcess): boolean;
  /** Resolves when enough others are up to end this one, or when the signal aborts. */
  untilOthersAreUp(service: ServiceProcess, signal: AbortSignal): Promise<void>;
}

/** Of the workers two are left, of the APIs one, when a process is ended from outside. */
const LEFT_UP: Readonly<Record<string, number>> = { worker: 2, api: 1 };
const LOOK_EVERY_MS = 200;

export function createFleet(services: readonly ServiceProcess[]): Fleet {
  const upNow = new Set(services);
  const armed = new Set<ServiceProcess>();
  const others = (set: ReadonlySet<ServiceProcess>, service: ServiceProcess): number =>
    [...set].filter((other) => other !== service && other.app === service.app).length;
  const size = (app: string): number => services.filter((service) => service.app === app).length;
  return {
    up: (service) => void upNow.add(service),
    down(service) {
      upNow.delete(service);
      armed.delete(service);
    },
    starting(service, withCrashPoint) {
      if (withCrashPoint) {
        armed.add(service);
      }
    },
    mayArm: (service) => others(armed, service) < Math.max(1, size(service.app) - (LEFT_UP[service.app] ?? 0) - 1),
    async untilOthersAreUp(service, signal) {
      while (!signal.aborted && service.running && others(upNow, service) < (LEFT_UP[service.app] ?? 0)) {
        await sleep(systemClock, LOOK_EVERY_MS, signal);
      }
    },
  };
}
