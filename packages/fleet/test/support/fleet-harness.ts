import { silentLogger } from '@sets/service-kit';
import { startTestStore, type TestStoreOptions } from '@sets/store-kit/testing';
import { createFleet, FLEET_INDEXES, type Fleet } from '../../src/index.ts';

/** The fleet on a real server in memory; `fleet()` makes one more instance, as another process would have it. */
export async function startFleetHarness() {
  const test = await startTestStore(FLEET_INDEXES);
  return {
    ...test,
    fleet: (options: TestStoreOptions = {}): Fleet =>
      createFleet({ store: test.store(options), clock: options.clock ?? test.clock, logger: silentLogger }),
  };
}

export type FleetHarness = Awaited<ReturnType<typeof startFleetHarness>>;
