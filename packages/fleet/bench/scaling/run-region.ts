import { type Random, seededRandom } from '@sets/clock';
import {
  DEFAULT_SCALING_POLICY,
  queueConcurrency,
  type ScalingMemory,
  wantedInstances,
} from '../../src/scaling/wanted-instances.ts';
import { createPlatformRule, OUR_TARGET } from './platform-rule.ts';
import { createRegionModel, type ModelOptions, SECOND } from './region-model.ts';

export interface RunOptions {
  readonly arrivals: ModelOptions['arrivals'];
  readonly untilMs: number;
  /** Who sets floor and queue: our decision, nobody, or our decision until it falls silent. */
  readonly controller: 'ours' | 'none' | { readonly silentFromMs: number };
  readonly floor?: (nowMs: number) => number;
  readonly ceiling?: number;
  readonly target?: number;
  readonly slots?: number;
  readonly startMs?: number;
  readonly instances?: number;
  /** Of the queue while nobody controls it: what the deployment sets. */
  readonly queueConcurrency?: number;
  readonly seed?: number;
}

export interface Sample {
  readonly atMs: number;
  readonly depth: number;
  readonly instances: number;
}

export interface RegionRun {
  readonly samples: readonly Sample[];
  readonly instanceMs: number;
  readonly waits: readonly number[];
  readonly refused: number;
  readonly left: number;
}

const STEP_MS = 100;
const DECIDE_EVERY_MS = 5 * SECOND;
/** What Cloud Tasks says of its depth is an estimate, some seconds old. */
const DEPTH_LAG_MS = 3 * SECOND;
const PLATFORM_EVERY_MS = 2 * SECOND;
/** Google keeps an idle instance for up to 15 minutes. */
export const IDLE_MS = 600 * SECOND;

/** A region under the shipped decision, Cloud Run's own rule and a queue that tells its depth late. */
export function runRegion(options: RunOptions): RegionRun {
  const { slots = 80, startMs = 8 * SECOND, instances = 1, ceiling = 100, controller, floor = () => 1 } = options;
  const random: Random = seededRandom(options.seed ?? 1);
  const fixed = options.queueConcurrency ?? queueConcurrency({ instances, slots });
  const model = createRegionModel({
    ...{ random, arrivals: options.arrivals, slots, startMs, instances, ceiling },
    queueConcurrency: fixed,
  });
  const platform = createPlatformRule({ slots, target: options.target ?? OUR_TARGET });
  const samples: Sample[] = [];
  const told: { readonly atMs: number; readonly depth: number }[] = [];
  let memory: ScalingMemory | null = null;
  let ourFloor = floor(0);
  const speaks = (nowMs: number): boolean =>
    controller === 'ours' || (controller !== 'none' && nowMs < controller.silentFromMs);

  for (let nowMs = 0; nowMs <= options.untilMs; nowMs += STEP_MS) {
    model.advanceTo(nowMs);
    if (nowMs % SECOND === 0) {
      told.push({ atMs: nowMs, depth: model.depth() });
      samples.push({ atMs: nowMs, depth: model.depth(), instances: model.instances() });
      while ((told[1]?.atMs ?? nowMs) <= nowMs - DEPTH_LAG_MS) {
        told.shift();
      }
    }
    if (nowMs % DECIDE_EVERY_MS === 0 && speaks(nowMs)) {
      const view = { nowMs, depth: told[0]?.depth ?? null, active: model.active(), instances: model.ready(), slots };
      memory = wantedInstances(view, memory, { floor: floor(nowMs), ceiling, ...DEFAULT_SCALING_POLICY });
      ourFloor = memory.wanted;
      model.setConcurrency(queueConcurrency(view));
    }
    if (nowMs % PLATFORM_EVERY_MS === 0) {
      const wish = platform.wanted(nowMs, { active: model.active(), instances: model.instances() });
      model.setInstances(Math.max(ourFloor, wish), IDLE_MS);
    }
  }
  return { samples, ...model.counts() };
}

/** Changes of direction of the number of instances. */
export function reversals(samples: readonly Sample[]): number {
  let direction = 0;
  let count = 0;
  for (const [index, { instances }] of samples.entries()) {
    const step = Math.sign(instances - (samples[index - 1]?.instances ?? instances));
    if (step !== 0 && direction !== 0 && step !== direction) {
      count += 1;
    }
    direction = step === 0 ? direction : step;
  }
  return count;
}

/** Seconds from `fromMs` until fewer than `below` wait; infinite when that never comes. */
export function drainedAfterS(samples: readonly Sample[], fromMs: number, below: number): number {
  const at = samples.find(({ atMs, depth }) => atMs > fromMs && depth < below)?.atMs;
  return at === undefined ? Number.POSITIVE_INFINITY : (at - fromMs) / SECOND;
}
