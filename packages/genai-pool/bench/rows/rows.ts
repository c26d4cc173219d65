import { CAPACITY, STRAGGLING } from './capacity.ts';
import { HANGING_ROWS } from './hanging.ts';
import { OUTAGES } from './outage.ts';
import { FLAPPING, PARTIAL_FAILURE } from './partial-failure.ts';
import { POSTS } from './posts.ts';
import type { Row } from './row.ts';
import { SICK_REGION, THREE_OF_FOUR, TWO_REFUSE_US } from './sick-region.ts';
import { CHRONIC, STORMS } from './storm.ts';

/** In the order of the report. */
export const ROW_GROUPS: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  { title: 'Every endpoint answers some of the time', rows: [...PARTIAL_FAILURE, ...FLAPPING] },
  { title: 'One region is sick', rows: [...SICK_REGION, TWO_REFUSE_US] },
  { title: 'Three of four are gone; answers are cut', rows: THREE_OF_FOUR },
  { title: 'A slow trickle in front of black holes', rows: HANGING_ROWS },
  { title: 'Nothing answers', rows: OUTAGES },
  { title: 'Some posts or sizes of work fail', rows: POSTS },
  { title: 'Storms of 429', rows: [...STORMS, ...CHRONIC] },
  { title: 'Capacity that nobody tells', rows: CAPACITY },
  { title: 'Stragglers', rows: STRAGGLING },
];

export const ROWS: readonly Row[] = ROW_GROUPS.flatMap(({ rows }) => rows);
