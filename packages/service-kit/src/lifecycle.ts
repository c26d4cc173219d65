import type { Logger } from './log/logger.ts';

/** What it gives is awaited when it is a promise, and not looked at. */
export type Release = () => unknown;

/** What has been started, so that it can be stopped: in reverse order, each once, one failure stopping no other. */
export interface Lifecycle {
  /** Registers how to release what was just acquired. After `stop` began, it is released at once. */
  defer(name: string, release: Release): void;
  /** Resolves with the names of the releases that failed. Further calls join the first. */
  stop(): Promise<readonly string[]>;
}

export function createLifecycle({ logger }: { readonly logger: Logger }): Lifecycle {
  const releases: { readonly name: string; readonly release: Release }[] = [];
  const failed: string[] = [];
  let stopping: Promise<readonly string[]> | undefined;

  const releaseOne = async ({ name, release }: (typeof releases)[number]): Promise<void> => {
    try {
      await release();
    } catch (error) {
      failed.push(name);
      logger.error(`Could not release ${name}`, { error });
    }
  };
  const releaseAll = async (): Promise<readonly string[]> => {
    for (let next = releases.pop(); next !== undefined; next = releases.pop()) {
      await releaseOne(next);
    }
    return failed;
  };

  return {
    defer(name, release) {
      releases.push({ name, release });
      if (stopping !== undefined) {
        stopping = stopping.then(releaseAll);
      }
    },
    stop() {
      stopping ??= releaseAll();
      return stopping;
    },
  };
}
