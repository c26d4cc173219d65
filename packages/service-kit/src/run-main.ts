import { type Clock, systemClock } from '@sets/clock';
import { PortTakenError } from './http/listen.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import type { Logger } from './log/logger.ts';

/** Cloud Run sends SIGKILL 10 s after SIGTERM; stopping by ourselves before that leaves a word in the log. */
const STOP_TIMEOUT_MS = 9_500;

export interface MainOptions {
  readonly logger: Logger;
  /** Acquires everything, deferring each release. What was acquired before it throws is released too. */
  readonly start: (lifecycle: Lifecycle) => Promise<void>;
  readonly clock?: Clock;
}

/**
 * Runs a service until SIGTERM or SIGINT, then releases everything in reverse order and exits: 0 when all went well,
 * 1 when starting or stopping failed, took more than 9.5 s, or an error escaped. A second signal exits at once.
 */
export async function runMain({ logger, start, clock = systemClock }: MainOptions): Promise<void> {
  const lifecycle = createLifecycle({ logger });
  let stopping = false;
  let escaped = false;

  const stop = async (code: number): Promise<void> => {
    if (stopping) {
      process.exit(1);
    }
    stopping = true;
    clock.schedule(() => {
      logger.error('Stopping took too long; exiting with work unfinished');
      process.exit(1);
    }, STOP_TIMEOUT_MS);
    const failed = await lifecycle.stop();
    process.exit(failed.length === 0 && !escaped ? code : 1);
  };
  const stopOnSignal = (signal: NodeJS.Signals): void => {
    logger.info(`Stopping on ${signal}`);
    void stop(0);
  };
  const stopOnEscape = (error: unknown): void => {
    logger.error('An error escaped', { error });
    escaped = true;
    // While stopping, what is still to be released matters more: work may have to be handed back.
    if (!stopping) {
      void stop(1);
    }
  };
  process.on('SIGTERM', stopOnSignal);
  process.on('SIGINT', stopOnSignal);
  process.on('uncaughtException', stopOnEscape);
  process.on('unhandledRejection', stopOnEscape);

  try {
    await start(lifecycle);
  } catch (error) {
    if (stopping) {
      return;
    }
    // A taken port is the operator's to mend: a sentence, not a stack.
    if (error instanceof PortTakenError) {
      logger.error(error.message);
    } else {
      logger.error('Could not start', { error });
    }
    await stop(1);
  }
}
