export { chooseRegion } from './choose-region.ts';
export { addCounts, type Counts } from './counts.ts';
export { createFleet, type Fleet } from './create-fleet.ts';
export { histogramCounts, readHistogramCounts } from './histogram-counts.ts';
export type { RegionState } from './read-fleet.ts';
export type { ControlWatch } from './region-control.ts';
export type { StatsFlusher } from './stats-flusher.ts';
