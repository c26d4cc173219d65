import { ALWAYS } from '../upstream/fault.ts';
import { ALL_BUT_FARTHEST, HOME } from '../upstream/workload.ts';
import { type Row, virtualRow } from './row.ts';

const HANGING: Readonly<Record<number, readonly string[]>> = { 0: [], 1: [HOME], 3: ALL_BUT_FARTHEST };
const TITLES: Readonly<Record<number, string>> = {
  0: 'none hangs',
  1: 'the nearest hangs from the first request on',
  3: 'three of four hang from the first request on',
};

export const hangingRow = (hanging: number, rps: number): string => `hanging_${hanging}_at_${rps}`;

/** How many endpoints hang in a row of that name, and at which rate it is asked. */
export function hangingOf({ name }: Row): { readonly hanging: number; readonly rps: number } {
  const [, hanging, rps] = /^hanging_(\d)_at_(.+)$/.exec(name) ?? [];
  return { hanging: Number(hanging), rps: Number(rps) };
}

/** A slow trickle in front of black holes: few requests, and each of them is somebody's. */
export const HANGING_ROWS: readonly Row[] = [0.05, 0.5].flatMap((rps) =>
  [0, 1, 3].map((hanging) =>
    virtualRow({
      name: hangingRow(hanging, rps),
      title: TITLES[hanging] ?? '',
      load: { rps },
      durationMs: 440_000 / rps,
      seeds: 5,
      faults: hanging === 0 ? [] : [{ ...ALWAYS, locations: HANGING[hanging] ?? [], kind: { type: 'hang' } }],
    }),
  ),
);
