import { isoTime } from '@sets/clock';
import { type OpsAttempt, problemCodeSchema } from '@sets/contract';
import type { JobSnapshot } from '@sets/jobs';

type JobDocument = JobSnapshot['job'];

/** To a millionth of a dollar: differences of binary fractions show more digits than there are. */
export const rounded = (usd: number): number => Math.round(Math.max(0, usd) * 1_000_000) / 1_000_000;

/** One job's claims, oldest first, and the one that runs. */
export function toOpsAttempts(job: JobDocument): OpsAttempt[] {
  const { attempts, finished_at } = job;
  const over = attempts.map((one, index): OpsAttempt => {
    const endedTheJob = finished_at !== null && index === attempts.length - 1;
    return {
      ...{ claim: one.epoch, region: one.region, worker: one.owner },
      ...{ began_at: isoTime(one.claimed_at), ended_at: isoTime(one.ended_at), end: one.end },
      code: problemCodeSchema.safeParse(one.code).data ?? null,
      cost_usd: costOf({ epoch: one.epoch, usd: one.usd }, attempts[index - 1]),
      timings_ms: endedTheJob ? job.timings_ms : one.timings_ms,
    };
  });
  return [...over, ...running(job)];
}

interface Sum {
  readonly epoch: number;
  /** Of the job, over all attempts until then. */
  readonly usd: number;
}

/** Null where the claim before it is not known: what it cost is then not told apart. */
function costOf({ epoch, usd }: Sum, before: Sum | undefined): number | null {
  if (before === undefined) {
    return epoch === 1 ? rounded(usd) : null;
  }
  return before.epoch === epoch - 1 ? rounded(usd - before.usd) : null;
}

function running({ lease, epoch, spent, attempts }: JobDocument): readonly OpsAttempt[] {
  if (lease === null) {
    return [];
  }
  return [
    {
      ...{ claim: epoch, region: lease.region, worker: lease.owner, began_at: isoTime(lease.claimed_at) },
      ...{ ended_at: null, end: null, code: null, timings_ms: {} },
      cost_usd: costOf({ epoch, usd: spent.usd }, attempts.at(-1)),
    },
  ];
}
