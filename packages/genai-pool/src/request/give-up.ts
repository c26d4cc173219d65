import {
  AllEndpointsUnavailable,
  CredentialRefused,
  type OthersServed,
  type PoolError,
  RequestRefused,
} from '../failure/errors.ts';
import type { AttemptFailure, Fault } from '../failure/fault.ts';
import type { PoolCore } from '../pool-core.ts';
import type { Wish } from './survey.ts';
import type { Tier } from './tier.ts';

export type WhyGiveUp = 'outage' | 'saturated' | 'nothing_left';

/** A request that ends without an answer. */
export interface Ending {
  readonly tier: Tier;
  readonly wish: Wish;
  readonly startedAt: number;
  readonly failures: readonly AttemptFailure[];
}

/** Two endpoints have said the same. */
export function agree(failures: readonly AttemptFailure[], fault: Fault): boolean {
  const by = failures.filter((failure) => failure.fault === fault).map(({ endpoint }) => endpoint);
  return by.some((endpoint) => endpoint !== by[0]);
}

/** Monotonic time at which anything of this size was answered last. */
export const servedAt = ({ tier, wish }: Pick<Ending, 'tier' | 'wish'>): number =>
  Math.max(...tier.members.map(({ state }) => state.circuitOf(wish.size).lastAnswerAt));

export function othersServed(ending: Ending): OthersServed {
  const { tier, wish, startedAt } = ending;
  if (tier.members.some(({ state }) => state.circuitOf(wish.size).newestAnswered > startedAt)) {
    return 'to_later_calls';
  }
  return servedAt(ending) > startedAt ? 'to_earlier_calls' : 'none';
}

/** What was said about the request counts most, then who is unavailable, then what is wrong with the credential. */
export function giveUp(core: PoolCore, why: WhyGiveUp, ending: Ending): PoolError {
  const { tier, failures } = ending;
  const said = (fault: Fault) => failures.some((failure) => failure.fault === fault);
  if (said('request')) {
    const agreed = tier.members.length === 1 || agree(failures, 'request');
    return new RequestRefused(agreed, othersServed(ending), failures);
  }
  const retryAfterMs = retryAfter(core, ending);
  // Where one let the request in and failed, a better credential at the others need not have helped.
  if ((said('credential') && !said('endpoint')) || (why === 'outage' && isCredentials(ending))) {
    return new CredentialRefused(retryAfterMs, failures);
  }
  const reason = why === 'nothing_left' ? whatIsLeft(core, ending) : why;
  core.observer.rejected({ tier: tier.name, reason, retryAfterMs });
  return new AllEndpointsUnavailable(reason, { retryAfterMs, othersServed: othersServed(ending) }, failures);
}

/** Nobody answers because nobody lets us in. */
const isCredentials = ({ tier, wish, failures }: Ending): boolean =>
  failures.length === 0 && tier.members.every(({ state }) => state.circuitOf(wish.size).lastFault === 'credential');

function whatIsLeft(core: PoolCore, { tier, wish }: Ending): 'not_served' | 'cooling' | 'exhausted' {
  const now = core.clock.monotonic();
  if (tier.members.every(({ state }) => state.isOff(now))) {
    return 'not_served';
  }
  const isCooling = tier.members.every(({ state }) => state.availability(wish.tokens, now) === 'cooling');
  return isCooling ? 'cooling' : 'exhausted';
}

/** The earliest time worth trying, put off by chance so that those sent away do not return as one. */
function retryAfter({ clock, policy, random }: PoolCore, { tier, wish }: Ending): number {
  const now = clock.monotonic();
  const waits = tier.members.map(({ state }) => state.availableAt(wish.tokens, now) - now);
  return Math.max(Math.min(...waits), policy.retry.delayMs) * (1 + policy.retry.jitter * random());
}
