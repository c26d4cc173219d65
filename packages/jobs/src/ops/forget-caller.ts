import { inParallel } from '@sets/clock';
import {
  asRead,
  audited,
  type Condition,
  decodeReadable,
  inRounds,
  MalformedDocumentError,
  markOf,
  type Reading,
  SERVER_TIME,
} from '@sets/store-kit';
import { chargeKept } from '../documents/charge-document.ts';
import { FORGETTINGS, forgettingDocumentSchema, forgettingPath } from '../documents/forgetting-document.ts';
import { IDEMPOTENCY, JOBS, MEMBERS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { getJob } from '../read/get-job.ts';
import { deleteMembership, eraseJob } from '../views/delete-view.ts';
import { AT_ONCE, chargeIn, removeJobs } from './remove-jobs.ts';

export interface ForgetInput<Counts> {
  readonly caller: string;
  /** For the record. */
  readonly actor: string;
  /** What others keep of the caller, removed before its jobs and on the same record; says how much it was. */
  readonly first: () => Promise<Counts>;
}

export interface ForgetReport {
  readonly jobs: number;
  readonly memberships: number;
  readonly requests: number;
  /** Nothing of the caller was left to be seen. If not so, or if it was still at work, the cleaning call goes on. */
  readonly done: boolean;
  /** What stands for the caller on record. */
  readonly mark: string;
}

/** Of each kind in one request; the rest is the cleaning call's. */
const PORTION = 250;
/** Whoever held a key of the caller may have worked on: instances know keys for half a minute after they are gone. */
const SETTLED_MS = 120_000;

/**
 * Takes the caller out of everything that it has made: its jobs lose what it gave with them and whose they were, as if
 * it had deleted each of them; memberships and kept requests go. What it cost today goes on to count, without its name.
 * Does a portion at once; that it was asked for is stored first, so the rest, and whatever comes late, is removed by
 * the cleaning calls, whoever dies meanwhile. The record of it, like earlier ones, names the caller by its mark.
 *
 * @throws ProblemError `storage_unavailable`; forgetting again goes on where it stopped
 */
export async function forgetCaller<Counts extends Record<string, number>>(
  context: JobsContext,
  { caller, actor, first }: ForgetInput<Counts>,
): Promise<ForgetReport & Counts> {
  const mark = markOf(caller);
  return await audited(context, {
    entry: { actor, action: 'forget_caller', target: mark, details: {} },
    async change() {
      const counts = await first();
      const fields = { caller, at: SERVER_TIME };
      await context.documents.write([{ kind: 'replace', path: forgettingPath(caller), fields }], { purpose: 'forget' });
      return { ...counts, ...(await forgetPortion(context, caller)), mark };
    },
    outcomeOf: ({ mark: _, ...removed }) => removed,
  });
}

/** Goes on with callers that are being forgotten; returns how many documents were changed for that. */
export async function sweepForgotten(context: JobsContext): Promise<number> {
  const { documents } = context;
  const found = await documents.find({ collection: FORGETTINGS, orderBy: [['at', 'asc']], limit: 10 });
  let changed = 0;
  for (const reading of found.documents) {
    const [forgetting] = decodeReadable([reading], forgettingDocumentSchema);
    if (forgetting === undefined) {
      continue;
    }
    const elsewhere = await context.forgetElsewhere(forgetting.caller);
    const { jobs, memberships, requests, done } = await forgetPortion(context, forgetting.caller);
    changed += elsewhere + jobs + memberships + requests;
    if (done && found.readAtMs - forgetting.at >= SETTLED_MS) {
      await documents.deleteAll([asRead(reading)]);
    }
  }
  return changed;
}

async function forgetPortion(context: JobsContext, caller: string): Promise<Omit<ForgetReport, 'mark'>> {
  const { documents } = context;
  const own = await portion(context, JOBS, [['caller', '==', caller]], (reading) => eraseOne(context, reading));
  const memberships = await portion(context, MEMBERS, [['caller', '==', caller]], (reading) =>
    deleteMember(context, reading, caller),
  );
  const requests = await portion(context, IDEMPOTENCY, [['caller', '==', caller]], async ({ path }) => {
    await documents.deleteAll([{ path }]);
  });
  const paid: readonly Condition[] = [['charge.payer', '==', caller]];
  const paidFor = await portion(context, JOBS, [...paid, ['charge.settled', '==', true]], (reading) =>
    keepChargeApart(context, reading),
  );
  const live = await documents.count({ collection: JOBS, where: [...paid, ['charge.settled', '==', false]] });
  const done = live === 0 && [own, memberships, requests, paidFor].every((count) => count < PORTION);
  return { jobs: own, memberships, requests, done };
}

/** What is dealt with is not found again. */
async function portion(
  { documents }: JobsContext,
  collection: string,
  where: readonly Condition[],
  remove: (reading: Reading) => Promise<void>,
): Promise<number> {
  const found = await documents.find({ collection, where, limit: PORTION });
  await inParallel(found.documents, AT_ONCE, remove);
  return found.documents.length;
}

/** A job that nobody can read is removed: what of it may stay cannot be told. */
async function eraseOne(context: JobsContext, { id, fields }: Reading): Promise<void> {
  const erasing = inRounds(`forgetting of ${id}`, async () => {
    const seen = await getJob(context, id);
    return seen === null || (await eraseJob(context, seen)) ? { id } : undefined;
  });
  await unlessReadable(erasing, () => removeJobs(context, [{ id, charge: chargeIn(fields) }]));
}

async function deleteMember(context: JobsContext, { id, path }: Reading, caller: string): Promise<void> {
  await unlessReadable(deleteMembership(context, id, caller), () => context.documents.deleteAll([{ path }]));
}

async function unlessReadable(work: Promise<unknown>, instead: () => Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) {
      throw error;
    }
    await instead();
  }
}

/** Of a job that has ended: else its payer would be named until it goes. Changed meanwhile, it is for the next look. */
async function keepChargeApart({ documents }: JobsContext, reading: Reading): Promise<void> {
  const kept = chargeKept(reading.id, chargeIn(reading.fields), reading.readAtMs);
  const outcome = await documents.commit([{ kind: 'update', ...asRead(reading), fields: { charge: null } }, ...kept], {
    purpose: 'forget',
  });
  if (outcome.kind === 'unknown') {
    throw outcome.error;
  }
}
