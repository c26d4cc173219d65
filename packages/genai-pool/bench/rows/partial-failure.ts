import { ALWAYS } from '../upstream/fault.ts';
import { httpRow, type Row, virtualRow } from './row.ts';

const failing = (percent: number): Pick<Row, 'title' | 'faults'> => ({
  title: `every endpoint fails ${percent} % of its calls (503)`,
  faults: [{ ...ALWAYS, locations: 'all', kind: { type: 'status', status: 503, share: percent / 100 } }],
});

/** "The model is overloaded": every endpoint answers some calls and not others. */
export const PARTIAL_FAILURE: readonly Row[] = [10, 20, 30, 40].flatMap((percent) => [
  virtualRow({
    ...failing(percent),
    name: `partial_${percent}_at_1`,
    load: { rps: 1 },
    durationMs: 2_000_000,
    seeds: 2,
  }),
  httpRow({
    ...failing(percent),
    name: `partial_${percent}_at_10`,
    load: { rps: 10 },
    durationMs: 100_000,
    seeds: 3,
    scale: 6,
  }),
]);

const PERIODS_S = [2, 5, 10];

/** Nothing answers, then everything, and so on. */
export const FLAPPING: readonly Row[] = PERIODS_S.map((seconds) =>
  httpRow({
    name: `flapping_${seconds}`,
    title: `all flap: down for ${seconds} s, up for ${seconds} s`,
    load: { rps: 10 },
    durationMs: 100_000,
    seeds: 3,
    scale: 5,
    faults: [{ ...ALWAYS, locations: 'all', everyOtherMs: seconds * 1_000, kind: { type: 'status', status: 503 } }],
  }),
);
