import type { Clock } from '@sets/clock';
import { noTracing, type Tracer } from '@sets/service-kit';

/** How long each step of a job took, in whole milliseconds, as its timings show them. */
export interface StepTimes {
  /** Measures `run`, also when it fails. */
  measure<T>(step: string, run: () => Promise<T>): Promise<T>;
  /** Notes that so much time has passed since the start. */
  mark(step: string): void;
  set(step: string, ms: number): void;
  /** So far; a copy. */
  read(): Record<string, number>;
}

/** `onMeasured` hears of each step that has ended; each has a span. */
export function createStepTimes(
  clock: Clock,
  onMeasured: (times: Record<string, number>) => void,
  tracer: Pick<Tracer, 'span'> = noTracing,
): StepTimes {
  const startedAt = clock.monotonic();
  const times: Record<string, number> = {};
  const set = (step: string, ms: number): void => {
    times[step] = Math.round(ms);
  };
  return {
    async measure(step, run) {
      const from = clock.monotonic();
      try {
        return await tracer.span(`job.${step}`, {}, run);
      } finally {
        set(step, clock.monotonic() - from);
        onMeasured({ ...times });
      }
    },
    mark: (step) => set(step, clock.monotonic() - startedAt),
    set,
    read: () => ({ ...times }),
  };
}
