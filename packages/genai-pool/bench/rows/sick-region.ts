import { ALWAYS } from '../upstream/fault.ts';
import { ALL_BUT_FARTHEST, HOME, LOCATIONS } from '../upstream/workload.ts';
import { during, httpRow, type Row, virtualRow } from './row.ts';

const [FROM_MS, TO_MS] = [30_000, 90_000];
const atHome = [HOME];
const [DOWN, BLACK_HOLE, REFUSES] = [{ type: 'status', status: 503 }, { type: 'hang' }, { type: 'refuse' }] as const;

/** The nearest location is wrong for a minute, each time in another way, and comes back. */
export const SICK_REGION: readonly Row[] = [
  httpRow({
    name: 'healthy',
    title: 'healthy',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 2,
    scale: 8,
  }),
  httpRow({
    name: 'region_503',
    title: 'the nearest down (503) from second 30 to 90',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 3,
    scale: 6,
    ...during(FROM_MS, TO_MS, DOWN, atHome),
  }),
  httpRow({
    name: 'region_refuses',
    title: 'the nearest refuses connections from second 30 to 90',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 3,
    scale: 6,
    ...during(FROM_MS, TO_MS, REFUSES, atHome),
  }),
  httpRow({
    name: 'region_hangs',
    title: 'the nearest a black hole from second 30 to 90',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 3,
    scale: 6,
    ...during(FROM_MS, TO_MS, BLACK_HOLE, atHome),
  }),
  httpRow({
    name: 'region_slow',
    title: 'the nearest 10 × slower from second 30 to 90',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 2,
    scale: 8,
    ...during(FROM_MS, TO_MS, { type: 'slow', times: 10 }, atHome),
  }),
  httpRow({
    name: 'region_html',
    title: 'the nearest answers HTML, nothing or half a JSON from second 30 to 90',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 2,
    scale: 8,
    ...during(FROM_MS, TO_MS, { type: 'unreadable' }, atHome),
  }),
  httpRow({
    name: 'region_403',
    title: 'the nearest down from second 30 to 60, back with 403 until 90',
    load: { rps: 10 },
    durationMs: 120_000,
    seeds: 2,
    scale: 8,
    faults: [
      { locations: atHome, fromMs: FROM_MS, toMs: 60_000, kind: DOWN },
      { locations: atHome, fromMs: 60_000, toMs: TO_MS, kind: { type: 'status', status: 403 } },
    ],
    trouble: { fromMs: FROM_MS, toMs: TO_MS, locations: atHome },
  }),
];

/** A policy that holds for some locations, or a right that is missing there. */
export const TWO_REFUSE_US: Row = virtualRow({
  name: 'region_403_twice',
  title: 'the nearest and the next refuse our credential (403), all the time',
  load: { rps: 2 },
  durationMs: 400_000,
  seeds: 3,
  faults: [{ ...ALWAYS, locations: LOCATIONS.slice(0, 2), kind: { type: 'status', status: 403 } }],
});

const THREE_DOWN = ALL_BUT_FARTHEST.map((location, index) => ({
  ...ALWAYS,
  locations: [location],
  kind: [DOWN, BLACK_HOLE, REFUSES][index] ?? DOWN,
}));

/** Three of four are gone, each in another way; the farthest has room for all. */
export const THREE_OF_FOUR: readonly Row[] = [
  httpRow({
    name: 'three_down',
    title: 'three of four gone: 503, a black hole, refused connections',
    load: { rps: 5 },
    durationMs: 200_000,
    seeds: 2,
    scale: 8,
    faults: THREE_DOWN,
  }),
  httpRow({
    name: 'three_down_20000',
    title: 'the same, 20,000 requests',
    load: { rps: 5 },
    durationMs: 510_000,
    seeds: 8,
    scale: 16,
    contenders: ['pool'],
    faults: THREE_DOWN,
  }),
  httpRow({
    name: 'cut',
    title: '20 % of streamed answers cut',
    load: { rps: 10 },
    durationMs: 60_000,
    seeds: 3,
    scale: 6,
    streaming: true,
    faults: [{ ...ALWAYS, locations: LOCATIONS, kind: { type: 'cut', share: 0.2 } }],
  }),
];
