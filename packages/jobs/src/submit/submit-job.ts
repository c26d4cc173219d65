import { isTerminal, ProblemError } from '@sets/contract';
import { inRounds, MalformedDocumentError, type Reading } from '@sets/store-kit';
import { isNoAnswer } from '../admit.ts';
import type { Charge } from '../documents/charge.ts';
import { decodeResult } from '../documents/codec.ts';
import { newJobId, resultPath } from '../documents/paths.ts';
import type { ResultDocument, ResultValue } from '../documents/result-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { commitChange } from '../lifecycle/commit-change.ts';
import { dispatchJob, dispatchNewJob } from '../lifecycle/dispatch-job.ts';
import { decideSubmit, honoursForce, type SubmitWish, validValue } from '../protocol/decide-submit.ts';
import { getJob } from '../read/get-job.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import { earlierKey, resultKey } from '../results/result-key.ts';
import { readView } from '../views/read-view.ts';
import { answerHit, isAnswer } from './answer-hit.ts';
import { flightOf } from './flight-of.ts';
import { type KeptRequest, keepAnswer, readKept } from './idempotency.ts';
import { joinJob } from './join-job.ts';
import { keyPartsOf, newJob, type SubmitInput } from './new-job.ts';
import { readEarlier, serveEarlierVersion } from './serve-earlier-version.ts';
import type { SubmitHit, SubmitOutcome, SubmitUnderway } from './submit-outcome.ts';

/** What is submitted, and the key and wishes that follow from it. */
interface Submission {
  readonly key: string;
  readonly input: SubmitInput;
  readonly wish: CallerWish;
}

/** What the fast tiers need to know; how the models are is only asked when none of them answers. */
type CallerWish = Omit<SubmitWish, 'upstreamsOut'>;

/**
 * Answers from a tier, joins the job that is under way, or creates one: a single read tells which, a single commit
 * creates flight and job. Nothing is accepted that is not durable; while the store is away, what memory still holds
 * is served, marked stale once it is unconfirmed.
 *
 * @throws ProblemError `storage_unavailable`, and what `input.admit` and `input.charge` throw; an old value is served instead
 */
export async function submitJob(context: JobsContext, input: SubmitInput): Promise<SubmitOutcome> {
  const submission: Submission = {
    input,
    key: resultKey(keyPartsOf(input)),
    wish: {
      forceRefresh: input.forceRefresh ?? false,
      operate: input.operate ?? false,
      ignoreNegative: input.replayOf !== undefined,
    },
  };
  const isKept = input.idempotency !== undefined;
  const cached = isKept ? null : await fromTiers(context, submission);
  if (cached !== null) {
    return cached;
  }
  const known = context.documents.seemsOut() ? lastKnown(context, submission) : null;
  if (known !== null) {
    return known;
  }
  const { wish } = submission;
  try {
    input.admit?.();
    return isKept || wish.forceRefresh || wish.ignoreNegative
      ? await decideAtStore(context, submission)
      : await shareRound(context, submission);
  } catch (error) {
    const kept = isNoAnswer(error) ? lastKnown(context, submission) : null;
    if (kept === null) {
      throw error;
    }
    return kept;
  }
}

/** For times when the store does not answer; remembered failures are not worth keeping then. */
function lastKnown({ cache, documents }: JobsContext, { key, input }: Submission): SubmitHit | null {
  for (const one of [key, earlierKey(keyPartsOf(input))]) {
    const value = one === null ? null : cache.lastKnown(one, documents.now());
    if (one !== null && value?.kind === 'ready') {
      return { kind: 'hit', key: one, value, servedFrom: 'stale', tier: 'memory', parts: null };
    }
  }
  return null;
}

async function fromTiers(context: JobsContext, { key, wish }: Submission): Promise<SubmitHit | null> {
  const at = { nowMs: context.documents.now(), policy: context.policy };
  const cached = await context.cache.peek(key, at.nowMs);
  if (cached === null || honoursForce(wish, cached.value, at)) {
    return null;
  }
  if (cached.value.kind === 'negative' && wish.ignoreNegative) {
    return null;
  }
  return { kind: 'hit', key, servedFrom: 'cache', ...cached };
}

