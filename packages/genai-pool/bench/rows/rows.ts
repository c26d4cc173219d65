import { CAPACITY, STRAGGLING } from './capacity.ts';
import { HANGING_ROWS } from './hanging.ts';
import { OUTAGES } from './outage.ts';
import { FLAPPING, PARTIAL_FAILURE } from './partial-failure.ts';
import { POSTS } from './posts.ts';
import type { Row } from './row.ts';
import { SICK_REGION, THREE_OF_FOUR } from './sick-region.ts';
import { STORMS } from './storm.ts';

export const ROWS: readonly Row[] = [
  ...PARTIAL_FAILURE,
  ...FLAPPING,
  ...SICK_REGION,
  ...THREE_OF_FOUR,
  ...HANGING_ROWS,
  ...OUTAGES,
  ...POSTS,
  ...STORMS,
  ...CAPACITY,
  ...STRAGGLING,
];
