import type { ContenderName } from '../contenders/contender.ts';
import { ALWAYS } from '../upstream/fault.ts';
import { during, EVERYBODY, httpRow, type Row, virtualRow } from './row.ts';

const [FROM_MS, TO_MS] = [30_000, 90_000];
const DURATION_MS = 140_000;
const CALLERS: readonly ContenderName[] = ['pool', 'pool_heeding', 'bare', 'round_robin', 'each_once'];
const HINTED = { type: 'status', status: 429, share: 0.5, hintMs: 5_000 } as const;

const storm = (rps: number): Pick<Row, 'title' | 'load' | 'durationMs' | 'contenders'> => ({
  title: '429 to half of all calls from second 30 to 90, RetryInfo of 5 s',
  load: { rps },
  durationMs: DURATION_MS,
  contenders: CALLERS,
});

/** Four endpoints of 20 slots. */
export const STORMS: readonly Row[] = [
  virtualRow({ ...storm(1), ...during(FROM_MS, TO_MS, HINTED), name: 'storm_at_1', seeds: 25 }),
  httpRow({ ...storm(2), ...during(FROM_MS, TO_MS, HINTED), name: 'storm_at_2', seeds: 9, scale: 7 }),
  httpRow({ ...storm(5), ...during(FROM_MS, TO_MS, HINTED), name: 'storm_at_5', seeds: 5, scale: 5 }),
  httpRow({ ...storm(10), ...during(FROM_MS, TO_MS, HINTED), name: 'storm_at_10', seeds: 2, scale: 6 }),
  httpRow({
    ...storm(5),
    ...during(FROM_MS, TO_MS, { type: 'status', status: 429, share: 0.5 }),
    name: 'storm_unhinted_at_5',
    title: '429 to half of all calls from second 30 to 90, no hint',
    seeds: 3,
    scale: 8,
  }),
];

/** No ceiling, and no storm that ends: each call may be refused, however many there are. */
export const CHRONIC: readonly Row[] = [
  [5, 0.2],
  [12, 0.1],
  [12, 0.4],
].map(([rps = 0, share = 0]) =>
  virtualRow({
    name: `chronic_429_${share * 100}_at_${rps}`,
    title: `429 to ${share * 100} % of all calls, all the time`,
    load: { rps },
    durationMs: 240_000,
    seeds: 3,
    contenders: EVERYBODY,
    faults: [{ ...ALWAYS, locations: 'all', kind: { type: 'status', status: 429, share } }],
  }),
);
