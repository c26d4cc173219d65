import type { Clock, Random } from '../clock.ts';
import type { Failure } from '../failure/classify-failure.ts';
import type { PoolObserver } from '../observe/observer.ts';
import type { EndpointSnapshot } from '../observe/snapshot.ts';
import type { PoolPolicy } from '../policy.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { Circuit, type CircuitVerdict } from './circuit.ts';
import { Cooldown } from './cooldown.ts';
import type { Endpoint } from './endpoint.ts';
import { LatencyEstimate } from './latency-estimate.ts';
import { type CreatePacingQueue, Pacing } from './pacing.ts';
import { Slot, type SlotOwner, type Verdict } from './slot.ts';

/**
 * `free`: take a slot now. `probe`: likewise, as the one probe. `full`: healthy, wait for a slot. `cooling`: healthy
 * and back shortly, wait. `blocked`: not before `retryAt`.
 */
export type Admission = 'free' | 'probe' | 'full' | 'cooling' | 'blocked';

export interface EndpointDeps {
  readonly policy: PoolPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly createPacingQueue: CreatePacingQueue;
  readonly observer: Required<PoolObserver>;
  /** Latencies of all endpoints of the same model; the prior for one that has none of its own. */
  readonly peers: LatencyEstimate;
  /** Something changed that a waiting request may have waited for. */
  readonly onChange: () => void;
}

/** All that the pool knows of one endpoint, and the only place where slots on it are made and end. */
export class EndpointState implements SlotOwner {
  readonly endpoint: Endpoint;
  readonly pacing: Pacing;
  readonly #deps: EndpointDeps;
  readonly #circuit: Circuit;
  readonly #limit: AdaptiveLimit;
  readonly #cooldown: Cooldown;
  readonly #latency: LatencyEstimate;
  #inFlight = 0;
  #undecided = 0;
  #undecidedStartSum = 0;
  readonly #counts = { attempts: 0, successes: 0, failures: 0, rateLimited: 0 };

