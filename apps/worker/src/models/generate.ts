import { ProblemError } from '@sets/contract';
import {
  type GeminiSender,
  type Generate,
  type Generated,
  type GenerateOptions,
  isRefusal,
  type RawAnswer,
  type Tier,
} from '@sets/extraction';
import {
  AllEndpointsUnavailable,
  CredentialRefused,
  classifyGenAiError,
  DeadlineExceeded,
  type GenAiPool,
  PoolClosed,
  ReplyFailure,
  RequestRefused,
  RunAborted,
  type SendContext,
} from '@sets/genai-pool';
import type { CrashHook } from '@sets/jobs';
import { keepLogContext, type Tracer } from '@sets/service-kit';
import type { CallAllowance } from './call-allowance.ts';
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
  readonly tracer: Pick<Tracer, 'span'>;
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
export function isBusy({ reason, failures }: AllEndpointsUnavailable): boolean {
  if (failures.length > 0) {
    return failures.every(({ fault }) => fault === 'rate_limited');
  }
  return reason === 'cooling' || reason === 'saturated';
}

const isPutOff = (error: unknown): boolean => classifyGenAiError(error).fault === 'rate_limited';

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
 * The extraction's port to the models, for one attempt of a job: the pool decides where, the sender makes the call, and
 * `allowance` how many of them there may be. What the pool's probes may cost is not the job's.
 */
export function createGenerate(deps: GenerateDeps, allowance: CallAllowance): Generate {
  async function call(
    size: GenerateOptions['size'],
    [endpoint, request, signal]: Parameters<GeminiSender>,
    { probe, onWire }: SendContext,
  ): ReturnType<GeminiSender> {
    const end = allowance.begin(size, probe);
    await deps.crashPoint('model_call.before');
    let answer: RawAnswer;
    try {
      answer = await deps.send(endpoint, request, signal, { onWire });
    } catch (error) {
      end(signal.aborted ? 'given_up' : isPutOff(error) ? 'put_off' : 'failed');
      throw error;
    }
    end('answered');
    await deps.crashPoint('model_call.after');
    if (isRefusal(answer)) {
      throw new Refusal(answer);
    }
    return answer;
  }
  return async (request, { tier, size, signal }) => {
    try {
      // The pool calls when a place comes free, from whatever freed it.
      const ofThisJob = keepLogContext();
      const { value, endpoint, attempts } = await deps.pool.run(
        (at, attemptSignal, context) =>
          ofThisJob(() =>
            deps.tracer.span(
              'model.attempt',
              { 'gen_ai.request.model': at.model, location: at.location, size, probe: context.probe },
              () => call(size, [at, request, attemptSignal], context),
            ),
          ),
        {
          ...{ tier: deps.tiers[tier], size, prefer: deps.prefer, hedge: deps.hedge, signal },
          mayCall: (servedMsAgo) => allowance.mayCall(size, servedMsAgo),
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
