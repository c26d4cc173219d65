import type { Clock } from '@sets/clock';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import type { Address } from './location-address.ts';

export interface NetworkEffects {
  /** Resolves when what the faults ask for now is so. */
  settled(): Promise<void>;
  stop(): void;
}

/**
 * Carries out what faults do to the locations' addresses: at once when the list changes, and when one begins, ends or
 * flaps by its own schedule.
 */
export function startNetworkEffects(
  clock: Clock,
  faults: FaultRegistry,
  addresses: ReadonlyMap<string, Address>,
): NetworkEffects {
  const cancels = new Map<string, () => void>();
  let stopped = false;

  const update = (location: string, address: Address): void => {
    cancels.get(location)?.();
    cancels.delete(location);
    if (stopped) {
      return;
    }
    const { effect, changesInMs } = faults.network(location);
    void address.apply(effect);
    if (changesInMs !== null) {
      cancels.set(
        location,
        clock.schedule(() => update(location, address), changesInMs),
      );
    }
  };
  const updateAll = (): void => {
    for (const [location, address] of addresses) {
      update(location, address);
    }
  };
  faults.onChange(updateAll);
  return {
    async settled() {
      await Promise.all([...addresses.values()].map((address) => address.settled()));
    },
    stop() {
      stopped = true;
      updateAll();
    },
  };
}
