import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

export interface LoopOptions {
  readonly clock: Clock;
  /** From the end of one run to the start of the next. */
  readonly everyMs: number;
  /** Makes each pause longer or shorter by up to `share` (0 to 1) of it, so that instances do not act as one. */
  readonly jitter?: { readonly share: number; readonly random: Random };
  /** Default: `everyMs`, with its jitter. */
  readonly firstAfterMs?: number;
  /** A run that fails is the next one's to repair; this only tells of it. */
  readonly onError: (error: unknown) => void;
  /** True keeps the process alive for the next run. Default: work in the background lets it end. */
  readonly keepsProcessAlive?: boolean;
}

export interface Loop {
  /** No run begins any more. Resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** Repeats `run` until stopped; a run never overlaps the one before it. */
export function startLoop(run: () => Promise<unknown>, options: LoopOptions): Loop {
  const { clock, everyMs, jitter, onError, keepsProcessAlive = false } = options;
  let stopped = false;
  let cancel = (): void => {};
  let running = Promise.resolve();

  const pauseMs = (): number =>
    jitter === undefined ? everyMs : everyMs * (1 + jitter.share * (2 * jitter.random() - 1));

  function arm(ms: number): void {
    cancel = clock.schedule(
      () => {
        running = turn();
      },
      ms,
      { unref: !keepsProcessAlive },
    );
  }

  async function turn(): Promise<void> {
    try {
      await run();
    } catch (error) {
      onError(error);
    } finally {
      if (!stopped) {
        arm(pauseMs());
      }
    }
  }

  arm(options.firstAfterMs ?? pauseMs());
  return {
    stop() {
      stopped = true;
      cancel();
      return running;
    },
  };
}
