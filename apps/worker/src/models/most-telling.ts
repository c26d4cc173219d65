import { ProblemError } from '@sets/contract';
import type { Generate } from '@sets/extraction';
import { AllEndpointsUnavailable, DeadlineExceeded } from '@sets/genai-pool';
import { isBusy, toModelProblem } from './generate.ts';

type Unserved = AllEndpointsUnavailable | DeadlineExceeded;

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
export function createMostTelling(): MostTelling {
  let ofThePost: Unserved | null = null;
  return {
    over: (generate) => async (request, options) => {
      try {
        return await generate(request, options);
      } catch (error) {
        const cause = causeOf(error);
        if (isUnserved(cause) && saysMuch(cause)) {
          ofThePost = cause;
        }
        throw error;
      }
    },
    of(problem) {
      const cause = causeOf(problem);
      const saysLess = isUnserved(cause) && !cause.othersAnswered;
      return saysLess && ofThePost !== null ? toModelProblem(ofThePost) : problem;
    },
  };
}

const causeOf = (problem: unknown): unknown => (problem instanceof ProblemError ? problem.cause : undefined);

const isUnserved = (cause: unknown): cause is Unserved =>
  cause instanceof AllEndpointsUnavailable || cause instanceof DeadlineExceeded;

const saysMuch = (cause: Unserved): boolean =>
  cause.othersAnswered && !(cause instanceof AllEndpointsUnavailable && isBusy(cause));
