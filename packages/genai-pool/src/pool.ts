import { type Clock, type Random, systemClock, systemRandom } from '@sets/clock';
import { checkPolicy } from './check-policy.ts';
import { type Endpoint, endpointName } from './endpoint/endpoint.ts';
import { type CreatePacingQueue, createBottleneckQueue } from './endpoint/pacing.ts';
import { classifyGenAiError } from './failure/classify-failure.ts';
import { PoolClosed, PoolConfigError } from './failure/errors.ts';
import type { ClassifyFailure } from './failure/fault.ts';
import { guardObserver, type PoolObserver } from './observe/observer.ts';
import type { EndpointSnapshot, PoolSnapshot } from './observe/snapshot.ts';
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
  /** Tells whose fault it is that `send` throws. Default: `classifyGenAiError`. */
  readonly classify?: ClassifyFailure;
  readonly clock?: Clock;
  readonly random?: Random;
  /** The queue used when pacing binds. Default: bottleneck, which keeps its own real-time timers. */
  readonly createPacingQueue?: CreatePacingQueue;
}

/** What instances tell each other, under the names of the snapshot. */
export type EndpointKnowledge = Pick<EndpointSnapshot, 'model' | 'location' | 'cooldown_until' | 'concurrency_ceiling'>;

export interface GenAiPool {
  /**
   * Runs `send` on an endpoint until one call succeeds. Calls may be made twice, so they must be safe to repeat.
   * @throws AllEndpointsUnavailable, RequestRefused, CredentialRefused, DeadlineExceeded, RunAborted or PoolClosed;
   * PoolConfigError when no endpoint serves the tier.
   */
  run<T>(send: Send<T>, options?: RunOptions<T>): Promise<RunResult<T>>;
  snapshot(): PoolSnapshot;
  /** Quotas are the project's: each of `instances` live ones may use its part. */
  setShare(instances: number): void;
  /** Takes over what other instances have learned: long cooldowns, and ceilings where nothing is known yet. */
  learn(endpoints: readonly EndpointKnowledge[]): void;
  /** Rejects running and future requests with `PoolClosed` and aborts their calls. */
  close(): void;
}

/** Shorter cooldowns are over before anybody else has heard of them. */
const SHARED_COOLDOWN_MS = 20_000;

/** @throws PoolConfigError when the endpoints are empty, doubled, or all outside the allowlist, or the policy cannot be. */
export function createGenAiPool(options: GenAiPoolOptions): GenAiPool {
  const { allowed, excluded } = applyAllowlist(options);
  const policy = resolvePolicy(options.policy);
  checkPolicy(policy, options.endpoints);
  let observerErrors = 0;
  let closed = false;
  const core = new PoolCore({
    endpoints: allowed,
    policy,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
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
      const tier = core.tierOf(runOptions.tier);
      if (tier.members.length === 0) {
        return Promise.reject(new PoolConfigError(`no endpoint serves the tier ${tier.name}`));
      }
      const wrong = wrongOption(runOptions);
      if (wrong !== null) {
        return Promise.reject(new PoolConfigError(`${wrong} cannot be that`));
      }
      return new Promise((resolve, reject) => new RunRequest(core, send, runOptions, { resolve, reject }).start());
    },
    snapshot: () => ({ ...core.snapshot(), excluded, observer_errors: observerErrors }),
    setShare(instances) {
      for (const quota of core.quotas) {
        quota.setShare(1 / Math.max(1, instances), core.clock.monotonic());
      }
    },
    learn(endpoints) {
      for (const { model, location, cooldown_until, concurrency_ceiling } of endpoints) {
        const state = core.states.find((s) => s.endpoint.model === model && s.endpoint.location === location);
        const cooldownMs = cooldown_until === null ? 0 : Date.parse(cooldown_until) - core.clock.now();
        state?.learn(cooldownMs > SHARED_COOLDOWN_MS ? cooldownMs : 0, concurrency_ceiling);
      }
    },
    close() {
      closed = true;
      core.close();
    },
  };
}

function wrongOption({ deadlineMs = 1, maxAttempts = 1, estimateTokens = 0 }: RunOptions<never>): string | null {
  if (!(deadlineMs > 0 && Number.isFinite(deadlineMs))) {
    return 'deadlineMs';
  }
  if (!(maxAttempts >= 1)) {
    return 'maxAttempts';
  }
  return estimateTokens >= 0 && Number.isFinite(estimateTokens) ? null : 'estimateTokens';
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
