import { ProblemError } from '@sets/contract';
import {
  type GeminiSender,
  type Generate,
  type Generated,
  isRefusal,
  type RawAnswer,
  type Tier,
} from '@sets/extraction';
import {
  AllEndpointsUnavailable,
  CredentialRefused,
  DeadlineExceeded,
  type GenAiPool,
  PoolClosed,
  ReplyFailure,
  RequestRefused,
  RunAborted,
  type SendContext,
} from '@sets/genai-pool';
import type { CrashHook } from '@sets/jobs';
import { refusedLink } from './refused-link.ts';

export interface GenerateDeps {
  readonly pool: GenAiPool;
  readonly send: GeminiSender;
  /** The models of each tier in the order in which they are asked. */
  readonly tiers: Readonly<Record<Tier, readonly string[]>>;
  /** The location that gets a call unless another is clearly faster. */
  readonly prefer: string;
  /** Whether a slow call may get a second one elsewhere. */
  readonly hedge: boolean;
  readonly crashPoint: CrashHook;
}

/** What the pool's refusal means for the job. Only what two endpoints have said about the post is its own fault. */
export function toModelProblem(error: unknown): unknown {
  if (error instanceof RequestRefused) {
    return new ProblemError(error.agreed ? 'model_request_rejected' : 'model_unavailable', { cause: error });
  }
  if (error instanceof CredentialRefused) {
    return new ProblemError('model_unauthorized', { retryAfterS: inSeconds(error.retryAfterMs), cause: error });
  }
  if (error instanceof AllEndpointsUnavailable) {
    const code = isBusy(error) ? 'model_rate_limited' : 'model_unavailable';
    return new ProblemError(code, { retryAfterS: inSeconds(error.retryAfterMs), cause: error });
  }
  if (error instanceof DeadlineExceeded) {
    return new ProblemError('model_unavailable', { cause: error });
  }
  if (error instanceof PoolClosed) {
    return new ProblemError('shutting_down', { cause: error });
  }
  return error;
}

const inSeconds = (ms: number): number => Math.ceil(ms / 1_000);

/** Nothing is broken: there is more to do than may be done now. */
function isBusy({ reason, failures }: AllEndpointsUnavailable): boolean {
  if (failures.length > 0) {
    return failures.every(({ fault }) => fault === 'rate_limited');
  }
  return reason === 'cooling' || reason === 'saturated';
}

/** The model declined to read the post. That is said about the request: it stands when a second endpoint agrees. */
class Refusal extends ReplyFailure {
  readonly answer: RawAnswer;

  constructor(answer: RawAnswer) {
    super('request', `the model declined (${answer.blockReason ?? answer.finishReason})`);
    this.answer = answer;
  }
}

/** What two endpoints have declined is an answer: the extraction knows what it means. Null: something else was said. */
function agreedRefusal(error: unknown): Generated | null {
  const last = error instanceof RequestRefused && error.agreed ? error.failures.at(-1) : undefined;
  return last?.cause instanceof Refusal
    ? { answer: last.cause.answer, ...last.endpoint, attempts: (error as RequestRefused).failures.length }
    : null;
}

/**
 * The extraction's port to the models, for one job: the pool decides where, the sender makes the call. `countCall` hears
 * of each call that may have cost something, and whether it was answered or given up while it ran. A refusal by status costs
 * nothing, and the pool's probes run beside the job, not at its expense.
 */
export function createGenerate(deps: GenerateDeps, countCall: (answered: boolean) => void): Generate {
  async function call(
    [endpoint, request, signal]: Parameters<GeminiSender>,
    { probe, onWire }: SendContext,
  ): ReturnType<GeminiSender> {
    const count = probe ? () => undefined : countCall;
    await deps.crashPoint('model_call.before');
    let answer: RawAnswer;
    try {
      answer = await deps.send(endpoint, request, signal, { onWire });
    } catch (error) {
      if (signal.aborted) {
        count(false);
      }
      throw error;
    }
    count(true);
    await deps.crashPoint('model_call.after');
    if (isRefusal(answer)) {
      throw new Refusal(answer);
    }
    return answer;
  }
  return async (request, { tier, size, signal }) => {
    try {
      const { value, endpoint, attempts } = await deps.pool.run(
        (at, attemptSignal, context) => call([at, request, attemptSignal], context),
        {
          ...{ tier: deps.tiers[tier], size, prefer: deps.prefer, hedge: deps.hedge, signal },
          usage: ({ usage }) => usage,
        },
      );
      return { answer: value, model: endpoint.model, location: endpoint.location, attempts };
    } catch (error) {
      if (error instanceof RunAborted) {
        signal.throwIfAborted();
      }
      const refused = agreedRefusal(error);
      if (refused !== null) {
        return refused;
      }
      throw refusedLink(request, error) ?? toModelProblem(error);
    }
  };
}
