import { sleep, systemClock } from '@sets/clock';
import type { LocalCloudControl, ServiceProcess } from '@sets/local-stack';
import type { CallCount, FaultInput } from '@sets/upstream-simulators';

/** A fault of the upstreams that outlives kills of the local cloud. */
export interface KeptFault {
  /** How many calls it has struck, over all lives of the local cloud. */
  hits(): Promise<number>;
  end(): Promise<void>;
}

/** The local cloud, which is killed and started again, as those see it who disturb it or ask it something. */
export interface CloudKeeper {
  /** Asks again what a kill left unanswered: only for what may be asked twice. */
  ask<T>(question: (control: LocalCloudControl) => Promise<T>): Promise<T>;
  keepFault(fault: FaultInput): Promise<KeptFault>;
  /** Set now, and again after each kill. */
  keepDeliveries(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Ends all that goes wrong. */
  healAll(): Promise<void>;
  /** Counted over all lives, but for what a kill took along. */
  counters(): Promise<readonly CallCount[]>;
  /** Kills it, and starts it again after a while, or when the signal aborts. */
  killFor(ms: number, signal: AbortSignal): Promise<void>;
}

interface Entry {
  readonly fault: FaultInput;
  /** Under this id in that life of the cloud. */
  id: string;
  life: number;
  hitsBefore: number;
}

export function createCloudKeeper(cloud: ServiceProcess, control: LocalCloudControl): CloudKeeper {
  const faults = new Set<Entry>();
  let deliveries: Readonly<Record<string, unknown>> = {};
  let countedBefore: readonly CallCount[] = [];
  let life = 1;
  let up = Promise.resolve();

  async function ask<T>(question: (control: LocalCloudControl) => Promise<T>): Promise<T> {
    while (true) {
      await up;
      const askedIn = life;
      try {
        return await question(control);
      } catch (error) {
        if (askedIn === life) {
          throw error;
        }
      }
    }
  }

  async function apply(entry: Entry): Promise<void> {
    if (entry.life !== life) {
      entry.id = await control.simulators.fault(entry.fault);
      entry.life = life;
    }
  }

  async function hitsOf(entry: Entry): Promise<number> {
    return entry.hitsBefore + (entry.life === life ? await control.simulators.hits(entry.id) : 0);
  }

  /** What would be gone with the process. */
  async function remember(): Promise<void> {
    for (const entry of faults) {
      entry.hitsBefore = await hitsOf(entry);
    }
    countedBefore = [...countedBefore, ...(await control.simulators.counters())];
  }

  async function restart(ms: number, signal: AbortSignal): Promise<void> {
    await cloud.end('SIGKILL');
    await sleep(systemClock, ms, signal);
    await cloud.start();
    await control.cloudTasks.fault(deliveries);
    for (const entry of faults) {
      await apply(entry);
    }
  }

  return {
    ask,
    async keepFault(fault) {
      const entry = { fault, id: '', life: 0, hitsBefore: 0 };
      faults.add(entry);
      await ask(() => apply(entry));
      return {
        hits: () => ask(() => hitsOf(entry)),
        async end() {
          faults.delete(entry);
          await ask(async ({ simulators }) => {
            // In a later life the id is another fault's.
            if (entry.life === life) {
              await simulators.end(entry.id);
            }
          });
        },
      };
    },
    async keepDeliveries(fault) {
      deliveries = fault;
      await ask(({ cloudTasks }) => cloudTasks.fault(fault));
    },
    async healAll() {
      faults.clear();
      deliveries = {};
      await ask(({ cloudTasks }) => cloudTasks.heal());
      await ask(({ firestore }) => firestore.heal());
      await ask(({ simulators }) => simulators.heal());
    },
    counters: () => ask(async ({ simulators }) => [...countedBefore, ...(await simulators.counters())]),
    async killFor(ms, signal) {
      await ask(remember);
      life += 1;
      up = restart(ms, signal);
      await up;
    },
  };
}
