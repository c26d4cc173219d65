import { z } from 'zod';
import { performanceSchema } from './health.ts';
import { opsRegionChangeSchema, opsRegionsSchema } from './ops.ts';

const leverSchema = z
  .union([
    z.object({
      kind: z.literal('control_region'),
      label: z.string(),
      region: z.string(),
      change: opsRegionChangeSchema.omit({ region: true }).describe('The body for that region’s control route.'),
    }),
    z.object({
      kind: z.literal('look'),
      label: z.string(),
      at: z.enum(['fleet', 'jobs', 'cost', 'upstreams']).describe('Where to look first; nothing here mends it.'),
    }),
  ])
  .meta({ id: 'OpsLever', description: 'The one thing to do first.' });

export const opsFaultSchema = z
  .object({
    id: z.string().describe('The same for as long as the fault lasts.'),
    severity: z.enum(['critical', 'warning', 'notice']).describe('`critical`: people wait or are refused now.'),
    thing: z.string(),
    place: z.string().nullable(),
    since: z.iso.datetime().describe('When it began, or was first seen by the instance that answers.'),
    effect: z.string(),
    lever: leverSchema,
  })
  .meta({ id: 'OpsFault', description: 'One thing that needs somebody now.' });
export type OpsFault = z.infer<typeof opsFaultSchema>;
export type OpsLever = OpsFault['lever'];

export const opsOverviewSchema = z
  .object({
    at: z.iso.datetime(),
    store: z.enum(['ok', 'away']).describe('`away`: Firestore does not answer, and what follows is as last seen.'),
    seen_at: z.iso.datetime().nullable().describe('When regions were last seen; null: not yet.'),
    faults: z.array(opsFaultSchema).describe('Worst first.'),
    regions: opsRegionsSchema.shape.regions,
    performance: performanceSchema.omit({ processing: true }).nullable().describe('The last 24 hours.'),
    budget: z
      .object({ spent_usd: z.number(), budget_usd: z.number().nullable(), used_up: z.boolean() })
      .nullable()
      .describe('Of all callers, today.'),
    dead_jobs: z.number().int().nonnegative().nullable().describe('Jobs that can be replayed.'),
  })
  .meta({ id: 'OpsOverview', description: 'What needs an operator now, and the fleet that it is about.' });
export type OpsOverview = z.infer<typeof opsOverviewSchema>;

/** How often a stream of overviews says something, changed or not. */
export const OVERVIEW_EVERY_S = 2;

export const overviewEventSchema = z
  .object({ event: z.literal('overview'), data: opsOverviewSchema })
  .meta({ id: 'OverviewEvent', description: 'One server-sent event.' });
