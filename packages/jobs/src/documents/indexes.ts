import type { CollectionIndexes } from '@sets/store-kit';
import { JOBS, LINKS, RESULTS } from './paths.ts';

/** Operators search by these, alone or together, newest first. */
const FILTERS = ['status', 'dead', 'error.code', 'region', 'platform', 'content_id'];

export const JOBS_INDEXES: readonly CollectionIndexes[] = [
  {
    collection: JOBS,
    expires: true,
    fields: {
      created_at: ['asc', 'desc'],
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
      ...FILTERS.flatMap((field) =>
        (['desc', 'asc'] as const).map((order) => [[field, 'asc'] as const, ['created_at', order] as const]),
      ),
    ],
  },
  { collection: 'members', expires: true, fields: {}, composite: [] },
  { collection: RESULTS, expires: true, fields: {}, composite: [] },
  { collection: LINKS, expires: true, fields: {}, composite: [] },
];
