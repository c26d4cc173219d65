import type { CollectionIndexes } from '@sets/store-kit';
import { BLOCKS } from './block-document.ts';
import { CHARGES } from './charge-document.ts';
import { FEEDBACK } from './feedback-document.ts';
import { FILE_USES } from './file-use-document.ts';
import { FORGETTINGS } from './forgetting-document.ts';
import { FILES, IDEMPOTENCY, INVALIDATIONS, JOBS, LINKS, MEMBERS, RESULTS } from './paths.ts';
import { REPLAYS } from './replay-document.ts';

/** Operators search by these, alone or together, newest first. */
const FILTERS = ['status', 'dead', 'error.code', 'region', 'platform', 'content_id'];

/** Live jobs are counted by these; what jobs cost is summed over the first two. */
const CHARGED = ['charge.payer', 'charge.day', 'charge.settled'];

export const JOBS_INDEXES: readonly CollectionIndexes[] = [
  {
    collection: JOBS,
    expires: true,
    fields: {
      created_at: ['asc', 'desc'],
      caller: ['asc'],
      // A trace by its beginning; a request by its id; the job that stands for a dead one; what a replay has done.
      ...{ trace: ['asc'], request_id: ['asc'], replay_of: ['asc'], replayed_in: ['asc'] },
      ...Object.fromEntries(CHARGED.map((field) => [field, ['asc'] as const])),
      ...Object.fromEntries(FILTERS.map((field) => [field, ['asc'] as const])),
    },
    composite: [
      [
        ['shard', 'asc'],
        ['wake_at', 'asc'],
      ],
      [
        ['caller', 'asc'],
        ['created_at', 'desc'],
      ],
      [
        ['charge.day', 'asc'],
        ['charge.usd', 'asc'],
      ],
      [
        ['charge.payer', 'asc'],
        ['charge.day', 'asc'],
        ['charge.usd', 'asc'],
      ],
      ...FILTERS.flatMap((field) =>
        (['desc', 'asc'] as const).map((order) => [[field, 'asc'] as const, ['created_at', order] as const]),
      ),
    ],
  },
  {
    collection: MEMBERS,
    expires: true,
    fields: { job_id: ['asc'], waiting: ['asc'], caller: ['asc'], request_id: ['asc'] },
    composite: [
      [
        ['caller', 'asc'],
        ['joined_at', 'desc'],
      ],
    ],
  },
  // By what a post is called for taking it down, by version for `EarlierVersions`; the next two for `ResultNews`.
  {
    collection: RESULTS,
    expires: true,
    fields: {
      ...{ platform: ['asc'], content_id: ['asc'], profile: ['asc'], version: ['asc'] },
      'value.created_at': ['desc'],
    },
    composite: [],
  },
  { collection: INVALIDATIONS, expires: true, fields: { at: ['asc'] }, composite: [] },
  { collection: IDEMPOTENCY, expires: true, fields: { caller: ['asc'] }, composite: [] },
  // By its post for taking that down.
  {
    collection: FEEDBACK,
    expires: true,
    fields: { created_at: ['desc'], platform: ['asc'], content_id: ['asc'] },
    composite: [],
  },
  { collection: REPLAYS, expires: true, fields: { at: ['desc'] }, composite: [] },
  { collection: LINKS, expires: true, fields: {}, composite: [] },
  { collection: BLOCKS, expires: false, fields: { at: ['asc'], of: ['asc'] }, composite: [] },
  { collection: FILES, expires: true, fields: {}, composite: [] },
  // By post and by bytes, for taking down the one with the other.
  {
    collection: FILE_USES,
    expires: true,
    fields: { platform: ['asc'], content_id: ['asc'], sha256: ['asc'] },
    composite: [],
  },
  {
    collection: CHARGES,
    expires: true,
    fields: { payer: ['asc'], day: ['asc'] },
    composite: [
      [
        ['day', 'asc'],
        ['usd', 'asc'],
      ],
      [
        ['payer', 'asc'],
        ['day', 'asc'],
        ['usd', 'asc'],
      ],
    ],
  },
  { collection: FORGETTINGS, expires: false, fields: { at: ['asc'] }, composite: [] },
];
