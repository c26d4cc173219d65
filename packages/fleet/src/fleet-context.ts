import type { Clock } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { Store } from '@sets/store-kit';

/** What every part of the fleet works with. Never leaves this package. */
export interface FleetContext extends Store {
  readonly clock: Clock;
  readonly logger: Logger;
}

export const FLEET = 'fleet';
export const FLEET_REGIONS = 'fleet_regions';
export const CONTROL = 'control';
export const STATS = 'stats';
export const SCALING = 'scaling';
export const HISTORY = 'fleet_history';
export const SWEEPS = 'sweeps';