/** Identical submits of one process ask the store once; all but the first join what it found or created. */
async function shareRound(context: JobsContext, submission: Submission): Promise<SubmitOutcome> {
  const { key, input } = submission;
  const underway = context.submitting.underway(key);
  if (underway === undefined) {
    return await context.submitting.run(key, () => decideAtStore(context, submission));
  }
  const outcome = await underway.catch(refusalOfOthers);
  if (outcome === null) {
    return await decideAtStore(context, submission);
  }
  if (outcome.kind === 'hit' && outcome.insteadOfJob !== true) {
    return outcome;
  }
  const joined =
    outcome.kind === 'replayed' || outcome.kind === 'hit'
      ? null
      : await joinFlight(context, outcome.snapshot.job.id, { key, input, kept: null });
  return joined === null || joined === 'taken' ? await decideAtStore(context, submission) : joined;
}

/** What the first one may not, such as spend more today, another may. */
function refusalOfOthers(error: unknown): null {
  if (isNoAnswer(error) || !(error instanceof ProblemError)) {
    throw error;
  }
  return null;
}

async function decideAtStore(context: JobsContext, submission: Submission): Promise<SubmitOutcome> {
  const { policy, cache, documents } = context;
  const { key, input } = submission;
  const wish: SubmitWish = { ...submission.wish, upstreamsOut: input.upstreamsOut?.() ?? false };
  const id = newJobId();
  let charge: Charge | null = null;
  return await inRounds<SubmitOutcome>(`submit of ${key}`, async () => {
    const [results, earlier, kept, blocked] = await Promise.all([
      documents.read(resultPath(key)),
      readEarlier(context, input, wish),
      input.idempotency === undefined ? null : readKept(context, input.idempotency),
      context.blocks.isBlocked({ platform: input.ref.platform, contentId: input.ref.content_id }),
    ]);
    if (blocked) {
      throw new ProblemError('content_removed');
    }
    const before = await answeredBefore(context, submission, { id, kept });
    if (before !== null) {
      return before;
    }
    const at = { nowMs: results.readAtMs, policy };
    const known = decodeOrNothing(context, results);
    let decision = decideSubmit(known, wish, at);
    if (validValue(known, at.nowMs) === null) {
      const old = await serveEarlierVersion(context, { input, wish, results, known, earlier });
      if (old !== null) {
        return await answerHit(context, kept, old);
      }
    }
    if (decision.kind === 'flight') {
      // Our own flight: the commit of an earlier round was applied although its answer was lost.
      const ours = decision.jobId === id;
      const found = ours
        ? await madeBefore(context, key, id)
        : await joinFlight(context, decision.jobId, { key, input, kept });
      if (found !== null) {
        return found === 'taken' ? undefined : found;
      }
      decision = decideSubmit(withoutFlight(known), wish, at);
    }
    if (decision.kind === 'hit') {
      void cache.fill(key, decision.value, at.nowMs);
      const hit: SubmitHit = { key, tier: 'firestore', parts: null, ...decision };
      return await answerHit(context, kept, hit);
    }
    try {
      charge ??= (await input.charge?.()) ?? null;
    } catch (error) {
      return await answerHit(context, kept, oldInstead(submission, validValue(known, at.nowMs), error));
    }
    const job = newJob(input, { id, refreshes: decision.refreshes, charge }, { nowMs: documents.now(), policy });
    const also = kept === null ? [] : [keepAnswer(kept, id, 'new')];
    const flight = flightOf(job, results, policy);
    const created = await commitChange(context, { step: 'submit', job, flight, also });
    if (created.kind !== 'applied') {
      return undefined;
    }
    await dispatchNewJob(context, created.after);
    await context.crashPoint('submit.after_dispatch');
    return underwayOf('new', key, created.after);
  });
}

/** Where no job may be made, a value that has grown old is better than none. */
function oldInstead({ key, wish }: Submission, old: ResultValue | null, error: unknown): SubmitHit {
  if (old?.kind !== 'ready' || wish.forceRefresh) {
    throw error;
  }
  return { kind: 'hit', key, tier: 'firestore', parts: null, servedFrom: 'stale', value: old, insteadOfJob: true };
}

