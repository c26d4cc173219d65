import type { CollectionIndexes } from '@sets/store-kit';
import { SPEND } from './spend-document.ts';

export const SPEND_INDEXES: readonly CollectionIndexes[] = [
  { collection: SPEND, expires: true, fields: { day: ['asc'] }, composite: [] },
];
