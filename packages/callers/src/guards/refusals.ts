import { ProblemError } from '@sets/contract';
import type { GuardedRequest } from '@sets/service-kit';
import { requireAdmitted } from '../limits/caller-limits.ts';
import type { LocalRateLimit } from '../limits/local-rate-limit.ts';
import { networkOf } from '../limits/network-of.ts';

/** Counts credentials that were refused by the network they came from, so that guessing is slow. */
export interface Refusals {
  /**
   * Before anything that costs more than a look into memory.
   *
   * @throws ProblemError `rate_limited` for a network whose credentials were refused too often
   */
  check(request: GuardedRequest): void;
  /**
   * Refuses, and counts it.
   *
   * @throws ProblemError `unauthenticated`, or `rate_limited`
   */
  refuse(request: GuardedRequest, cause?: unknown): never;
}

export interface RefusalsOptions {
  /** Per window and network. */
  readonly quota: number;
  readonly counts: LocalRateLimit;
  /** What a refused client is told to show; operators show bearer tokens. */
  readonly challenge: string;
}

export function createRefusals({ quota, counts, challenge }: RefusalsOptions): Refusals {
  const demand = { quota, cost: 1 };
  return {
    check: ({ address }) => requireAdmitted(counts.look(networkOf(address()), demand)),
    refuse({ route, address, answerHeader }, cause) {
      requireAdmitted(counts.take(networkOf(address()), demand));
      answerHeader('WWW-Authenticate', route.right === 'caller' ? challenge : 'Bearer');
      throw new ProblemError('unauthenticated', { cause });
    },
  };
}
