import { ProblemError } from '@sets/contract';
import type { Generate } from '@sets/extraction';
import { AllEndpointsUnavailable } from '@sets/genai-pool';
import { blameFor, isUnserved, type Unserved } from './blame.ts';
import { isBusy, toModelProblem } from './generate.ts';

/** What the failures of one attempt's calls say together. */
export interface MostTelling {
  /** The same port, whose failures are remembered. */
  over(generate: Generate): Generate;
  /** The problem that the attempt ends with: `problem`, or that of an earlier call which says more of the post. */
  of(problem: unknown): unknown;
}

/**
 * Where nobody asks for videos, or nobody's are served, one that fails everywhere looks like an outage, and would be
 * waited out for free. But where the post's words failed too, while those of others were read, it is the post.
 */
export function createMostTelling(isLastAttempt: boolean): MostTelling {
  const isOwn = (cause: Unserved): boolean => blameFor(cause, isLastAttempt) !== 'outage';
  let ofThePost: Unserved | null = null;
  return {
    over: (generate) => async (request, options) => {
      try {
        return await generate(request, options);
      } catch (error) {
        const cause = causeOf(error);
        if (isUnserved(cause) && isOwn(cause) && !isMerelyBusy(cause)) {
          ofThePost = cause;
        }
        throw error;
      }
    },
    of(problem) {
      const cause = causeOf(problem);
      const saysLess = isUnserved(cause) && !isOwn(cause);
      return saysLess && ofThePost !== null ? toModelProblem(ofThePost) : problem;
    },
  };
}

const causeOf = (problem: unknown): unknown => (problem instanceof ProblemError ? problem.cause : undefined);

const isMerelyBusy = (cause: Unserved): boolean => cause instanceof AllEndpointsUnavailable && isBusy(cause);
