import { payerOf, type Spend } from '@sets/callers';
import { type Job, normaliseLanguage, type SubmitJobRequest } from '@sets/contract';
import { DEFAULT_PROFILE, getProfile } from '@sets/extraction';
import { answerText, type Jobs, type SubmitOutcome, toJob, toJobFromValue } from '@sets/jobs';
import { type Caller, escapeLink, JsonText } from '@sets/service-kit';
import type { ChooseRegion } from '../fleet/region-chooser.ts';
import { type ResolveLinkDeps, resolveSubmittedLink } from '../links/resolve-submitted-link.ts';
import type { ServingCounters } from '../metrics/serving-counters.ts';

export interface AcceptJobDeps {
  readonly store: { readonly jobs: Pick<Jobs, 'submit'> };
  readonly links: ResolveLinkDeps;
  /** The region that new jobs belong to. */
  readonly home: string;
  readonly chooseRegion: ChooseRegion;
  /** Whether no model endpoint of any region answers: an old value is then better than a job that must fail. */
  readonly upstreamsOut: () => boolean;
  readonly counters: ServingCounters;
  /** Called before anything beyond memory is asked; see `createLoadShedder`. */
  readonly admit: () => void;
  readonly spend: Pick<Spend, 'charge' | 'countHit'>;
}

export interface Submission {
  readonly request: SubmitJobRequest;
  readonly caller: Caller;
  /** W3C traceparent of the request. */
  readonly trace: string;
}

/** The job, or where memory keeps it, its answer. */
export type Accepted = Job | JsonText<Job>;

/** From a link to a job: known, under way, or new. */
export async function acceptJob(deps: AcceptJobDeps, { request, caller, trace }: Submission): Promise<Accepted> {
  const profile = getProfile(request.profile ?? DEFAULT_PROFILE);
  const language = normaliseLanguage(request.language);
  const { admit, spend } = deps;
  const payer = payerOf(caller);
  const { ref, link } = await resolveSubmittedLink({ ...deps.links, admit }, request.url);
  const submittedUrl = escapeLink(link) ?? ref.canonical_url;
  const outcome = await deps.store.jobs.submit({
    ref,
    submittedUrl,
    profile: { name: profile.name, version: String(profile.version) },
    language,
    caller: caller.id,
    sharedName: caller.kind === 'anonymous',
    metadata: request.metadata ?? null,
    region: deps.chooseRegion(deps.home),
    trace,
    forceRefresh: request.force_refresh ?? false,
    upstreamsOut: deps.upstreamsOut(),
    admit,
    operate: caller.scopes.includes('operate'),
    charge: () => spend.charge(payer),
  });
  if (outcome.kind === 'hit') {
    spend.countHit(payer);
  }
  deps.counters.served(ref.platform, outcome);
  return answerOf(outcome, { request, submittedUrl, profile: profile.name, language });
}

interface Asked {
  readonly request: SubmitJobRequest;
  readonly submittedUrl: string;
  readonly profile: string;
  readonly language: string | null;
}

function answerOf(outcome: SubmitOutcome, { request, submittedUrl, profile, language }: Asked): Accepted {
  const caller = { metadata: request.metadata ?? null, submittedUrl };
  if (outcome.kind === 'hit') {
    const { parts, servedFrom } = outcome;
    if (parts !== null) {
      return new JsonText(answerText(parts, { ...caller, profile, language, servedFrom }));
    }
    return toJobFromValue(outcome.key, outcome.value, { profile, language }, { ...caller, servedFrom });
  }
  return toJob(outcome.snapshot.job, { ...caller, servedFrom: outcome.kind });
}
