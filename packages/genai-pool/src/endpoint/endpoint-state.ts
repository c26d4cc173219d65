import { type Clock, isoTime, type Random } from '@sets/clock';
import type { TokenQuota } from '../budget/token-quota.ts';
import type { Failure } from '../failure/fault.ts';
import type { CooldownReason, PoolObserver } from '../observe/observer.ts';
import type { EndpointSnapshot } from '../observe/snapshot.ts';
import type { PoolPolicy } from '../policy.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import type { Availability } from './availability.ts';
import { Circuit } from './circuit.ts';
import { Cooldown } from './cooldown.ts';
import { DeadlineLine } from './deadline-line.ts';
import type { Endpoint } from './endpoint.ts';
import { LatencyEstimate } from './latency-estimate.ts';
import { type CreatePacingQueue, Pacing } from './pacing.ts';
import { Served } from './served.ts';
import { showCircuits } from './show-circuits.ts';
import { Slot, type SlotOwner } from './slot.ts';
import { SlowUnderLoad, type TimedCall } from './slow-under-load.ts';

/** Somebody in an endpoint's line. */
export interface Waiter {
  /** What its call is expected to cost. */
  readonly tokens: number;
  /** Look again: something may be free. */
  advance(): void;
}

export interface EndpointDeps {
  readonly policy: PoolPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly createPacingQueue: CreatePacingQueue;
  readonly observer: Required<PoolObserver>;
  readonly quotas: readonly TokenQuota[];
  /** Latencies of all endpoints of the same model; the prior for one that has none of its own. */
  readonly peers: LatencyEstimate;
  /** The order of endpoints may have changed, or one has gone: everybody who waits must look again. */
  readonly onReorder: () => void;
}

/** What the endpoint learns from a call that was answered. */
export interface Answer {
  readonly ms: number;
  readonly size: string;
  /** False for what came late, and for probes, which count in their own way: somebody answers there, no more. */
  readonly counts: boolean;
  readonly startedAt: number;
}

/**
 * All that the pool knows of one endpoint, and the only place where slots on it are taken and given back.
 *
 * Longer than a file should be, and whole: it joins the parts, each of which is a file of its own, around one count of slots.
 */
export class EndpointState implements SlotOwner {
  readonly endpoint: Endpoint;
  /** Who waits for a slot, a turn or the end of a cooldown here. */
  readonly line = new DeadlineLine<Waiter>();
  readonly #deps: EndpointDeps;
  readonly #circuits = new Map<string, Circuit>();
  readonly #limit: AdaptiveLimit;
  readonly #cooldown: Cooldown;
  readonly #served: Served;
  readonly #latency: LatencyEstimate;
  readonly #slowness = new Map<string, SlowUnderLoad>();
  readonly #pacing: Pacing;
  #inFlight = 0;
  /** Those that have done so for the longest come first. */
  readonly #lingering = new Set<Slot>();
  #cancelAlarm: (() => void) | null = null;
  readonly #counts = { attempts: 0, successes: 0, failures: 0, rateLimited: 0 };

  constructor(endpoint: Endpoint, deps: EndpointDeps) {
    const { policy, clock, random } = deps;
    this.endpoint = endpoint;
    this.#deps = deps;
    this.#limit = new AdaptiveLimit(policy.concurrency);
    this.#cooldown = new Cooldown(policy.cooldown, random);
    this.#served = new Served(policy.cooldown.notServedMs);
    this.#latency = new LatencyEstimate(policy.latency);
    this.#pacing = new Pacing(policy.pacing.minIntervalMs, this.#limit.current, clock, deps.createPacingQueue);
  }

  get limit(): number {
    return this.#limit.current;
  }

  /** Calls that are out, those that count to no limit too. */
  get load(): number {
    return this.#inFlight + this.#lingering.size;
  }

  /** Made when a size of work is first seen here. */
  circuitOf(size: string): Circuit {
    let circuit = this.#circuits.get(size);
    if (circuit === undefined) {
      const { policy, random, clock, observer, onReorder } = this.#deps;
      circuit = new Circuit(policy.circuit, random, clock.monotonic(), (change) => {
        observer.circuit({ ...change, endpoint: this.endpoint, size });
        if (change.to === 'closed' || change.from === 'closed') {
          onReorder();
        }
      });
      this.#circuits.set(size, circuit);
    }
    return circuit;
  }

  /** The model is not served there, as far as is known. */
  isOff(now: number): boolean {
    return this.#served.isOff(now);
  }

  availability(tokens: number, now: number): Availability {
    if (this.#cooldown.until > now || this.#quotaWaitMs(tokens, now) > 0) {
      return 'cooling';
    }
    if (this.#occupied >= this.#limit.current) {
      return 'full';
    }
    return this.#pacing.waitMs(this.#limit.current, now) > 0 ? 'paced' : 'free';
  }

