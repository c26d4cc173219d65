import type { ServiceProcess } from './service-process.ts';

export interface WorkerGroupOptions {
  readonly maxWorkers: number;
  /** The process of that place, from 0, at a port of its own. Called once for each place. */
  readonly create: (index: number) => Promise<ServiceProcess>;
  /** Told of every worker that was started or stopped. */
  readonly onChange: () => void;
}

/** The worker processes of one region, as many as are wanted. */
export interface WorkerGroup {
  /** Those that get work: started, and not about to be stopped. */
  serving(): readonly ServiceProcess[];
  /** Every process that was ever made, in the order of their places. */
  readonly all: readonly ServiceProcess[];
  /**
   * Starts or stops workers, the youngest first, until so many run: at least one, at most `maxWorkers`. A later word
   * overrides an earlier one that is still being carried out. Resolves when all words so far are.
   */
  keep(workers: number): Promise<void>;
  stop(): Promise<void>;
}

export function createWorkerGroup(first: readonly ServiceProcess[], options: WorkerGroupOptions): WorkerGroup {
  const { maxWorkers, create, onChange } = options;
  const all = [...first];
  let serving = [...first];
  let wanted = first.length;
  let working: Promise<void> = Promise.resolve();

  async function grow(): Promise<void> {
    const index = serving.length;
    const known = all[index];
    const worker = known ?? (await create(index));
    if (known === undefined) {
      all.push(worker);
    }
    await worker.start();
    serving = [...serving, worker];
    onChange();
  }

  /** Out of the round first, so that no new work meets a worker that stops. */
  async function shrink(): Promise<void> {
    const leaving = serving.at(-1);
    serving = serving.slice(0, -1);
    await leaving?.end('SIGTERM');
    onChange();
  }

  async function settle(): Promise<void> {
    while (serving.length !== wanted) {
      await (serving.length < wanted ? grow() : shrink());
    }
  }

  return {
    all,
    serving: () => serving,
    keep(workers) {
      wanted = Math.min(maxWorkers, Math.max(1, workers));
      // A worker that did not start is told to whoever wanted it, and hinders nobody after.
      working = working.catch(() => {}).then(settle);
      return working;
    },
    async stop() {
      wanted = serving.length;
      await working.catch(() => {});
      await Promise.all(all.map((worker) => worker.end('SIGTERM')));
    },
  };
}
