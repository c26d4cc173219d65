import type { DocumentSnapshot } from '@google-cloud/firestore';
import { isTerminal } from '@sets/contract';
import {
  asStorageProblem,
  isStorageUnavailable,
  MalformedDocumentError,
  readDocument,
  serverNow,
  storageUnavailable,
} from '@sets/store-kit';
import type { CacheTier } from '../cache/result-cache.ts';
import type { ResultDocument, ResultValue } from '../documents.ts';
import { decideSubmit, honoursForce, type SubmitWish } from '../protocol/decide-submit.ts';
import { resultKey } from '../result-key.ts';
import { decodeResult } from '../store/codec.ts';
import { dispatchJob } from '../store/dispatch-job.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { newJobId, resultRef } from '../store/refs.ts';
import { createFlight } from './create-flight.ts';
import { getJob } from './get-job.ts';
import type { JobSnapshot } from './job-snapshot.ts';
import { joinJob } from './join-job.ts';
import { keyPartsOf, type SubmitInput } from './new-job.ts';

export interface SubmitHit {
  readonly kind: 'hit';
  readonly key: string;
  readonly value: ResultValue;
  readonly servedFrom: 'cache' | 'stale';
  readonly tier: CacheTier;
}

export type SubmitOutcome =
  | SubmitHit
  | { readonly kind: 'joined' | 'new'; readonly key: string; readonly snapshot: JobSnapshot };

/** Rounds of read, decide and commit before giving up; each lost round means that someone else got on. */
const MAX_ROUNDS = 5;

/** Submits under way in this process, by key. */
export type Submitting = Map<string, Promise<SubmitOutcome>>;

/**
 * Answers from a tier, joins the job that is under way, or creates one: a single read tells which, a single commit
 * creates flight and job. Throws ProblemError `storage_unavailable` rather than accept what is not durable; while
 * Firestore is away, what memory still holds is served, marked stale once it is unconfirmed.
 */
export async function submitJob(
  context: JobsContext,
  submitting: Submitting,
  input: SubmitInput,
): Promise<SubmitOutcome> {
  const key = resultKey(keyPartsOf(input));
  const wish: SubmitWish = {
    forceRefresh: input.forceRefresh ?? false,
    operate: input.operate ?? false,
    upstreamsOut: input.upstreamsOut ?? false,
    ignoreNegative: input.replayOf !== undefined,
  };
  const cached = await fromTiers(context, key, wish);
  if (cached !== null) {
    return cached;
  }
  const known = context.outage.suspected ? lastKnown(context, key) : null;
  if (known !== null) {
    return known;
  }
  try {
    if (wish.forceRefresh || wish.ignoreNegative) {
      return await decideAtStore(context, key, input, wish);
    }
    return await shareRound(context, submitting, key, input, wish);
  } catch (error) {
    const problem = asStorageProblem(error);
    const kept = isStorageUnavailable(problem) ? lastKnown(context, key) : null;
    if (kept === null) {
      throw problem;
    }
    return kept;
  }
}

/** For times when Firestore does not answer; remembered failures are not worth keeping then. */
function lastKnown(context: JobsContext, key: string): SubmitHit | null {
  const value = context.cache.lastKnown(key, serverNow(context));
  return value?.kind === 'ready' ? { kind: 'hit', key, value, servedFrom: 'stale', tier: 'memory' } : null;
}

async function fromTiers(context: JobsContext, key: string, wish: SubmitWish): Promise<SubmitHit | null> {
  const nowMs = serverNow(context);
  const cached = await context.cache.peek(key, nowMs);
  if (cached === null || honoursForce(wish, cached.value, nowMs, context.policy)) {
    return null;
  }
  if (cached.value.kind === 'negative' && wish.ignoreNegative) {
    return null;
  }
  return { kind: 'hit', key, servedFrom: 'cache', ...cached };
}

/** Identical submits of one process ask Firestore once; all but the first join what it found or created. */
async function shareRound(
  context: JobsContext,
  submitting: Submitting,
  key: string,
  input: SubmitInput,
  wish: SubmitWish,
): Promise<SubmitOutcome> {
  const underway = submitting.get(key);
  if (underway === undefined) {
    const round = decideAtStore(context, key, input, wish).finally(() => submitting.delete(key));
    submitting.set(key, round);
    return await round;
  }
  const outcome = await underway;
  if (outcome.kind === 'hit') {
    return outcome;
  }
  const { snapshot } = outcome;
  const joined = isOthers(snapshot, input) ? await joinFlight(context, snapshot.id, input) : snapshot;
  return joined === null ? await decideAtStore(context, key, input, wish) : { kind: 'joined', key, snapshot: joined };
}

async function decideAtStore(
  context: JobsContext,
  key: string,
  input: SubmitInput,
  wish: SubmitWish,
): Promise<SubmitOutcome> {
  const { policy, cache, firestore, crashPoint } = context;
  const id = newJobId();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const results = await readDocument(context, resultRef(firestore, key));
    const known = decodeOrNothing(context, results);
    const nowMs = results.readTime.toMillis();
    const decision = decideSubmit(known, wish, nowMs, policy);
    if (decision.kind === 'hit') {
      void cache.fill(key, decision.value, nowMs);
      return { key, tier: 'firestore', ...decision };
    }
    if (decision.kind === 'flight') {
      const found = await joinFlight(context, decision.jobId, input);
      // Our own flight: the commit of an earlier round was applied although its answer was lost.
      const ours = decision.jobId === id;
      if (ours && found !== null) {
        await dispatchJob(context, found);
      }
      if (found !== null) {
        return { kind: ours ? 'new' : 'joined', key, snapshot: found };
      }
    }
    const created = await createFlight(context, id, input, results, decision.refreshes);
    if (created !== null) {
      await crashPoint('submit.after_commit');
      await dispatchJob(context, created);
      await crashPoint('submit.after_dispatch');
      return { kind: 'new', key, snapshot: created };
    }
  }
  throw storageUnavailable(new Error(`submit of ${key} lost ${MAX_ROUNDS} rounds`));
}

/** Whether `input` comes from someone else, or has something of its own to be given back: it then joins as a member. */
const isOthers = ({ job }: JobSnapshot, { caller, metadata }: SubmitInput): boolean =>
  job.caller !== caller || (metadata !== undefined && metadata !== null);

/** Null when the flight's job has ended or is gone, so that its flight may be taken over. */
async function joinFlight(context: JobsContext, jobId: string, input: SubmitInput): Promise<JobSnapshot | null> {
  const joiner = { caller: input.caller, metadata: input.metadata ?? null };
  if (joiner.metadata !== null) {
    return await joinJob(context, jobId, joiner);
  }
  const found = await getJob(context, jobId);
  if (found === null || isTerminal(found.job.status)) {
    return null;
  }
  return isOthers(found, input) ? await joinJob(context, jobId, joiner) : found;
}

/** A results document that nobody can read is as good as none; the next commit replaces it. */
function decodeOrNothing(context: JobsContext, snapshot: DocumentSnapshot): ResultDocument | null {
  try {
    return decodeResult(snapshot);
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) {
      throw error;
    }
    context.logger.error('A results document is malformed and will be replaced', { error });
    return null;
  }
}
