import { expect, it } from 'vitest';
import { type CollectionIndexes, missingIndex } from './indexes.ts';
import type { DocumentQuery } from './query.ts';

const INDEXES: readonly CollectionIndexes[] = [
  {
    collection: 'jobs',
    expires: true,
    fields: { created_at: ['desc'], status: ['asc'], region: ['asc'] },
    composite: [
      [
        ['status', 'asc'],
        ['created_at', 'desc'],
      ],
      [
        ['region', 'asc'],
        ['created_at', 'desc'],
      ],
      [
        ['shard', 'asc'],
        ['wake_at', 'asc'],
      ],
    ],
  },
];

const newest: DocumentQuery['orderBy'] = [
  ['created_at', 'desc'],
  ['__name__', 'desc'],
];

it.each<[string, Omit<DocumentQuery, 'collection'>]>([
  ['everything', {}],
  ['one field', { where: [['status', '==', 'queued']] }],
  [
    'two fields, merged',
    {
      where: [
        ['status', '==', 'queued'],
        ['region', '==', 'r'],
      ],
    },
  ],
  ['an order alone', { orderBy: newest }],
  ['expiry', { where: [['expires_at', '<', 1]] }],
  ['equality with an order', { where: [['status', '==', 'queued']], orderBy: newest }],
  [
    'two equalities with an order, merged',
    {
      where: [
        ['status', '==', 'queued'],
        ['region', '==', 'r'],
      ],
      orderBy: newest,
    },
  ],
  [
    'equality with a range',
    {
      where: [
        ['shard', '==', 1],
        ['wake_at', '<=', 1],
      ],
    },
  ],
])('has an index for %s', (_what, query) => {
  expect(missingIndex({ collection: 'jobs', ...query }, INDEXES)).toBeNull();
});

it.each<[string, DocumentQuery]>([
  ['a field that nobody declared', { collection: 'jobs', where: [['caller', '==', 'c']] }],
  [
    'a declared field with an order that it is not indexed with',
    { collection: 'jobs', where: [['shard', '==', 1]], orderBy: newest },
  ],
  ['the other direction', { collection: 'jobs', orderBy: [['created_at', 'asc']] }],
  [
    'one of two equalities',
    {
      collection: 'jobs',
      where: [
        ['status', '==', 'a'],
        ['caller', '==', 'c'],
      ],
      orderBy: newest,
    },
  ],
  ['a collection that nobody declared', { collection: 'links', where: [['url', '==', 'u']] }],
])('misses one for %s', (_what, query) => {
  expect(missingIndex(query, INDEXES)).not.toBeNull();
});
