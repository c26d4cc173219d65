import { rounded } from '@sets/measurement';
import type { PoolBar } from '../bars/pool-bar.ts';
import { sentLateMs, unmetFaults } from '../bars/validity-bars.ts';
import { CONTENDERS } from '../contenders/contender.ts';
import type { SampleFile } from '../samples/samples-file.ts';
import { ERROR_RATE, LATENCY_MS, LOCATIONS, MODEL, RTT_MS } from '../upstream/workload.ts';
import { cellsOf } from './cells.ts';

/** The report for machines. Names are snake_case, as in every published figure. */
export const toJson = ({ command, date, tookS, machine, measured }: SampleFile, bars: readonly PoolBar[]) => ({
  what: 'The GenAI pool beside other ways to call the same locations, under seeded faults.',
  command,
  date,
  machine,
  took_s: Math.round(tookS),
  workload: {
    model: MODEL,
    locations: LOCATIONS,
    rtt_ms: RTT_MS,
    latency_ms: LATENCY_MS,
    error_rate: ERROR_RATE,
  },
  contenders: CONTENDERS,
  bars: bars.map((bar) => ({
    ...bar,
    figure: rounded(bar.figure),
    seeds: bar.seeds?.map(rounded) ?? null,
    detail: roundAll(bar.detail),
  })),
  unmet_faults: measured.flatMap(unmetFaults),
  rows: measured.map((one) => {
    const { name, title, load, durationMs, seeds, trouble, time } = one.row;
    return {
      name,
      title,
      load,
      duration_s: durationMs / 1_000,
      trouble_s: trouble === null ? null : [trouble.fromMs / 1_000, trouble.toMs / 1_000],
      seeds,
      time_scale: time.kind === 'http' ? time.scale : 'virtual',
      sent_late_ms: rounded(sentLateMs(one)),
      cells: cellsOf(one).map((cell) => ({ ...roundAll(cell), seeds: cell.seeds.map(rounded) })),
    };
  }),
});

const roundAll = (values: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? rounded(value) : value]),
  );
