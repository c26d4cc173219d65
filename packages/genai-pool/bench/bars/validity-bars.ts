import { exactly } from '@sets/measurement';
import { type Measured, runsOf } from '../samples/measured.ts';
import { type MakeBars, worstRow } from './pool-bar.ts';

/** Runs of our pool in which a fault met no call: what they show is not what they say. */
export const unmetFaults = ({ row, runs }: Measured): string[] =>
  row.faults.flatMap(({ kind }, index) =>
    runsOf({ row, runs }, 'pool')
      .filter(({ met }) => (met[index] ?? 0) === 0)
      .map(({ seed }) => `${row.name}: ${kind.type} met no call of the pool with seed ${seed}`),
  );

/** In real ms: what the machine itself added to the 99th percentile of a row. */
export const sentLateMs = ({ row, runs }: Measured): number =>
  row.time.kind === 'virtual' ? 0 : Math.max(...runs.map((run) => run.sentLateMs)) / row.time.scale;

/** A run that the machine could not keep up with, or whose faults nobody met, shows nothing about the pool. */
export const validityBars: MakeBars = (measured) => [
  {
    ...exactly('faults_that_met_no_call', 0, measured.flatMap(unmetFaults).length),
    samples: measured.reduce((sum, { row }) => sum + row.faults.length * row.seeds, 0),
    seeds: null,
    detail: {},
  },
  ...worstRow({
    name: 'sent_late_ms_p99',
    limit: { atMost: 50 },
    rows: measured,
    figureOf: sentLateMs,
  }).map((bar) => ({ ...bar, seeds: null, detail: {} })),
];
