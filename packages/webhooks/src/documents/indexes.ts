import type { CollectionIndexes } from '@sets/store-kit';
import { DELIVERIES } from './delivery-document.ts';
import { ENDPOINTS } from './endpoint-document.ts';

export const WEBHOOKS_INDEXES: readonly CollectionIndexes[] = [
  { collection: ENDPOINTS, expires: false, fields: { caller: ['asc'] }, composite: [] },
  {
    collection: DELIVERIES,
    expires: true,
    fields: { caller: ['asc'], endpoint: ['asc'] },
    composite: [
      [
        ['shard', 'asc'],
        ['wake_at', 'asc'],
      ],
      [
        ['endpoint', 'asc'],
        ['created_at', 'desc'],
      ],
      [
        ['endpoint', 'asc'],
        ['created_at', 'asc'],
      ],
    ],
  },
];
