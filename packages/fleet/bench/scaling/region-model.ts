import type { Random } from '@sets/clock';

/** One second in the model's own unit, milliseconds. */
export const SECOND = 1_000;

export interface ModelOptions {
  readonly random: Random;
  /** When jobs come, in order. `hangs`: a job that never succeeds and holds its slot for the whole limit, three times. */
  readonly arrivals: readonly { readonly atMs: number; readonly hangs?: boolean }[];
  readonly slots: number;
  /** From the decision of the platform to the first job. */
  readonly startMs: number;
  readonly instances: number;
  readonly ceiling: number;
  readonly queueConcurrency: number;
}

export interface Worker {
  readonly id: number;
  readonly readyAtMs: number;
  active: number;
  /** When the models take this worker's next call, by its pacing. */
  nextCallMs: number;
  idleSinceMs: number;
}

/** Own time of a job, and what it asks of the models: from the promise workload's small video calls. */
const JOB_MEDIAN_MS = 2_900;
const JOB_P95_MS = 5_800;
const Z95 = 1.6449;
const HANG_MS = 120 * SECOND;
const HANG_TRIES = 3;
/** Three places at one call per 100 ms each (GENAI_MIN_INTERVAL), and 1.4 calls per job. */
const CALL_EVERY_MS = 100 / 3;
const CALLS_PER_JOB = 1.4;
const PACING_BURST_MS = 20 * CALL_EVERY_MS;
/** Cloud Tasks starts at most 500 deliveries a second. */
const DISPATCH_EVERY_MS = 2;

interface Job {
  readonly atMs: number;
  triesLeft: number;
}

/** A queue, its workers, and the placing of deliveries at random among those wanted that have a free slot. Time is given, never taken. */
export function createRegionModel(options: ModelOptions) {
  const { random, arrivals, slots, startMs } = options;
  const waiting: Job[] = [];
  let head = 0;
  let workers: Worker[] = [];
  let nextId = 0;
  let nextArrival = 0;
  let running: { readonly endsMs: number; readonly job: Job; readonly worker: Worker; readonly hangs: boolean }[] = [];
  let dispatchFromMs = 0;
  let instanceMs = 0;
  let countedUntilMs = 0;
  let nowMs = 0;
  const waits: number[] = [];
  let refused = 0;
  let done = 0;
  let concurrency = options.queueConcurrency;
  /** The platform sends to the first so many, so that the others fall idle. */
  let routed = options.instances;

  const start = (count: number, readyAtMs: number): void => {
    for (let index = 0; index < count; index += 1) {
      nextId += 1;
      workers.push({ id: nextId, readyAtMs, active: 0, nextCallMs: 0, idleSinceMs: readyAtMs });
    }
  };
  start(options.instances, 0);

  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const ownTime = (): number => JOB_MEDIAN_MS * Math.exp((gauss() * Math.log(JOB_P95_MS / JOB_MEDIAN_MS)) / Z95);
  const depth = (): number => waiting.length - head + running.length;

  function deliver(job: Job): void {
    const free = workers.filter(({ readyAtMs, active }) => readyAtMs <= nowMs && active < slots);
    const wanted = free.filter((worker) => workers.indexOf(worker) < routed);
    const among = wanted.length > 0 ? wanted : free;
    const worker = among[Math.floor(random() * among.length)];
    if (worker === undefined) {
      // Nobody has room: the platform answers 429, and the task comes again.
      refused += 1;
      waiting.push(job);
      return;
    }
    worker.active += 1;
    const hangs = job.triesLeft > 0;
    if (!hangs) {
      waits.push(nowMs - job.atMs);
    }
    worker.nextCallMs = Math.max(worker.nextCallMs, nowMs - PACING_BURST_MS) + CALLS_PER_JOB * CALL_EVERY_MS;
    const pacing = Math.max(0, worker.nextCallMs - nowMs);
    running.push({ endsMs: nowMs + (hangs ? HANG_MS : pacing + ownTime()), job, worker, hangs });
  }

  function finish(): void {
    const still: typeof running = [];
    for (const one of running) {
      if (one.endsMs > nowMs) {
        still.push(one);
        continue;
      }
      one.worker.active -= 1;
      one.worker.idleSinceMs = nowMs;
      if (one.hangs && one.job.triesLeft > 1) {
        one.job.triesLeft -= 1;
        waiting.push(one.job);
      } else {
        done += 1;
      }
    }
    running = still;
  }

  return {
    /** Everything that happens until then; steps must be small beside a job. */
    advanceTo(toMs: number): void {
      nowMs = toMs;
      instanceMs += workers.length * (toMs - countedUntilMs);
      countedUntilMs = toMs;
      finish();
      for (let next = arrivals[nextArrival]; next !== undefined && next.atMs <= nowMs; next = arrivals[nextArrival]) {
        waiting.push({ atMs: next.atMs, triesLeft: next.hangs === true ? HANG_TRIES : 0 });
        nextArrival += 1;
      }
      dispatchFromMs = Math.max(dispatchFromMs, nowMs - 100);
      while (head < waiting.length && running.length < concurrency && dispatchFromMs <= nowMs) {
        const job = waiting[head];
        head += 1;
        dispatchFromMs += DISPATCH_EVERY_MS;
        if (job !== undefined) {
          deliver(job);
        }
      }
      if (head > 10_000) {
        waiting.splice(0, head);
        head = 0;
      }
    },
    depth,
    active: () => running.length,
    ready: () => workers.filter(({ readyAtMs }) => readyAtMs <= nowMs).length,
    instances: () => workers.length,
    setConcurrency(count: number): void {
      concurrency = count;
    },
    /** Starts what is missing; a worker is let go only when it is idle. */
    setInstances(count: number, idleForMs: number): void {
      const wanted = Math.min(count, options.ceiling);
      routed = wanted;
      start(Math.max(0, wanted - workers.length), nowMs + startMs);
      for (const worker of [...workers].reverse()) {
        const isIdle = worker.active === 0 && worker.readyAtMs <= nowMs && nowMs - worker.idleSinceMs >= idleForMs;
        if (workers.length > wanted && isIdle) {
          workers = workers.filter((one) => one !== worker);
        }
      }
    },
    /** Everything so far. */
    counts: () => ({ instanceMs, waits, refused, done, left: arrivals.length - done }),
  };
}