const underwayOf = (kind: SubmitUnderway['kind'], key: string, snapshot: JobSnapshot): SubmitUnderway => ({
  ...{ kind, key, snapshot },
  view: { kind: 'own', id: snapshot.job.id, snapshot, servedFrom: kind },
});

function withoutFlight(known: ResultDocument | null): ResultDocument | null {
  if (known === null) {
    return null;
  }
  const { flight: _, ...rest } = known;
  return rest;
}

/** The job that this submit has made, seen in the next round because nobody heard of it; its task may be missing. */
async function madeBefore(context: JobsContext, key: string, id: string): Promise<SubmitUnderway | null> {
  const found = await aliveJob(context, id);
  if (found === null) {
    return null;
  }
  await dispatchJob(context, found.job);
  return underwayOf('new', key, found);
}

/** What answered the request before; null when none did, or what did is there no more. */
async function answeredBefore(
  context: JobsContext,
  { key, input }: Submission,
  { id, kept }: { readonly id: string; readonly kept: KeptRequest | null },
): Promise<SubmitOutcome | null> {
  const entry = kept?.entry ?? null;
  if (entry === null || entry.view_id === null) {
    return null;
  }
  if (entry.view_id === id) {
    return await madeBefore(context, key, id);
  }
  const view = await readView(context, entry.view_id, input.caller);
  if (view === null) {
    return null;
  }
  return { kind: 'replayed', key, view: view.kind === 'own' ? { ...view, servedFrom: entry.served_from } : view };
}

/** Whether it can be told before the job is read that `input` comes from someone else, or wants something of its own. */
const isMember = ({ sharedName, replayOf, metadata, deadlineMs }: SubmitInput): boolean =>
  sharedName === true ||
  replayOf !== undefined ||
  deadlineMs !== undefined ||
  (metadata !== undefined && metadata !== null);

interface Join {
  readonly key: string;
  readonly input: SubmitInput;
  readonly kept: KeptRequest | null;
}

/**
 * Null when the flight's job has ended or is gone, so that its flight may be taken over. The first submitter by its own
 * name, asking again with nothing to be given back, is no member of its own job, unless it now wants to wait for longer
 * or to be told elsewhere.
 */
async function joinFlight(
  context: JobsContext,
  jobId: string,
  { key, input, kept }: Join,
): Promise<SubmitUnderway | 'taken' | null> {
  if (!isMember(input)) {
    const found = await aliveJob(context, jobId);
    if (found === null) {
      return null;
    }
    if (isFirstSubmitter(found, input)) {
      return (await isAnswer(context, kept, jobId, 'joined')) ? underwayOf('joined', key, found) : 'taken';
    }
  }
  const { caller, sharedName = false, metadata = null, submittedUrl, requestId = null } = input;
  const { webhook = null, deadlineMs } = input;
  const joiner = { caller, sharedName, metadata, submittedUrl, requestId, webhook, deadlineMs, kept };
  const view = await joinJob(context, jobId, joiner);
  if (view === 'ended' || view === 'taken') {
    return view === 'taken' ? view : null;
  }
  return { kind: 'joined', key, snapshot: view.snapshot, view };
}

const isFirstSubmitter = ({ job }: JobSnapshot, { caller, webhook = null }: SubmitInput): boolean =>
  job.caller === caller && job.asked_deadline_at === null && (webhook === null || job.webhook === webhook);

async function aliveJob(context: JobsContext, id: string): Promise<JobSnapshot | null> {
  const found = await getJob(context, id);
  return found === null || isTerminal(found.job.status) ? null : found;
}

/** A results document that nobody can read is as good as none; the next commit replaces it. */
function decodeOrNothing({ logger }: JobsContext, reading: Reading): ResultDocument | null {
  try {
    return decodeResult(reading);
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) {
      throw error;
    }
    logger.error('A results document is malformed and will be replaced', { error });
    return null;
  }
}
