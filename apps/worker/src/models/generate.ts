import { ProblemError } from '@sets/contract';
import type { GeminiSender, Generate } from '@sets/extraction';
import {
  AllEndpointsUnavailable,
  DeadlineExceeded,
  type GenAiPool,
  NonRetryableFailure,
  PoolClosed,
  RunAborted,
} from '@sets/genai-pool';
import type { CrashHook } from '@sets/jobs';

export interface GenerateDeps {
  readonly pool: GenAiPool;
  readonly send: GeminiSender;
  readonly models: { readonly small: string; readonly large: string };
  /** The location that gets a call unless another is clearly faster. */
  readonly prefer: string;
  /** Whether a late call may get a second one elsewhere. */
  readonly hedge: boolean;
  readonly crashPoint: CrashHook;
}

/** What the pool's refusal means for the job. `coolingDown`: whether every endpoint is left alone for its 429s. */
export function toModelProblem(error: unknown, coolingDown: () => boolean): unknown {
  if (error instanceof NonRetryableFailure) {
    const code = error.class === 'credential' ? 'model_unauthorized' : 'model_request_rejected';
    return new ProblemError(code, { cause: error });
  }
  if (error instanceof AllEndpointsUnavailable) {
    // Without an attempt of its own the run was turned away by what earlier ones had met.
    const limited =
      error.failures.length > 0
        ? error.failures.every((failure) => failure.class === 'rate_limited')
        : error.reason === 'saturated' || coolingDown();
    const code = limited ? 'model_rate_limited' : 'model_unavailable';
    return new ProblemError(code, { retryAfterS: Math.ceil(error.retryAfterMs / 1_000), cause: error });
  }
  if (error instanceof DeadlineExceeded) {
    return new ProblemError('model_unavailable', { cause: error });
  }
  if (error instanceof PoolClosed) {
    return new ProblemError('shutting_down', { cause: error });
  }
  return error;
}

/**
 * The extraction's port to the models, for one job: the pool decides where, the sender makes the call. `countCall` hears
 * of each call that may have cost something: one that was answered, or given up while it ran. A refusal costs nothing.
 */
export function createGenerate(deps: GenerateDeps, countCall: () => void): Generate {
  const call = async (...[endpoint, request, signal]: Parameters<GeminiSender>): ReturnType<GeminiSender> => {
    await deps.crashPoint('model_call.before');
    try {
      const answer = await deps.send(endpoint, request, signal);
      countCall();
      await deps.crashPoint('model_call.after');
      return answer;
    } catch (error) {
      if (signal.aborted) {
        countCall();
      }
      throw error;
    }
  };
  return async (request, { tier, size, signal }) => {
    try {
      const { value, endpoint, attempts } = await deps.pool.run(
        (endpoint, attemptSignal) => call(endpoint, request, attemptSignal),
        {
          model: deps.models[tier],
          prefer: deps.prefer,
          signal,
          ...(deps.hedge ? { hedge: { sizeBucket: size } } : {}),
          usage: ({ usage }) => usage,
        },
      );
      return { answer: value, model: endpoint.model, location: endpoint.location, attempts };
    } catch (error) {
      if (error instanceof RunAborted) {
        signal.throwIfAborted();
      }
      throw toModelProblem(error, () => allCoolingDown(deps.pool, deps.models[tier]));
    }
  };
}

function allCoolingDown(pool: GenAiPool, model: string): boolean {
  const endpoints = pool.snapshot().endpoints.filter((endpoint) => endpoint.model === model);
  return endpoints.every(({ cooldown_ms, circuit }) => cooldown_ms > 0 && circuit === 'closed');
}
