import { type JobCharge, payerOf, type Spend } from '@sets/callers';
import { type ContentRef, type Job, normaliseLanguage, type SubmitJobRequest } from '@sets/contract';
import { DEFAULT_PROFILE, getProfile } from '@sets/extraction';
import {
  answerText,
  type IdempotentRequest,
  type Jobs,
  type JobView,
  type SubmitOutcome,
  toJobFromValue,
} from '@sets/jobs';
import { type Caller, escapeLink, JsonText, type Tracer } from '@sets/service-kit';
import type { WebhookEndpoints, Webhooks } from '@sets/webhooks';
import type { ChooseRegion } from '../fleet/region-chooser.ts';
import { type ResolveLinkDeps, resolveSubmittedLink } from '../links/resolve-submitted-link.ts';
import type { ServingCounters } from '../metrics/serving-counters.ts';
import { tellOfKnown } from '../webhooks/tell-of-known.ts';
import { isNamed } from './is-named.ts';
import type { BodyOf } from './job-answer.ts';

export interface AcceptJobDeps {
  readonly store: {
    readonly jobs: Pick<Jobs, 'submit'>;
    readonly webhooks: Pick<Webhooks, 'announce'> & { readonly endpoints: Pick<WebhookEndpoints, 'check'> };
  };
  readonly links: ResolveLinkDeps;
  /** The region that new jobs belong to. */
  readonly home: string;
  readonly chooseRegion: ChooseRegion;
  /** Whether no model endpoint of any region answers: an old value is then better than a job that must fail. */
  readonly upstreamsOut: () => boolean;
  readonly bodyOf: BodyOf;
  readonly counters: ServingCounters;
  readonly tracer: Pick<Tracer, 'span'>;
  /** Called before anything beyond memory is asked; see `createLoadShedder`. */
  readonly admit: () => void;
  readonly spend: Pick<Spend, 'charge' | 'chargeRefresh' | 'landed' | 'countHit'>;
}

export interface Submission {
  readonly request: SubmitJobRequest;
  readonly caller: Caller;
  /** W3C traceparent of the request. */
  readonly trace: string;
  readonly requestId: string;
  readonly idempotency?: IdempotentRequest | undefined;
}

/** A request whose link is known to lead to a post. */
export interface ResolvedSubmission extends Submission {
  readonly ref: ContentRef;
  /** As it was submitted, without the words around it. */
  readonly link: string;
  readonly profile: { readonly name: string; readonly version: string };
  readonly language: string | null;
}

export interface Accepted {
  readonly job: Job;
  /** What can be waited for; null for what was known. */
  readonly view: JobView | null;
  /** The same request was answered with it before. */
  readonly replayed: boolean;
}

/** From a link to a job: known, under way, or new. Where memory keeps its answer, that. */
export async function acceptJob(deps: AcceptJobDeps, submission: Submission): Promise<Accepted | JsonText<Job>> {
  const resolved = await resolveSubmission(deps, submission);
  const outcome = await submitResolved(deps, resolved);
  if (outcome.kind === 'hit' && outcome.parts !== null) {
    const { profile, language } = resolved;
    const { parts, servedFrom } = outcome;
    return new JsonText(answerText(parts, { ...ownOf(resolved), profile: profile.name, language, servedFrom }));
  }
  return acceptedOf(deps, outcome, resolved);
}

/** @throws ProblemError that says what is wrong with the link, the profile or the language */
export async function resolveSubmission(deps: AcceptJobDeps, submission: Submission): Promise<ResolvedSubmission> {
  const { request } = submission;
  const { name, version } = getProfile(request.profile ?? DEFAULT_PROFILE);
  if (request.webhook !== undefined) {
    await deps.store.webhooks.endpoints.check(submission.caller.id, request.webhook);
  }
  const language = normaliseLanguage(request.language);
  const { ref, link } = await resolveSubmittedLink({ ...deps.links, admit: deps.admit }, request.url);
  return {
    ...submission,
    ref,
    link: escapeLink(link) ?? ref.canonical_url,
    language,
    profile: { name, version: String(version) },
  };
}

export async function submitResolved(deps: AcceptJobDeps, submission: ResolvedSubmission): Promise<SubmitOutcome> {
  const { ref, link, profile, language, request, caller, trace, requestId, idempotency } = submission;
  const payer = payerOf(caller);
  const chooseRegion = (): string => deps.chooseRegion(deps.home);
  const charged: JobCharge[] = [];
  const chargedBy = async (charging: Promise<JobCharge>): Promise<JobCharge> => {
    const charge = await charging;
    charged.push(charge);
    return charge;
  };
  const submitting = deps.tracer.span('job.submit', { platform: ref.platform }, () =>
    deps.store.jobs.submit({
      ...{ ref, profile, language, trace, requestId, submittedUrl: link },
      caller: caller.id,
      sharedName: !isNamed(caller),
      metadata: request.metadata ?? null,
      webhook: request.webhook ?? null,
      chooseRegion,
      forceRefresh: request.force_refresh ?? false,
      upstreamsOut: deps.upstreamsOut,
      admit: deps.admit,
      operate: caller.scopes.includes('operate'),
      charge: () => chargedBy(deps.spend.charge(payer)),
      chargeRefresh: () => chargedBy(deps.spend.chargeRefresh()),
      ...(request.deadline_s === undefined ? {} : { deadlineMs: request.deadline_s * 1_000 }),
      ...(idempotency === undefined ? {} : { idempotency }),
    }),
  );
  let outcome: SubmitOutcome;
  try {
    outcome = await submitting;
  } finally {
    for (const charge of charged) {
      deps.spend.landed(charge.payer);
    }
  }
  if (outcome.kind === 'hit') {
    deps.spend.countHit(payer);
  }
  deps.counters.served(ref.platform, outcome);
  if (request.webhook !== undefined) {
    await tellOfKnown(deps.store.webhooks, {
      ...{ outcome, endpoint: request.webhook, caller: caller.id, metadata: request.metadata ?? null },
      ...{ link, profile: profile.name, language, trace, region: chooseRegion(), requestId: idempotency?.id },
    });
  }
  return outcome;
}

/** What was known keeps nothing of its caller, who has it at hand. */
const ownOf = ({ request, link }: ResolvedSubmission) => ({ metadata: request.metadata ?? null, submittedUrl: link });

export function acceptedOf(
  { bodyOf }: Pick<AcceptJobDeps, 'bodyOf'>,
  outcome: SubmitOutcome,
  resolved: ResolvedSubmission,
): Accepted {
  const own = ownOf(resolved);
  const replayed = outcome.kind === 'replayed';
  if (outcome.kind === 'hit') {
    const { key, value, servedFrom } = outcome;
    const asked = { profile: resolved.profile.name, language: resolved.language };
    return { replayed, view: null, job: toJobFromValue(key, value, asked, { ...own, servedFrom }) };
  }
  const { view } = outcome;
  if (view.kind === 'value') {
    const { key, value, servedFrom } = view;
    return { replayed, view: null, job: toJobFromValue(key, value, view, { ...own, servedFrom }) };
  }
  return { replayed, view, job: bodyOf(view) };
}