  /** The earliest monotonic time at which a call may start here, as far as time alone decides. */
  availableAt(tokens: number, now: number): number {
    const paced = now + Math.max(this.#quotaWaitMs(tokens, now), this.#pacing.waitMs(this.#limit.current, now));
    return Math.max(paced, this.#cooldown.until);
  }

  /**
   * What a call that starts now counts as: its latency, more with the load: hardly while that is easy, so that the
   * nearest keeps its calls, and soon a lot, so that no endpoint is filled while another is idle. `rttMs` is added only
   * while nothing is measured.
   */
  predictMs(now: number, size: string, rttMs: number): number {
    const { choice } = this.#deps.policy;
    const latencyMs = this.#latency.read(size, now) ?? this.#priorMs(size, now) + rttMs;
    return latencyMs * (1 + (this.#occupied / (choice.easyShare * this.#limit.current)) ** 3);
  }

  /** Takes a slot. Only when `free`; a probe may come on top of a full endpoint, for its calls may hang for long. */
  acquire(size: string, tokens: number, now: number): Slot {
    this.#pacing.take(this.#limit.current, now);
    for (const quota of this.#deps.quotas) {
      quota.take(tokens, now);
    }
    this.#inFlight += 1;
    this.#counts.attempts += 1;
    this.#limit.onBegin(this.load, now);
    this.circuitOf(size).onCall(now);
    return new Slot(this, { level: this.load, size, now });
  }

  /** At most as many linger as may be in flight, so that the upstream never sees more than twice the limit. */
  onLinger(slot: Slot): void {
    this.#inFlight -= 1;
    this.#lingering.add(slot);
    const [oldest] = this.#lingering;
    if (this.#lingering.size > this.#limit.current) {
      oldest?.pushOut();
    }
    this.serveLine();
  }

  onRelease(slot: Slot, state: 'taken' | 'lingering'): void {
    if (state === 'lingering') {
      this.#lingering.delete(slot);
    } else {
      this.#inFlight -= 1;
      this.serveLine();
    }
  }

  onAnswer(slot: Slot, { ms, size, counts, startedAt }: Answer): void {
    const now = this.#deps.clock.monotonic();
    this.#counts.successes += 1;
    const priorMs = this.#priorMs(size, now);
    this.#latency.observe(ms, size, { priorMs, now });
    this.#deps.peers.observe(ms, size, { priorMs, now });
    this.#served.onAnswer();
    this.#cooldown.onAnswer(startedAt);
    this.#limit.onSuccess(slot.level, startedAt, now);
    this.#watchSlowness(size, { ms, level: slot.level, startedAt }, now);
    this.circuitOf(size).onAnswer(startedAt, counts, now);
  }

  /** `request` tells one request from another. */
  onFailure(slot: Slot, failure: Failure, call: { size: string; startedAt: number; request: object }): void {
    const now = this.#deps.clock.monotonic();
    const { fault, retryAfterMs } = failure;
    if (fault === 'rate_limited') {
      this.#onRateLimited(slot, retryAfterMs, call.startedAt, now);
      return;
    }
    if (fault === 'request') {
      this.circuitOf(call.size).onRefusal();
    } else {
      this.#counts.failures += 1;
      this.circuitOf(call.size).onFailure(fault, now);
    }
    if (fault === 'not_served' && this.#served.onNotServed(call.request, now)) {
      this.#tellCooldown('not_served', this.#served.offUntil - now, false);
    } else if (fault === 'endpoint' && retryAfterMs !== null) {
      this.#coolDown(() => this.#cooldown.onHint(retryAfterMs, now), 'unavailable', true);
    }
  }

  /** A call has been silent for too long; it may still be answered. */
  onLate(size: string): void {
    const now = this.#deps.clock.monotonic();
    this.#counts.failures += 1;
    this.circuitOf(size).onFailure('endpoint', now);
  }

  /** What a call really cost; 0 when it was refused. */
  settleTokens(estimate: number, actual: number): void {
    for (const quota of this.#deps.quotas) {
      quota.settle(estimate, actual);
    }
  }

  /** What another instance has learned: a cooldown that the service asked for, and what the endpoint carries. */
  learn(cooldownMs: number, ceiling: number | null): void {
    if (cooldownMs > 0) {
      const now = this.#deps.clock.monotonic();
      this.#coolDown(() => this.#cooldown.extend(now + cooldownMs), 'learned', true);
    }
    if (ceiling !== null) {
      this.#limit.learn(ceiling);
    }
  }

  /** Lets as many in as there is room for, the most urgent first, and sees to it that the rest are called in time. */
  serveLine(): void {
    const { clock } = this.#deps;
    let first = this.line.first;
    while (first !== null && this.availability(first.tokens, clock.monotonic()) === 'free') {
      first.advance();
      const next = this.line.first;
      // Who is first again found nothing here after all: the next change calls it.
      first = next === first ? null : next;
    }
    this.watchLine();
  }

  /** Slots come free by events; turns and ends of cooldowns by time alone, so somebody must look at the clock. */
  watchLine(): void {
    const first = this.line.first;
    const now = this.#deps.clock.monotonic();
    const availability = first === null ? 'free' : this.availability(first.tokens, now);
    if (availability === 'paced') {
      this.#pacing.askForTurn(
        () => this.#limit.current,
        () => this.serveLine(),
      );
    } else if (availability === 'cooling' && this.#cancelAlarm === null) {
      const ring = () => {
        this.#cancelAlarm = null;
        this.serveLine();
      };
      const waitMs = this.availableAt(first?.tokens ?? 0, now) - now;
      // Never at once: a wait too short for the clock to show would ring again and again.
      this.#cancelAlarm = this.#deps.clock.schedule(ring, Math.max(1, waitMs));
    }
  }

  close(): void {
    this.#cancelAlarm?.();
  }

  /** `sizesDown`: what nobody answers anywhere. */
  snapshot(sizesDown: ReadonlySet<string>, now: number): EndpointSnapshot {
    const { clock } = this.#deps;
    const cooldownMs = this.#cooldown.until - now;
    const latencyMs = this.#latency.slowestMs;
    return {
      model: this.endpoint.model,
      location: this.endpoint.location,
      ...showCircuits(this.#circuits, sizesDown),
      availability: this.isOff(now) ? 'off' : this.availability(0, now),
      in_flight: this.#inFlight,
      lingering: this.#lingering.size,
      concurrency_limit: this.#limit.current,
      concurrency_ceiling: this.#limit.learned,
      latency_ms: latencyMs === null ? null : Math.round(latencyMs),
      cooldown_until: cooldownMs > 0 ? isoTime(clock.now() + cooldownMs) : null,
      attempts: this.#counts.attempts,
      successes: this.#counts.successes,
      failures: this.#counts.failures,
      rate_limited: this.#counts.rateLimited,
    };
  }

  /**
   * A late call still takes its place upstream where that answers its size of work, only slowly. It counts no more when
   * it hangs: nobody has been answered since it began, or somebody who began when it was late already.
   */
  get #occupied(): number {
    let slow = 0;
    for (const { size, takenAt, lingersSince } of this.#lingering) {
      const { answeredAt, newestAnswered } = this.circuitOf(size);
      slow += answeredAt > takenAt && newestAnswered < lingersSince ? 1 : 0;
    }
    return this.#inFlight + slow;
  }

  #watchSlowness(size: string, call: TimedCall, now: number): void {
    let watch = this.#slowness.get(size);
    if (watch === undefined) {
      watch = new SlowUnderLoad(this.#deps.policy.concurrency.slowness);
      this.#slowness.set(size, watch);
    }
    const verdict = watch.observe(call, this.#limit.isSlow);
    if (verdict !== null) {
      const from = this.#limit.current;
      this.#limit.onSlowness(verdict, now);
      this.#tellLimit(from);
    }
  }

  #tellLimit(from: number): void {
    const to = this.#limit.current;
    if (to < from) {
      this.#deps.observer.limit({ endpoint: this.endpoint, from, to });
    }
  }

  #onRateLimited(slot: Slot, hintMs: number | null, startedAt: number, now: number): void {
    this.#counts.rateLimited += 1;
    const from = this.#limit.current;
    this.#limit.onRejected(slot.level, startedAt, now);
    this.#tellLimit(from);
    this.#coolDown(() => this.#cooldown.onRateLimited(hintMs, startedAt, now), 'rate_limited', hintMs !== null);
  }

  #coolDown(extend: () => void, reason: CooldownReason, hinted: boolean): void {
    const before = this.#cooldown.until;
    extend();
    if (this.#cooldown.until > before) {
      this.#tellCooldown(reason, this.#cooldown.until - this.#deps.clock.monotonic(), hinted);
    }
  }

  #tellCooldown(reason: CooldownReason, ms: number, hinted: boolean): void {
    this.#deps.observer.cooldown({ endpoint: this.endpoint, ms, reason, hinted });
    if (ms > this.#deps.policy.cooldown.maxWaitMs) {
      this.#deps.onReorder();
    }
  }

  #quotaWaitMs(tokens: number, now: number): number {
    let wait = 0;
    for (const quota of this.#deps.quotas) {
      wait = Math.max(wait, quota.waitMs(tokens, now));
    }
    return wait;
  }

  #priorMs(size: string, now: number): number {
    return this.#deps.peers.read(size, now) ?? this.#deps.policy.latency.priorMs;
  }
}
