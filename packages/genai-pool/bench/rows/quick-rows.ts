import type { Row } from './row.ts';
import { ROWS } from './rows.ts';

/** One row of each kind of trouble, and every one that needs no real time. */
const OVER_HTTP = [
  'partial_30_at_10',
  'flapping_2',
  'region_refuses',
  'region_html',
  'outage_503_at_8',
  'poison',
  'video_fails',
  'storm_at_5',
];
/** With one seed time may run faster. */
const QUICK = { seeds: 1, time: { kind: 'http', scale: 12 } } as const;

export const QUICK_ROWS: readonly Row[] = ROWS.flatMap((row) => {
  if (row.time.kind === 'virtual') {
    return [{ ...row, seeds: Math.min(row.seeds, row.name.startsWith('storm') ? 25 : 1) }];
  }
  return OVER_HTTP.includes(row.name) ? [{ ...row, ...QUICK }] : [];
});
