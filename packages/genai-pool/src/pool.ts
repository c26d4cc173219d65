import { type Clock, type Random, systemClock } from './clock.ts';
import { type Endpoint, endpointName } from './endpoint/endpoint.ts';
import { type CreatePacingQueue, createBottleneckQueue } from './endpoint/pacing.ts';
import { type ClassifyFailure, classifyGenAiError } from './failure/classify-failure.ts';
import { PoolClosed, PoolConfigError } from './failure/errors.ts';
import { guardObserver, type PoolObserver } from './observe/observer.ts';
import type { PoolSnapshot } from './observe/snapshot.ts';
import { type PoolPolicyOverrides, resolvePolicy } from './policy.ts';
import { PoolCore } from './pool-core.ts';
import type { Send } from './request/attempt.ts';
import type { RunOptions, RunResult } from './request/run-options.ts';
import { RunRequest } from './request/run-request.ts';

export interface GenAiPoolOptions {
  /** Models and where they live; each pair once. */
  readonly endpoints: readonly Endpoint[];
  /**
   * Data residency: endpoints at any other location are left out, for every path (choice, failover, hedge, probe).
   * Exact names: `eu` does not include `europe-west1`, and `global` is nowhere in particular. Default: no restriction.
   */
  readonly allowedLocations?: readonly string[];
  readonly policy?: PoolPolicyOverrides;
  readonly observer?: PoolObserver;
  /** Turns what `send` throws into a failure class. Default: `classifyGenAiError`. */
  readonly classify?: ClassifyFailure;
  readonly clock?: Clock;
  readonly random?: Random;
  /** The queue used when pacing binds. Default: bottleneck, which keeps its own real-time timers. */
  readonly createPacingQueue?: CreatePacingQueue;
}

export interface GenAiPool {
  /**
   * Runs `send` on an endpoint until one attempt succeeds. Rejects with a `PoolError`: `AllEndpointsUnavailable`
   * (carries `retryAfterMs`), `NonRetryableFailure`, `DeadlineExceeded`, `RunAborted` or `PoolClosed`.
   */
  run<T>(send: Send<T>, options?: RunOptions<T>): Promise<RunResult<T>>;
  snapshot(): PoolSnapshot;
  /** Rejects running and future requests with `PoolClosed` and aborts their calls. */
  close(): void;
}

/** Throws `PoolConfigError` when the endpoints are empty, doubled, or all outside the allowlist. */
export function createGenAiPool(options: GenAiPoolOptions): GenAiPool {
  const { allowed, excluded } = applyAllowlist(options);
  let observerErrors = 0;
  let closed = false;
  const core = new PoolCore({
    endpoints: allowed,
    policy: resolvePolicy(options.policy),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    classify: options.classify ?? classifyGenAiError,
    createPacingQueue: options.createPacingQueue ?? createBottleneckQueue,
    observer: guardObserver(options.observer ?? {}, () => {
      observerErrors += 1;
    }),
  });

  return {
    run<T>(send: Send<T>, runOptions: RunOptions<T> = {}): Promise<RunResult<T>> {
      if (closed) {
        return Promise.reject(new PoolClosed());
      }
      if (core.statesOf(runOptions.model).length === 0) {
        return Promise.reject(new PoolConfigError(`no endpoint serves the model ${runOptions.model}`));
      }
      return new Promise((resolve, reject) => new RunRequest(core, send, runOptions, resolve, reject).start());
    },
    snapshot() {
      const now = core.clock.monotonic();
      const hedging = [...core.hedging].map(([model, control]) => {
        return [model, { tokens: control.tokens, quantiles: control.quantiles() }] as const;
      });
      return {
        endpoints: core.states.map((state) => state.snapshot(now)),
        requests: core.requests.size,
        waiting: core.waiting.size,
        retry_tokens: core.retryBudget.tokens,
        hedging: Object.fromEntries(hedging),
        excluded,
        observer_errors: observerErrors,
      };
    },
    close() {
      closed = true;
      core.close();
    },
  };
}

function applyAllowlist({ endpoints, allowedLocations }: GenAiPoolOptions): {
  allowed: Endpoint[];
  excluded: Endpoint[];
} {
  // Copied and frozen: what a caller does to its own objects later must not move a call out of the allowlist.
  const own = endpoints.map(({ model, location }) => Object.freeze({ model, location }));
  const names = own.map(endpointName);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    throw new PoolConfigError(`endpoint ${double} is listed twice`);
  }
  const allowlist = allowedLocations && new Set(allowedLocations);
  const isAllowed = ({ location }: Endpoint) => allowlist?.has(location) ?? true;
  const allowed = own.filter(isAllowed);
  if (allowed.length === 0) {
    throw new PoolConfigError('no endpoint is left inside the allowed locations');
  }
  return { allowed, excluded: own.filter((endpoint) => !isAllowed(endpoint)) };
}
