import { isTerminal, REFRESH_CALLER } from '@sets/contract';
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
  /** What the version before has made of the post, as `readEarlier` found it. */
  readonly earlier: Cached | null;
}

/**
 * The result of the profile's version before; null when there is none, or it is not wanted. Read beside the key's own,
 * since a miss would wait for one after the other; not at all at version 1, and where that version has left nothing.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function readEarlier(context: JobsContext, input: SubmitInput, wish: SubmitWish): Promise<Cached | null> {
  const parts = keyPartsOf(input);
  const key = earlierKey(parts);
  return key === null || wish.ignoreNegative || !context.earlierVersions.mayKnow(parts)
    ? null
    : await readyValue(context, key);
}

/**
 * What the profile's version before has made of the post, marked stale, so that a new version does not begin with an
 * empty cache. A job beside it refreshes the post unless one is under way or has just failed, at a bounded rate per
 * process. Null when the submit goes on as if nothing were known: the version before knows nothing good either, or is
 * not wanted. Costs a read of the flight, if there is one.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function serveEarlierVersion(context: JobsContext, submit: NothingKnown): Promise<SubmitHit | null> {
  const { input, wish, known, earlier, results } = submit;
  const { policy } = context;
  const key = earlierKey(keyPartsOf(input));
  const at = { nowMs: results.readAtMs, policy };
  if (key === null || earlier === null || honoursForce(wish, earlier.value, at)) {
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

/**
 * Nobody has asked for this job: who caused it has an answer, does not find it among its own jobs and does not pay for
 * it. So a store that does not take it, or a budget that has no room, is no trouble of theirs.
 */
async function refresh(context: JobsContext, input: SubmitInput, results: Reading): Promise<void> {
  const { documents, policy, logger } = context;
  const { ref, profile, language, chooseRegion, trace } = input;
  try {
    const charge = (await input.chargeRefresh?.()) ?? null;
    const job = newJob(
      {
        ...{ ref, profile, language: language ?? null, chooseRegion, trace: trace ?? null },
        ...{ caller: REFRESH_CALLER, submittedUrl: ref.canonical_url },
      },
      { id: newJobId(), refreshes: true, charge },
      { nowMs: documents.now(), policy },
    );
    const made = await commitChange(context, { step: 'submit', job, flight: flightOf(job, results, policy) });
    if (made.kind === 'applied') {
      await dispatchNewJob(context, made.after);
    }
  } catch (error) {
    logger.warn('A result of an earlier version could not be refreshed', { key: resultKey(keyPartsOf(input)), error });
  }
}
