import type { Clock, Random } from '@sets/clock';
import { HedgeControl } from './budget/hedge.ts';
import { RetryBudget } from './budget/retry-budget.ts';
import { TokenBucket } from './budget/token-bucket.ts';
import { TokenQuota } from './budget/token-quota.ts';
import { Usual } from './budget/usual.ts';
import type { Endpoint } from './endpoint/endpoint.ts';
import { EndpointState, type Waiter } from './endpoint/endpoint-state.ts';
import { LatencyEstimate } from './endpoint/latency-estimate.ts';
import type { CreatePacingQueue } from './endpoint/pacing.ts';
import { estimateRttMs } from './endpoint/proximity.ts';
import type { ClassifyFailure } from './failure/fault.ts';
import type { PoolObserver } from './observe/observer.ts';
import type { PoolSnapshot } from './observe/snapshot.ts';
import type { PoolPolicy } from './policy.ts';
import type { ChoiceContext } from './request/next-step.ts';
import { createTier, type Tier } from './request/tier.ts';

/** A request as the core sees it. */
export interface OpenRequest extends Waiter {
  close(): void;
}

export interface CoreOptions {
  readonly endpoints: readonly Endpoint[];
  readonly policy: PoolPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Required<PoolObserver>;
  readonly classify: ClassifyFailure;
  readonly createPacingQueue: CreatePacingQueue;
}

/** What requests share: the endpoints' states, the budgets, and who waits. */
export class PoolCore {
  readonly states: readonly EndpointState[];
  readonly policy: PoolPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Required<PoolObserver>;
  readonly classify: ClassifyFailure;
  readonly choice: ChoiceContext;
  readonly retryBudget: RetryBudget;
  readonly probeBudget: RetryBudget;
  readonly quotas: readonly TokenQuota[];
  readonly requests = new Set<OpenRequest>();
  /** Those of them that wait in some endpoint's line, in order of arrival. */
  readonly waiting = new Set<OpenRequest>();
  /** Those that have failed and only wait to see whether others are answered. */
  readonly undecided = new Set<OpenRequest>();
  readonly hedging = new Map<string, HedgeControl>();
  readonly usual = new Map<string, Map<string, Usual>>();
  readonly #outages = new Map<string, { tier: Tier; size: string }>();
  readonly #outageBuckets = new Map<string, TokenBucket>();
  readonly #tiers = new Map<string | undefined, Tier>();
  readonly #rtts = new Map<string, Map<string, number>>();
  #reordering = false;
  #reordered = false;

  constructor(options: CoreOptions) {
    this.policy = options.policy;
    this.clock = options.clock;
    this.random = options.random;
    this.observer = options.observer;
    this.classify = guardClassify(options.classify);
    this.choice = { policy: this.policy.choice, random: this.random };
    this.retryBudget = new RetryBudget(this.policy.retry.share, this.policy.retry.burst);
    this.probeBudget = new RetryBudget(this.policy.circuit.probeShare, this.policy.circuit.probeBurst);
    const now = this.clock.monotonic();
    this.quotas = this.policy.quotas.map((quota) => new TokenQuota(quota, now));
    const peers = new Map(options.endpoints.map(({ model }) => [model, new LatencyEstimate(this.policy.latency)]));
    this.states = options.endpoints.map((endpoint) => {
      const quotas = this.quotas.filter(
        ({ policy: { model, location = endpoint.location } }) =>
          model === endpoint.model && location === endpoint.location,
      );
      const ofModel = peers.get(endpoint.model) ?? new LatencyEstimate(this.policy.latency);
      return new EndpointState(endpoint, { ...options, quotas, peers: ofModel, onReorder: () => this.reorder() });
    });
  }

  tierOf(models: readonly string[] | undefined): Tier {
    const key = models?.join('\n');
    let tier = this.#tiers.get(key);
    if (tier === undefined) {
      tier = createTier(models, this.states);
      this.#tiers.set(key, tier);
    }
    return tier;
  }

  /** Remembered: the trigonometry would cost more than the rest of the choice. */
  rttMs(from: string | undefined, to: string): number {
    if (from === undefined) {
      return 0;
    }
    let row = this.#rtts.get(from);
    if (row === undefined) {
      row = new Map(this.states.map(({ endpoint }) => [endpoint.location, estimateRttMs(from, endpoint.location)]));
      this.#rtts.set(from, row);
    }
    return row.get(to) ?? 0;
  }

