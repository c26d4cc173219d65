import { ProblemError } from '@sets/contract';
import { type LimitName, limitOf } from '@sets/contract/routes';
import type { Caller, GuardedRequest } from '@sets/service-kit';
import type { RateLimit, Verdict } from './local-rate-limit.ts';

export interface Limit {
  readonly quota: number;
  readonly counts: RateLimit;
}

export interface CallerLimits {
  /**
   * Counts a request against the limit of its route, or against the one given, and says on the answer what is left.
   *
   * @throws ProblemError `rate_limited`
   */
  admit(request: GuardedRequest, caller: Caller, limit?: LimitName): Promise<void>;
  /**
   * Counts what a body asks for beyond the request itself: the further links of a batch.
   *
   * @throws ProblemError `rate_limited`
   */
  charge(name: LimitName, caller: Caller, cost: number): Promise<void>;
}

export interface CallerLimitsOptions {
  readonly windowS: number;
  readonly limits: Readonly<Record<LimitName, Limit>>;
}

/** Whom limits take a caller for. Those without a name are told apart by their networks. */
export const limitKeyOf = ({ id, network }: Caller): string => network ?? id;

export function createCallerLimits({ windowS, limits }: CallerLimitsOptions): CallerLimits {
  const quotaFor = (name: LimitName, caller: Caller): number =>
    name === 'requests' && caller.rateLimit !== undefined ? caller.rateLimit : limits[name].quota;

  return {
    async admit({ route, answerHeader }, caller, limit) {
      const name = limit ?? limitOf(route);
      if (name === null) {
        return;
      }
      const quota = quotaFor(name, caller);
      const verdict = await limits[name].counts.take(limitKeyOf(caller), { quota, cost: 1 });
      // draft-ietf-httpapi-ratelimit-headers-08
      answerHeader('RateLimit-Policy', `"${name}";q=${quota};w=${windowS}`);
      answerHeader('RateLimit', `"${name}";r=${verdict.remaining};t=${verdict.resetS}`);
      requireAdmitted(verdict);
    },
    async charge(name, caller, cost) {
      requireAdmitted(await limits[name].counts.take(limitKeyOf(caller), { quota: quotaFor(name, caller), cost }));
    },
  };
}

export function requireAdmitted({ admitted, retryAfterS }: Verdict): void {
  if (!admitted) {
    throw new ProblemError('rate_limited', Number.isFinite(retryAfterS) ? { retryAfterS } : { retryable: false });
  }
}
