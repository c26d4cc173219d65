import { regionRoundTripMs } from './balancer/client-places.ts';
import type { ProbePolicy } from './balancer/service-health.ts';
import { type Balancer, startBalancer } from './balancer/start-balancer.ts';
import { type DelayedLink, startDelayedLink } from './delayed-link.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack.ts';
import { LocalStackError } from './local-stack-error.ts';

/** Several regions on one machine: a stack, the lines between its regions, and the balancer before them. */
export interface LocalRegions {
  readonly stack: LocalStack;
  readonly balancer: Balancer;
  /** Stops everything, the balancer first. */
  stop(): Promise<void>;
}

export interface LocalRegionsOptions extends Omit<LocalStackOptions, 'envOf'> {
  /** Of the workload's round trips: 1 is all of them, 0 none. */
  readonly roundTripScale: number;
  readonly probes?: ProbePolicy;
}

/** The workload's one Firestore is a multi-region whose answers come from here. */
const FIRESTORE_AT = 'us-central1';

/** @throws {LocalStackError} when there is one region only, a port is taken, or a service ends while starting. */
export async function startLocalRegions({
  roundTripScale,
  probes,
  ...options
}: LocalRegionsOptions): Promise<LocalRegions> {
  const { regions, balancer: port, firestore } = options.ports;
  if (port === null) {
    throw new LocalStackError('A balancer needs more than one region.');
  }
  const lines = new Map<string, DelayedLink>();
  const release = async (): Promise<void> => void (await Promise.all([...lines.values()].map((line) => line.close())));
  try {
    for (const { region } of regions) {
      const roundTripMs = regionRoundTripMs(region, FIRESTORE_AT) * roundTripScale;
      if (region !== FIRESTORE_AT && roundTripMs > 0) {
        lines.set(region, await startDelayedLink({ port: 0, to: firestore, roundTripMs }));
      }
    }
    const envOf = (region: string): NodeJS.ProcessEnv => {
      const line = lines.get(region);
      return {
        TRUSTED_LB: 'true',
        ...(line === undefined ? {} : { FIRESTORE_EMULATOR_HOST: `127.0.0.1:${line.port}` }),
      };
    };
    const stack = await startLocalStack({ ...options, envOf });
    const instances = new Map(
      regions.map(({ region, apis }) => [region, apis.map((api) => `http://127.0.0.1:${api}`)]),
    );
    const balancer = await startBalancer({
      ...{ port, instances, roundTripScale },
      ...(probes === undefined ? {} : { probes }),
    });
    return {
      ...{ stack, balancer },
      async stop() {
        await balancer.close();
        await stack.stop();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
