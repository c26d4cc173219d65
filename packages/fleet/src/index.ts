export { type ChooseRegionDeps, chooseRegion } from './choose-region.ts';
export { type FleetMember, type Heartbeat, startHeartbeat } from './heartbeat.ts';
export { histogramCounts, readHistogramCounts } from './histogram-counts.ts';
export { type FleetMembership, type JoiningMember, joinFleet } from './join-fleet.ts';
export { type RegionState, readFleet } from './read-fleet.ts';
export { type ControlWatch, controlRegion, type RegionChange, watchControl } from './region-control.ts';
export { addCounts, type Counts, type FleetStats, readStats, type StatsFlusher, startStatsFlusher } from './stats.ts';
