import { isTerminal, ProblemError } from '@sets/contract';
import { inRounds, type Write } from '@sets/store-kit';
import { NOBODY } from '../documents/job-document.ts';
import { jobPath, memberPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { commitChange } from '../lifecycle/commit-change.ts';
import { othersWait } from '../lifecycle/waiting-members.ts';
import type { JobPatch } from '../protocol/job-patch.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';
import { publicSource } from '../results/public-source.ts';
import { canceling, lastLeaves } from './cancel-view.ts';
import { memberFor, readView } from './read-view.ts';
import { parseViewId } from './view-id.ts';

/**
 * Deletes what a caller gave with its submit; its id opens nothing afterwards. A live job ends, unless somebody joined
 * it. What was read off the post is nobody's, and stays. The id of a known value keeps nothing, so there nothing goes.
 *
 * @throws ProblemError `job_not_found`, also for another's; `storage_unavailable`
 */
export async function deleteView(context: JobsContext, id: string, caller: string): Promise<void> {
  if (parseViewId(id)?.kind === 'member') {
    if (!(await deleteMembership(context, id, caller))) {
      throw new ProblemError('job_not_found');
    }
  } else {
    await deleteOwn(context, id, caller);
  }
}

/** Its member leaves; a live job that nobody else waits for ends. Whether there was such a membership. */
export async function deleteMembership(context: JobsContext, id: string, caller: string): Promise<boolean> {
  await context.crashPoint('erase.before_commit');
  const existed = await context.documents.transact('erase', async (reads) => {
    const found = memberFor(await reads.read(memberPath(id)), caller);
    if (found === null) {
      return { value: false, writes: [] };
    }
    const { member } = found;
    const seen = toJobSnapshot(await reads.read(jobPath(member.job_id)));
    const leaves = seen !== null && !isTerminal(seen.job.status) && member.waiting;
    const ending = leaves ? await lastLeaves(context, reads, seen, id) : [];
    const gone: Write = { kind: 'delete', path: memberPath(id) };
    return { value: true, writes: [gone, ...ending] };
  });
  await context.crashPoint('erase.after_commit');
  return existed;
}

async function deleteOwn(context: JobsContext, id: string, caller: string): Promise<void> {
  let tried = false;
  await inRounds(`erasure of ${id}`, async () => {
    const view = await readView(context, id, caller);
    if (view === null && !tried) {
      throw new ProblemError('job_not_found');
    }
    // An earlier round was applied although its answer was lost.
    if (view === null || view.kind !== 'own') {
      return { kind: 'erased' };
    }
    tried = true;
    return (await eraseJob(context, view.snapshot)) ? { kind: 'erased' } : undefined;
  });
}

/** What remains of a job when its caller is gone. */
const erased = ({ job }: JobSnapshot): JobPatch => ({
  caller: NOBODY,
  metadata: null,
  request_id: null,
  webhook: null,
  asked_deadline_at: null,
  source: isTerminal(job.status)
    ? publicSource(job.source)
    : { ...job.source, submitted_url: job.source.canonical_url },
});

/**
 * Takes out of a job what its caller gave; a live one ends, unless somebody joined it. Whether it was applied; if not,
 * somebody wrote the job meanwhile.
 */
export async function eraseJob(context: JobsContext, seen: JobSnapshot): Promise<boolean> {
  const patch = erased(seen);
  if (isTerminal(seen.job.status)) {
    const outcome = await commitChange(context, { step: 'erase', seen, change: { kind: 'patch', patch } });
    return outcome.kind === 'applied';
  }
  // Whoever deletes its job is told nothing more of it; members are.
  const { job, results } = canceling(context, { ...seen, job: { ...seen.job, webhook: null } });
  const source = publicSource(seen.job.source);
  let shared = false;
  const ended = await commitChange(context, {
    step: 'erase',
    seen,
    change: { kind: 'end', ending: { job: { ...job, ...patch, source }, results } },
    async onlyIf(reads) {
      shared = await othersWait(reads, seen.job.id);
      return !shared;
    },
  });
  if (ended.kind === 'applied' || !shared) {
    return ended.kind === 'applied';
  }
  const left = await commitChange(context, { step: 'erase', seen, change: { kind: 'patch', patch } });
  return left.kind === 'applied';
}
