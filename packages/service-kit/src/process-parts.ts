import type { RequestListener } from 'node:http';
import type { Clock, Random } from '@sets/clock';
import type { EventLoopLag } from './event-loop-lag.ts';
import type { Listening } from './http/listen.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Logger } from './log/logger.ts';
import type { Tracer } from './tracing/tracer.ts';

/** What a process hands to everything that it builds. */
export interface ProcessParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly tracer: Tracer;
  /** Takes the release of each part, right after the part was made. */
  readonly lifecycle: Pick<Lifecycle, 'defer'>;
}

/** What comes from outside an app: with the configuration, all that its `compose` function needs. */
export interface ServiceParts extends ProcessParts {
  /** Lets the app answer at the process's port. Closing the server is the app's, which knows how to end. */
  readonly serve: (app: RequestListener) => Promise<Listening>;
  /** Of the process, for parts that do less while it is late. */
  readonly eventLoopLag: EventLoopLag;
}
