import type { JobOf } from '@sets/client';
import type { CommandContext } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { describeJob, describeState, describeTimings } from '../terminal/describe-job.ts';

type Job = JobOf<'workout'>;

/** How often the live line counts the time on. */
const TICK_MS = 500;

/** Shows a job until it has ended, then what came of it. */
export async function followJob(context: CommandContext, job: Job | string): Promise<Ending> {
  const { sets, terminal, clock, signal } = context;
  const began = clock.monotonic();
  let state = 'looking';
  let cancelTick = (): void => {};
  const show = (): void => {
    const passed = terminal.counts ? ` (${((clock.monotonic() - began) / 1_000).toFixed(1)} s)` : '';
    terminal.progress(`${state}${passed}`);
  };
  const tick = (): void => {
    show();
    cancelTick = clock.schedule(tick, TICK_MS);
  };
  if (terminal.counts) {
    tick();
  }
  try {
    const ended = await sets.wait(job, {
      signal,
      onChange(seen) {
        state = describeState(seen);
        if (!seen.done) {
          show();
        }
      },
    });
    return showJob(context, ended);
  } finally {
    cancelTick();
    terminal.endProgress();
  }
}

/** A job as it is. */
export function showJob({ terminal }: CommandContext, job: Job): Ending {
  terminal.answer(job, () => {
    if (!job.done) {
      terminal.line({ text: describeState(job), style: 'yellow' });
      terminal.line({ text: `job ${job.id}`, style: 'dim' });
      return;
    }
    for (const cells of describeJob(job)) {
      terminal.line(...cells);
    }
    terminal.line({ text: `job ${job.id}, from ${job.served_from}; ${describeTimings(job)}`, style: 'dim' });
  });
  return job.done && job.result === null ? 'unsuccessful' : 'ok';
}
