import { SECOND } from './region-model.ts';

/** Share of a worker's concurrency beyond which Cloud Run adds instances: what our infrastructure sets, and its default. */
export const OUR_TARGET = 0.95;
export const DEFAULT_TARGET = 0.6;

const STABLE_MS = 60 * SECOND;
const PANIC_MS = 6 * SECOND;

/**
 * Cloud Run's own autoscaling, as Knative publishes it (knative.dev, "autoscaling algorithm"): the mean concurrency of
 * 60 s over the target, or of the last 6 s while that asks for twice what there is; in panic nothing is let go. Google does
 * not publish its own numbers.
 */
export function createPlatformRule(options: { readonly slots: number; readonly target: number }) {
  const samples: { readonly atMs: number; readonly active: number }[] = [];
  let panicUntilMs = 0;
  let panicFloor = 0;

  const mean = (fromMs: number): number => {
    const recent = samples.filter(({ atMs }) => atMs > fromMs);
    return recent.reduce((sum, { active }) => sum + active, 0) / Math.max(1, recent.length);
  };

  return {
    wanted(nowMs: number, { active, instances }: { readonly active: number; readonly instances: number }): number {
      samples.push({ atMs: nowMs, active });
      while ((samples[0]?.atMs ?? nowMs) <= nowMs - STABLE_MS) {
        samples.shift();
      }
      const perInstance = options.slots * options.target;
      // Just below a whole number is that number: 76 of 80 slots are 95 % of one instance.
      const stable = Math.ceil(mean(nowMs - STABLE_MS) / perInstance - 1e-9);
      const panic = Math.ceil(mean(nowMs - PANIC_MS) / perInstance - 1e-9);
      if (panic >= 2 * Math.max(1, instances)) {
        panicUntilMs = nowMs + STABLE_MS;
        panicFloor = Math.max(panicFloor, instances);
      }
      if (nowMs >= panicUntilMs) {
        panicFloor = 0;
        return stable;
      }
      panicFloor = Math.max(panicFloor, panic);
      return Math.max(stable, panicFloor);
    },
  };
}
