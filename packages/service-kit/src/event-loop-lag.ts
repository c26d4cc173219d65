import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late the event loop is. */
export interface EventLoopLag {
  /** Milliseconds by which it was late on average since it was last asked. */
  read(): number;
  stop(): void;
}

/** Between two samples. Each costs a wake-up. */
const RESOLUTION_MS = 20;
const NS_PER_MS = 1_000_000;

/** Measures this process's event loop from now on. */
export function measureEventLoopLag(): EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    read() {
      // A sample is the whole time from one to the next; before the first the mean is no number.
      const meanMs = delays.count === 0 ? 0 : delays.mean / NS_PER_MS;
      delays.reset();
      return Math.max(0, meanMs - RESOLUTION_MS);
    },
    stop: () => void delays.disable(),
  };
}
