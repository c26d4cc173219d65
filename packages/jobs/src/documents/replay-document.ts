import { randomBytes } from 'node:crypto';
import { jobStatusSchema, problemCodeSchema } from '@sets/contract';
import { documentPath, type Fields, storedTime, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import type { JobFilter } from '../ops/job-filter.ts';

/** A condition that this release does not know must not be left out, which would mean more jobs: it cannot be read then. */
const filterSchema = z.object({
  status: jobStatusSchema.optional(),
  code: problemCodeSchema.optional(),
  region: z.string().optional(),
  platform: z.string().optional(),
  content_id: z.string().optional(),
  created_from: storedTimeSchema.optional(),
  created_before: storedTimeSchema,
});

/** `replays/{id}`: which dead jobs an operator counted and wants to have submitted again, and how far that has come. */
export const replayDocumentSchema = z.object({
  /** The operator who counted them. */
  by: z.string(),
  at: storedTimeSchema,
  filter: filterSchema,
  /** Dead jobs that the filter meant then; no more of them are replayed. */
  count: z.number().int().nonnegative(),
  /** Those that were replayed, as last stored; while it goes on the jobs themselves are counted (`replayed_in`). */
  done: z.number().int().nonnegative(),
  /** None was left. Asked for again, it does nothing. */
  ended_at: storedTimeSchema.nullable(),
  expires_at: storedTimeSchema,
});
export type ReplayDocument = z.infer<typeof replayDocumentSchema>;

export const REPLAYS = 'replays';

export const replayPath = (id: string): string => documentPath(REPLAYS, id);

export const newReplayId = (): string => `rp_${randomBytes(16).toString('base64url')}`;

export function encodeReplay({ filter, ...replay }: ReplayDocument): Fields {
  const { created_from, created_before, ...named } = filter;
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return {
    ...replay,
    at: storedTime(replay.at),
    ended_at: replay.ended_at === null ? null : storedTime(replay.ended_at),
    expires_at: storedTime(replay.expires_at),
    filter: {
      ...Object.fromEntries(given),
      ...(created_from === undefined ? {} : { created_from: storedTime(created_from) }),
      created_before: storedTime(created_before),
    },
  };
}

/** What the operator meant, of jobs that were there by `createdBeforeMs`. */
export function storedFilter(filter: JobFilter, createdBeforeMs: number): ReplayDocument['filter'] {
  const { status, code, region, platform, contentId, createdFromMs } = filter;
  return {
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(region === undefined ? {} : { region }),
    ...(platform === undefined ? {} : { platform }),
    ...(contentId === undefined ? {} : { content_id: contentId }),
    ...(createdFromMs === undefined ? {} : { created_from: createdFromMs }),
    created_before: Math.min(createdBeforeMs, filter.createdBeforeMs ?? createdBeforeMs),
  };
}

/** The dead jobs that it means. */
export function filterOfReplay({ filter }: Pick<ReplayDocument, 'filter'>): JobFilter {
  const { status, code, region, platform, content_id, created_from, created_before } = filter;
  return {
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(region === undefined ? {} : { region }),
    ...(platform === undefined ? {} : { platform }),
    ...(content_id === undefined ? {} : { contentId: content_id }),
    ...(created_from === undefined ? {} : { createdFromMs: created_from }),
    createdBeforeMs: created_before,
    dead: true,
  };
}
