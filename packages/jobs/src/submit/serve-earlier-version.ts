import { isTerminal } from '@sets/contract';
import type { Reading } from '@sets/store-kit';
import { decodeResult } from '../documents/codec.ts';
import { newJobId, resultPath } from '../documents/paths.ts';
import type { ResultDocument } from '../documents/result-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { commitChange } from '../lifecycle/commit-change.ts';
import { dispatchNewJob } from '../lifecycle/dispatch-job.ts';
import { honoursForce, isPaused, type SubmitWish, validValue } from '../protocol/decide-submit.ts';
import { getJob } from '../read/get-job.ts';
import type { Cached } from '../results/result-cache.ts';
import { earlierKey, resultKey } from '../results/result-key.ts';
import { flightOf } from './flight-of.ts';
import { keyPartsOf, newJob, type SubmitInput } from './new-job.ts';
import type { SubmitHit } from './submit-outcome.ts';

export interface NothingKnown {
  readonly input: SubmitInput;
  readonly wish: SubmitWish;
  /** The key's document, which holds no valid value. */
  readonly results: Reading;
  readonly known: ResultDocument | null;
}

/**
 * What the profile's version before has made of the post, marked stale, so that a new version does not begin with an
 * empty cache. A job beside it refreshes the post unless one is under way or has just failed, at a bounded rate per
 * process. Null when the submit goes on as if nothing were known: the version before knows nothing good either, or is
 * not wanted.
 *
 * Costs nothing at version 1; at later ones a read for each submit whose own key has no value, and one more for its
 * flight, if there is one.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function serveEarlierVersion(context: JobsContext, submit: NothingKnown): Promise<SubmitHit | null> {
  const { input, wish, known, results } = submit;
  const { policy } = context;
  const key = earlierKey(keyPartsOf(input));
  if (key === null || wish.ignoreNegative) {
    return null;
  }
  const at = { nowMs: results.readAtMs, policy };
  const earlier = await readyValue(context, key);
  if (earlier === null || honoursForce(wish, earlier.value, at)) {
    return null;
  }
  const mayRefresh = !(wish.upstreamsOut || isPaused(known, at.nowMs) || (await isUnderWay(context, known)));
  const { ratePerS, burstJobs } = policy.versionRefresh;
  if (mayRefresh && context.versionRefreshes.take(ratePerS, burstJobs) === 0) {
    await refresh(context, input, results);
  }
  return { kind: 'hit', key, servedFrom: 'stale', ...earlier };
}

/** Null also for a remembered failure: a new version may do better. */
async function readyValue({ cache, documents }: JobsContext, key: string): Promise<Cached | null> {
  const cached = await cache.peek(key, documents.now());
  if (cached !== null) {
    return cached.value.kind === 'ready' ? cached : null;
  }
  const reading = await documents.read(resultPath(key));
  const value = validValue(decodeResult(reading), reading.readAtMs);
  if (value?.kind !== 'ready') {
    return null;
  }
  void cache.fill(key, value, reading.readAtMs);
  return { value, tier: 'firestore', parts: null };
}

async function isUnderWay(context: JobsContext, known: ResultDocument | null): Promise<boolean> {
  const found = known?.flight === undefined ? null : await getJob(context, known.flight.job_id);
  return found !== null && !isTerminal(found.job.status);
}

/** Nobody waits for this job: its caller has an answer. So a store that does not take it is no trouble of theirs. */
async function refresh(context: JobsContext, input: SubmitInput, results: Reading): Promise<void> {
  const { documents, policy, logger } = context;
  const { ref, submittedUrl, profile, language, caller, region, trace } = input;
  const job = newJob(
    { ref, submittedUrl, profile, language: language ?? null, caller, region, trace: trace ?? null },
    { id: newJobId(), refreshes: true },
    { nowMs: documents.now(), policy },
  );
  try {
    const made = await commitChange(context, { step: 'submit', job, flight: flightOf(job, results, policy) });
    if (made.kind === 'applied') {
      await dispatchNewJob(context, made.after);
    }
  } catch (error) {
    logger.warn('A result of an earlier version could not be refreshed', { key: resultKey(keyPartsOf(input)), error });
  }
}