  hedgeOf(model: string): HedgeControl {
    let control = this.hedging.get(model);
    if (control === undefined) {
      control = new HedgeControl(this.policy.hedge);
      this.hedging.set(model, control);
    }
    return control;
  }

  usualOf(model: string, size: string): Usual {
    let sizes = this.usual.get(model);
    if (sizes === undefined) {
      sizes = new Map();
      this.usual.set(model, sizes);
    }
    let usual = sizes.get(size);
    if (usual === undefined) {
      usual = new Usual(this.policy);
      sizes.set(size, usual);
    }
    return usual;
  }

  /** Nobody answers this kind of request any more; told once. */
  onOutage(tier: Tier, size: string): void {
    const key = outageKey(tier, size);
    if (!this.#outages.has(key)) {
      this.#outages.set(key, { tier, size });
      this.observer.outage({ tier: tier.name, size, state: 'began' });
    }
  }

  onAnswer(tier: Tier, size: string): void {
    for (const request of this.undecided) {
      request.advance();
    }
    if (this.#outages.size > 0 && this.#outages.delete(outageKey(tier, size))) {
      this.observer.outage({ tier: tier.name, size, state: 'ended' });
    }
  }

  /**
   * While nobody answers, a few calls a second go on looking: the first ones of requests, and, while those leave half of
   * what may be saved up, further ones.
   */
  takeOutageCall({ tier, size, isFirst }: { tier: Tier; size: string; isFirst: boolean }, now: number): boolean {
    const { callsPerS, burst } = this.policy.outage;
    const key = outageKey(tier, size);
    let bucket = this.#outageBuckets.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(1_000 / callsPerS, burst, now);
      this.#outageBuckets.set(key, bucket);
    }
    return bucket.take(burst, now, isFirst ? 0 : burst / 2);
  }

  snapshot(): Omit<PoolSnapshot, 'excluded' | 'observer_errors'> {
    const now = this.clock.monotonic();
    const usual = [...this.usual].flatMap(([model, sizes]) =>
      [...sizes].map(([size, { samples, medianMs, tailMs, lateMs }]) => ({
        model,
        size,
        samples,
        median_ms: medianMs,
        tail_ms: tailMs,
        late_ms: lateMs,
      })),
    );
    return {
      endpoints: this.states.map((state) => state.snapshot(this.#sizesDownAt(state), now)),
      usual,
      outages: [...this.#outages.values()].map(({ tier, size }) => ({ tier: tier.name, size })),
      requests: this.requests.size,
      waiting: this.waiting.size,
      retry_tokens: this.retryBudget.tokens,
      hedge_tokens: Object.fromEntries([...this.hedging].map(([model, { tokens }]) => [model, tokens])),
    };
  }

  /** In an outage nobody is to blame, so circuits stay closed; but nobody answers there either. */
  #sizesDownAt(state: EndpointState): ReadonlySet<string> {
    const down = [...this.#outages.values()].filter(({ tier }) =>
      tier.members.some((member) => member.state === state),
    );
    return new Set(down.map(({ size }) => size));
  }

  close(): void {
    for (const request of [...this.requests]) {
      request.close();
    }
    for (const state of this.states) {
      state.close();
    }
  }

  /** Rare: a circuit has opened or closed, or an endpoint is gone for long. Everybody who waits looks again. */
  reorder(): void {
    this.#reordered = true;
    if (this.#reordering) {
      return;
    }
    this.#reordering = true;
    while (this.#reordered) {
      this.#reordered = false;
      for (const request of [...this.waiting]) {
        request.advance();
      }
    }
    this.#reordering = false;
  }
}

const outageKey = (tier: Tier, size: string): string => `${tier.name}\n${size}`;

/** A classifier that throws must not cost a slot: what it could not understand counts as unknown. */
function guardClassify(classify: ClassifyFailure): ClassifyFailure {
  return (error) => {
    try {
      return classify(error);
    } catch {
      return { fault: 'endpoint', retryAfterMs: null };
    }
  };
}
