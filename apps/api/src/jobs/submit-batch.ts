import { inParallel } from '@sets/clock';
import { type BatchItem, ProblemError, toJobError } from '@sets/contract';
import type { IdempotentRequest, Jobs } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import {
  type Accepted,
  type AcceptJobDeps,
  acceptedOf,
  type ResolvedSubmission,
  resolveSubmission,
  type Submission,
  submitResolved,
} from './accept-job.ts';
import { itemOf } from './idempotent-request.ts';

export interface SubmitBatchDeps extends AcceptJobDeps {
  readonly store: AcceptJobDeps['store'] & { readonly jobs: Pick<Jobs, 'submit' | 'beginBatch'> };
  readonly logger: Logger;
}

export interface Batch {
  readonly submissions: readonly Submission[];
  readonly idempotency: IdempotentRequest | undefined;
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly item: BatchItem };

/** So that one batch does not take an instance for itself. */
const AT_ONCE = 8;

/**
 * Submits many links, each for itself: a link that fails costs that item alone. What stands in the batch more than once
 * is submitted once, and answered in each of its places.
 *
 * @throws ProblemError `idempotency_mismatch`, `storage_unavailable` for the key of the whole batch
 */
export async function submitBatch(
  deps: SubmitBatchDeps,
  { submissions, idempotency }: Batch,
): Promise<{ readonly items: readonly BatchItem[]; readonly replayed: boolean }> {
  const begun = idempotency === undefined ? 'new' : await deps.store.jobs.beginBatch(idempotency);
  const resolved = await inParallel(submissions, AT_ONCE, (one) => attempt(deps, () => resolveSubmission(deps, one)));
  const firsts = new Map<string, number>();
  const firstOf = resolved.map((one, index) => (one.ok ? firstLike(firsts, one.value, index) : index));
  const accepted = new Map<number, Attempt<Accepted>>();
  await inParallel(resolved, AT_ONCE, async (one, index) => {
    if (one.ok && firstOf[index] === index) {
      const own = idempotency === undefined ? {} : { idempotency: itemOf(idempotency, index) };
      const submit = async () => acceptedOf(deps, await submitResolved(deps, { ...one.value, ...own }), one.value);
      accepted.set(index, await attempt(deps, submit));
    }
  });
  const items = resolved.map((one, index) => {
    const outcome = one.ok ? accepted.get(firstOf[index] ?? index) : one;
    return outcome?.ok === true
      ? shownTo(outcome.value, one)
      : (outcome?.item ?? refusedBy(new ProblemError('internal')));
  });
  return { items, replayed: begun === 'replayed' };
}

/** The place of the first item that asks for the same. */
function firstLike(
  firsts: Map<string, number>,
  { ref, language, profile, request }: ResolvedSubmission,
  index: number,
) {
  const { metadata, force_refresh, deadline_s, webhook } = request;
  const wish = JSON.stringify([
    ref.platform,
    ref.content_id,
    language,
    profile.name,
    metadata,
    force_refresh,
    deadline_s,
    webhook,
  ]);
  const first = firsts.get(wish) ?? index;
  firsts.set(wish, first);
  return first;
}

async function attempt<T>({ logger }: SubmitBatchDeps, run: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      logger.error('An item of a batch failed', { error });
    }
    const problem = error instanceof ProblemError ? error : new ProblemError('internal');
    return { ok: false, item: refusedBy(problem) };
  }
}

/** With the link as this item gave it. */
function shownTo({ job }: Accepted, one: Attempt<ResolvedSubmission>): BatchItem {
  const source = one.ok ? { ...job.source, submitted_url: one.value.link } : job.source;
  return { job: { ...job, source }, problem: null };
}

const refusedBy = (problem: ProblemError): BatchItem => ({ job: null, problem: toJobError(problem) });
