import { offsetClock, systemClock, systemRandom } from '@sets/clock';
import type { PlatformConfig } from '../config/platform-config.ts';
import { measureEventLoopLag } from '../event-loop-lag.ts';
import { listen } from '../http/listen.ts';
import { createServiceLogger } from '../log/service-logger.ts';
import type { ServiceParts } from '../process-parts.ts';
import { runMain } from '../run-main.ts';
import { createConfiguredTracer } from '../tracing/configured-tracer.ts';
import { createStartUpGate } from './start-up-gate.ts';

export interface Service {
  readonly name: string;
  /**
   * Load the code that the app is made of, in turn. While code is evaluated the process answers nobody; between two
   * pieces it answers the probes that have come.
   */
  readonly pieces: readonly (() => Promise<unknown>)[];
  /** Builds the app's parts and serves them. */
  readonly compose: (outside: ServiceParts) => Promise<unknown>;
}

export type ServiceConfig = PlatformConfig & { readonly PORT: number };

/** What a connection takes from the kernel to its answer, in turns of the event loop. */
const TURNS_PER_ANSWER = 4;

async function loadAll(pieces: Service['pieces']): Promise<void> {
  for (const load of pieces) {
    for (let turns = 0; turns < TURNS_PER_ANSWER; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await load();
  }
}

/** A service from its configuration to its end: opens the port, then loads and composes the app behind it. */
export async function runService(config: ServiceConfig, { name, pieces, compose }: Service): Promise<void> {
  const logger = createServiceLogger(name, config);
  await runMain({
    logger,
    async start(lifecycle) {
      const gate = createStartUpGate();
      const server = await listen(gate.handler, { port: config.PORT, host: config.HOST });
      lifecycle.defer('port', () => server.close({ graceMs: 0 }));
      const clock = offsetClock(systemClock, config.CLOCK_OFFSET_MS ?? 0);
      const tracer = createConfiguredTracer(config, { service: name, clock, logger, lifecycle });
      await loadAll(pieces);
      const eventLoopLag = measureEventLoopLag();
      lifecycle.defer('event loop lag', eventLoopLag.stop);
      await compose({
        clock,
        random: systemRandom,
        logger,
        tracer,
        lifecycle,
        eventLoopLag,
        async serve(app) {
          gate.open(app);
          return server;
        },
      });
    },
  });
}