  constructor(endpoint: Endpoint, deps: EndpointDeps) {
    const { policy, clock, random } = deps;
    this.endpoint = endpoint;
    this.#deps = deps;
    this.#limit = new AdaptiveLimit(policy.concurrency);
    this.#cooldown = new Cooldown(policy.cooldown, random);
    this.#latency = new LatencyEstimate(policy.latency);
    this.pacing = new Pacing(policy.pacing.minIntervalMs, this.#limit.current, clock, deps.createPacingQueue);
    this.#circuit = new Circuit(policy.circuit, random, (change) => {
      if (change.to === 'closed') {
        this.#limit.restart();
      }
      deps.observer.circuit({ ...change, endpoint });
    });
  }

  get limit(): number {
    return this.#limit.current;
  }

  admission(now: number): Admission {
    const gate = this.#circuit.admits(now);
    if (gate === 'no') {
      return 'blocked';
    }
    const cooldownMs = this.#cooldown.until - now;
    if (cooldownMs > 0) {
      return cooldownMs > this.#deps.policy.cooldown.maxWaitMs ? 'blocked' : 'cooling';
    }
    if (this.#inFlight >= this.#limit.current) {
      return 'full';
    }
    return gate === 'probe' ? 'probe' : 'free';
  }

  /** The earliest monotonic time at which a new request may have luck here. */
  retryAt(now: number): number {
    const { state } = this.#circuit.snapshot(now);
    // Half-open with its probe out: the verdict comes about one usual latency from now.
    const verdictAt = state === 'half_open' ? now + this.#usualMs() : Number.POSITIVE_INFINITY;
    const gateAt = Math.min(this.#circuit.admitsAt(now), verdictAt);
    const slotAt = this.#inFlight >= this.#limit.current ? now + this.#usualMs() : now;
    return Math.max(gateAt, slotAt, this.#cooldown.until);
  }

  /** Expected time of a call that starts now: latency × load + pacing. `rttMs` counts only while nothing is measured. */
  predictMs(now: number, sizeBucket: string, rttMs: number): number {
    const own = this.#latency.read(sizeBucket, now, this.#undecided === 0);
    // Calls that have been out for longer than usual say so before they end.
    const meanAge = this.#undecided === 0 ? 0 : now - this.#undecidedStartSum / this.#undecided;
    const latency = Math.max(own ?? this.#priorMs(sizeBucket, now, rttMs), meanAge);
    const limit = this.#limit.current;
    return latency * (1 + this.#inFlight / limit) + this.pacing.waitMs(limit, now);
  }

  /** Takes a slot; only after `admission` said `free` or `probe`. */
  acquire(now: number): Slot {
    const ticket = this.#circuit.enter(now, this.#latency.slowestMs);
    this.#inFlight += 1;
    const slot = new Slot(this, ticket, this.#inFlight - this.pacing.queued, now);
    this.#undecided += 1;
    this.#undecidedStartSum += now;
    this.#counts.attempts += 1;
    return slot;
  }

  /** The call waited for pacing and starts only now. */
  begin(slot: Slot, now: number): void {
    if (slot.hasVerdict) {
      return;
    }
    this.#undecidedStartSum += now - slot.startedAt;
    slot.startedAt = now;
  }

  onVerdict(slot: Slot, verdict: Verdict): void {
    const now = this.#deps.clock.monotonic();
    this.#undecided -= 1;
    this.#undecidedStartSum = this.#undecided === 0 ? 0 : this.#undecidedStartSum - slot.startedAt;
    this.#learnLatency(verdict, now);
    if (verdict.kind === 'success') {
      this.#counts.successes += 1;
      this.#cooldown.onSuccess(slot.startedAt);
      this.#limit.onSuccess(slot.level, slot.startedAt, now);
    } else if (verdict.kind === 'failed') {
      this.#onFailure(verdict.failure, slot, now);
    } else if (verdict.kind === 'timeout') {
      this.#counts.failures += 1;
    }
    this.#circuit.record(slot.ticket, circuitVerdict(verdict, slot), now);
    this.#deps.onChange();
  }

  onRelease(): void {
    this.#inFlight -= 1;
    this.#deps.onChange();
  }

  snapshot(now: number): EndpointSnapshot {
    const cooldownMs = this.#cooldown.until - now;
    const circuit = this.#circuit.snapshot(now);
    return {
      model: this.endpoint.model,
      location: this.endpoint.location,
      admission: this.admission(now),
      circuit: circuit.state,
      failures_in_row: circuit.failuresInRow,
      retry_in_ms: Math.ceil(this.retryAt(now) - now),
      cooldown_ms: Math.max(0, Math.ceil(cooldownMs)),
      in_flight: this.#inFlight,
      lingering: this.#inFlight - this.#undecided,
      paced: this.pacing.queued,
      limit: this.#limit.current,
      latency_ms: this.#latency.slowestMs === 0 ? null : Math.round(this.#latency.slowestMs),
      attempts: this.#counts.attempts,
      successes: this.#counts.successes,
      failures: this.#counts.failures,
      rate_limited: this.#counts.rateLimited,
    };
  }

  #usualMs(): number {
    return this.#latency.slowestMs || this.#deps.policy.latency.priorMs;
  }

  #priorMs(sizeBucket: string, now: number, rttMs: number): number {
    const assumed = this.#deps.policy.latency.priorMs;
    return Math.min(assumed, this.#deps.peers.read(sizeBucket, now, false) ?? assumed) + rttMs;
  }

  #learnLatency(verdict: Verdict, now: number): void {
    if (verdict.kind === 'success') {
      this.#latency.observe(verdict.ms, verdict.sizeBucket, now);
      this.#deps.peers.observe(verdict.ms, verdict.sizeBucket, now);
    } else if (verdict.kind !== 'failed' && verdict.ms > 0) {
      this.#latency.observeAtLeast(verdict.ms, verdict.sizeBucket, now);
    }
  }

  #onFailure(failure: Failure, slot: Slot, now: number): void {
    const { observer } = this.#deps;
    const until = this.#cooldown.until;
    if (failure.class === 'rate_limited') {
      this.#counts.rateLimited += 1;
      const from = this.#limit.current;
      this.#limit.onRejected(slot.level, slot.startedAt, now);
      const to = this.#limit.current;
      if (to < from) {
        observer.limit({ endpoint: this.endpoint, from, to });
      }
      this.#cooldown.onRateLimited(failure.retryAfterMs, slot.startedAt, now);
    } else if (failure.class === 'not_found') {
      this.#cooldown.onNotFound(now);
    } else if (failure.class === 'endpoint') {
      this.#counts.failures += 1;
    }
    if (this.#cooldown.until === until) {
      return;
    }
    const reason = failure.class === 'not_found' ? 'not_found' : 'rate_limited';
    const hinted = failure.retryAfterMs !== null;
    observer.cooldown({ endpoint: this.endpoint, ms: this.#cooldown.until - now, reason, hinted });
  }
}

/** Only broken endpoints count. A probe that lost its race counts too: else a hanging endpoint would be probed by all. */
function circuitVerdict(verdict: Verdict, slot: Slot): CircuitVerdict {
  if (verdict.kind === 'success') {
    return 'success';
  }
  if (verdict.kind === 'timeout') {
    return 'failure';
  }
  if (verdict.kind === 'abandoned') {
    return verdict.lost && slot.ticket.probeDeadline !== null ? 'failure' : 'neutral';
  }
  return verdict.failure.class === 'endpoint' ? 'failure' : 'neutral';
}
