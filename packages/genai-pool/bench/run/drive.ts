import { type Clock, quantile, sleep, startLoop } from '@sets/clock';
import type { Row } from '../rows/row.ts';
import { arrivalsOf, type Post, postOf } from '../upstream/post.ts';
import { type LiveRun, request } from './live-run.ts';

/** Between two looks at the limits, and before a caller that was turned away asks again. */
const PAUSE_MS = 1_000;

/**
 * Puts the row's load on the runs, which share a clock, until every request has ended. Returns how late the 99th
 * percentile of requests was sent, in ms of that clock.
 */
export async function drive(row: Row, runs: readonly LiveRun[], clock: Clock): Promise<number> {
  const watch = startLoop(async () => lookAtLimits(runs, clock), {
    clock,
    everyMs: PAUSE_MS,
    onError: (error) => {
      throw error;
    },
  });
  const sentLateMs =
    'rps' in row.load
      ? await sendWhenDue(scheduleOf(row, row.load.rps), runs, clock)
      : await keepAsking(row, row.load.callers, runs);
  await watch.stop();
  return sentLateMs;
}

/** The n-th seed of a row, wherever it is measured. */
const FIRST_SEED = 20_261_123;

export const seedsOf = ({ seeds }: Row): number[] => Array.from({ length: seeds }, (_, index) => FIRST_SEED + index);

interface Arrival {
  readonly dueMs: number;
  readonly seed: number;
  readonly post: Post;
}

const scheduleOf = (row: Row, rps: number): Arrival[] =>
  seedsOf(row)
    .flatMap((seed) =>
      arrivalsOf(seed, rps, row.durationMs).map((dueMs, number) => ({
        dueMs,
        seed,
        post: postOf(seed, number, row.posts),
      })),
    )
    .sort((one, other) => one.dueMs - other.dueMs);

async function sendWhenDue(arrivals: readonly Arrival[], runs: readonly LiveRun[], clock: Clock): Promise<number> {
  const pending: Promise<boolean>[] = [];
  const late: number[] = [];
  for (const [index, { dueMs, seed, post }] of arrivals.entries()) {
    const asked = runs.filter((run) => run.seed === seed);
    if (asked.length === 0) {
      continue;
    }
    await sleep(clock, dueMs - clock.monotonic());
    late.push(clock.monotonic() - dueMs);
    // The order turns, so that none is always first or last on the event loop.
    for (const run of rotate(asked, index)) {
      pending.push(request(run, post, dueMs));
    }
  }
  await Promise.all(pending);
  return quantile(late, 0.99) ?? Number.NaN;
}

/** Callers that always have something to ask: as many calls in flight as are let through. */
async function keepAsking(row: Row, callers: number, runs: readonly LiveRun[]): Promise<number> {
  await Promise.all(
    runs.map(async (run) => {
      let asked = 0;
      const caller = async (): Promise<void> => {
        while (run.clock.monotonic() < row.durationMs) {
          const post = postOf(run.seed, asked++, row.posts);
          if (!(await request(run, post, run.clock.monotonic()))) {
            await sleep(run.clock, PAUSE_MS);
          }
        }
      };
      await Promise.all(Array.from({ length: callers }, caller));
    }),
  );
  return 0;
}

function lookAtLimits(runs: readonly LiveRun[], clock: Clock): void {
  for (const { contender, limits } of runs) {
    limits.push({ atMs: clock.monotonic(), limits: contender.limits() });
  }
}

function rotate<T>(items: readonly T[], by: number): T[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
