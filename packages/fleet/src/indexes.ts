import type { CollectionIndexes } from '@sets/store-kit';
import { CONTROL, FLEET, FLEET_REGIONS, HISTORY, SCALING, STATS } from './fleet-context.ts';

export const FLEET_INDEXES: readonly CollectionIndexes[] = [
  { collection: FLEET, expires: true, fields: { region: ['asc'] }, composite: [] },
  { collection: STATS, expires: true, fields: { hour: ['asc'] }, composite: [] },
  { collection: HISTORY, expires: true, fields: { hour: ['asc'] }, composite: [] },
  ...[FLEET_REGIONS, CONTROL, SCALING].map((collection) => ({ collection, expires: false, fields: {}, composite: [] })),
];
