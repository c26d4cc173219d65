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
export function createMostTelling(): MostTelling {
  let ofThePost: Unserved | null = null;
  return {
    over: (generate) => async (request, options) => {
      try {
        return await generate(request, options);
      } catch (error) {
        const cause = causeOf(error);
        if (isUnserved(cause) && saysMore(cause, ofThePost) && !isMerelyBusy(cause)) {
          ofThePost = cause;
        }
        throw error;
      }
    },
    of(problem) {
      const cause = causeOf(problem);
      return isUnserved(cause) && ofThePost !== null && saysMore(ofThePost, cause)
        ? toModelProblem(ofThePost)
        : problem;
    },
  };
}

/** How much a failure says of the post. */
const WEIGHT: Readonly<Record<ReturnType<typeof blameFor>, number>> = { outage: 0, in_doubt: 1, post: 2 };
const weightOf = (cause: Unserved | null): number => WEIGHT[cause === null ? 'outage' : blameFor(cause)];
const saysMore = (one: Unserved, other: Unserved | null): boolean => weightOf(one) > weightOf(other);

const causeOf = (problem: unknown): unknown => (problem instanceof ProblemError ? problem.cause : undefined);

const isMerelyBusy = (cause: Unserved): boolean => cause instanceof AllEndpointsUnavailable && isBusy(cause);
