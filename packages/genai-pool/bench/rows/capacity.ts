import type { ContenderName } from '../contenders/contender.ts';
import { ALWAYS, type Fault } from '../upstream/fault.ts';
import { HOME, STRAGGLERS } from '../upstream/workload.ts';
import { EVERYBODY, httpRow, type Row } from './row.ts';

/** What one location carries, and from when on; the next step ends the one before. */
export const CAPACITY_STEPS = [
  { fromMs: 0, max: 8 },
  { fromMs: 120_000, max: 5 },
  { fromMs: 240_000, max: 12 },
] as const;
const CAPACITY_MS = 360_000;
const LIMITED: readonly ContenderName[] = ['pool', 'plain_aimd'];

const capacity = CAPACITY_STEPS.map(
  ({ fromMs, max }, index): Fault => ({
    locations: 'all',
    fromMs,
    toMs: CAPACITY_STEPS[index + 1]?.fromMs ?? ALWAYS.toMs,
    kind: { type: 'capacity', max },
  }),
);

/** What a location carries at once is not told; it refuses what is too much, or slows down. */
export const CAPACITY: readonly Row[] = [
  httpRow({
    name: 'capacity',
    title: 'each carries 8 calls at once, then 5, then 12, and answers 429 beyond',
    // One and a half times what all four carry at their best.
    load: { callers: 72 },
    durationMs: CAPACITY_MS,
    seeds: 2,
    scale: 12,
    contenders: LIMITED,
    faults: capacity,
  }),
  httpRow({
    name: 'nearest_slows',
    title: 'the nearest slows down beyond 4 calls at once',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 2,
    scale: 8,
    contenders: [...EVERYBODY, 'plain_aimd'],
    faults: [{ ...ALWAYS, locations: [HOME], kind: { type: 'slows_under_load', knee: 4 } }],
  }),
  httpRow({
    name: 'all_slow_down',
    title: 'each slows down beyond 8 calls at once',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 4,
    scale: 4,
    contenders: [...EVERYBODY, 'plain_aimd'],
    faults: [{ ...ALWAYS, locations: 'all', kind: { type: 'slows_under_load', knee: 8 } }],
  }),
];

const { share, times } = STRAGGLERS;

export const STRAGGLING: readonly Row[] = [
  httpRow({
    name: 'stragglers',
    title: `${share * 100} % of calls ${times} × slower`,
    load: { rps: 8 },
    durationMs: 330_000,
    seeds: 8,
    scale: 5.5,
    contenders: ['pool', 'pool_unhedged', 'each_once'],
    faults: [{ ...ALWAYS, locations: 'all', kind: { type: 'slow', times, share } }],
  }),
];
