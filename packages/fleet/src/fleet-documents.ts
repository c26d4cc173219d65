import { endpointHealthSchema } from '@sets/contract';
import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

export const fleetServiceSchema = z.enum(['api', 'worker']);
export type FleetService = z.infer<typeof fleetServiceSchema>;

/** `fleet/{instance}`: a sign of life every 10 s. Dead when older than 30 s, whatever it says. */
export const fleetInstanceSchema = z.object({
  service: fleetServiceSchema,
  region: z.string(),
  version: z.string(),
  active_jobs: z.number().int().nonnegative(),
  capacity: z.number().int().nonnegative(),
  /** What this instance's model pool sees; empty for services without one. */
  endpoints: z.array(endpointHealthSchema),
  started_at: storedTimeSchema,
  /** Set by the server. */
  heartbeat_at: storedTimeSchema,
  expires_at: storedTimeSchema,
});
export type FleetInstance = z.infer<typeof fleetInstanceSchema>;

/** `fleet_regions/{region}`: what its instances add up to, written by one of them. */
export const fleetRegionSchema = z.object({
  region: z.string(),
  api_instances: z.number().int().nonnegative(),
  worker_instances: z.number().int().nonnegative(),
  active_jobs: z.number().int().nonnegative(),
  capacity: z.number().int().nonnegative(),
  endpoints: z.array(endpointHealthSchema),
  last_heartbeat_at: storedTimeSchema,
  writer: z.string(),
  /** Set by the server. */
  written_at: storedTimeSchema,
});
export type FleetRegion = z.infer<typeof fleetRegionSchema>;

/** `stats/{hour}_{region}_{shard}`: counters of one hour, added up by every instance of the region. */
export const statsDocumentSchema = z.object({
  /** Start of the hour. */
  hour: storedTimeSchema,
  region: z.string(),
  counts: z.record(z.string(), z.number()),
  /** Number of the last flush of each instance that is in `counts`. */
  flushes: z.record(z.string(), z.number().int()),
  expires_at: storedTimeSchema,
});
export type StatsDocument = z.infer<typeof statsDocumentSchema>;

/** `sweeps/{region}`: who swept last for the region. */
export const sweepTurnSchema = z.object({
  region: z.string(),
  instance: z.string(),
  /** Set by the server. */
  taken_at: storedTimeSchema,
});

/** `control/{region}`: what operators decided for a region. */
export const regionControlSchema = z.object({
  region: z.string(),
  /** Its queue delivers nothing. */
  paused: z.boolean(),
  /** It gets no new work, and what waits there moves on. */
  drained: z.boolean(),
  /** Bounds of the region's workers; absent or null: the configured ones. */
  scale_floor: z.number().int().nonnegative().nullable().optional(),
  scale_ceiling: z.number().int().nonnegative().nullable().optional(),
  updated_by: z.string(),
  updated_at: storedTimeSchema,
});
export type RegionControl = z.infer<typeof regionControlSchema>;
