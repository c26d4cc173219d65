import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { DirectSamples } from '../direct/direct-samples.ts';
import type { Row } from '../rows/row.ts';
import { LOCATIONS } from '../upstream/workload.ts';
import type { Measured } from './measured.ts';
import type { CallSample, RequestSample, Run } from './samples.ts';

/** Everything that a run of the benchmark saw. The report is made from this and nothing else. */
export interface SampleFile {
  /** What a person types to get it. */
  readonly command: string;
  /** ISO time of the start. */
  readonly date: string;
  readonly tookS: number;
  readonly machine: { readonly node: string; readonly cores: number; readonly cpu: string | null };
  readonly measured: readonly Measured[];
  readonly direct: DirectSamples;
}

/** Columns of whole milliseconds: a tenth of what objects would take. */
type PackedRun = Omit<Run, 'requests' | 'calls'> & {
  readonly requests: { readonly due: number[]; readonly ms: number[]; readonly flags: number[] };
  readonly calls: { readonly at: number[]; readonly location: number[]; readonly status: number[] };
};
type PackedFile = Omit<SampleFile, 'measured'> & {
  readonly measured: readonly { readonly row: Row; readonly runs: readonly PackedRun[] }[];
};

const [ANSWERED, TEXT, POISON] = [1, 2, 4];

export function writeSamples(path: string, file: SampleFile): void {
  const measured = file.measured.map(({ row, runs }) => ({ row, runs: runs.map(pack) }));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(JSON.stringify({ ...file, measured } satisfies PackedFile)));
}

export function readSamples(path: string): SampleFile {
  const file: PackedFile = JSON.parse(gunzipSync(readFileSync(path)).toString());
  return { ...file, measured: file.measured.map(({ row, runs }) => ({ row, runs: runs.map(unpack) })) };
}

const pack = ({ requests, calls, ...run }: Run): PackedRun => ({
  ...run,
  requests: {
    due: requests.map(({ dueMs }) => Math.round(dueMs)),
    ms: requests.map(({ ms }) => Math.round(ms)),
    flags: requests.map(
      ({ answered, size, poison }) => (answered ? ANSWERED : 0) + (size === 'text' ? TEXT : 0) + (poison ? POISON : 0),
    ),
  },
  calls: {
    at: calls.map(({ atMs }) => Math.round(atMs)),
    location: calls.map(({ location }) => LOCATIONS.indexOf(location)),
    status: calls.map(({ status }) => status),
  },
});

const unpack = ({ requests: { due, ms, flags }, calls: { at, location, status }, ...run }: PackedRun): Run => ({
  ...run,
  requests: due.map((dueMs, index): RequestSample => {
    const flag = flags[index] ?? 0;
    return {
      dueMs,
      ms: ms[index] ?? Number.NaN,
      answered: (flag & ANSWERED) !== 0,
      size: (flag & TEXT) === 0 ? 'video' : 'text',
      poison: (flag & POISON) !== 0,
    };
  }),
  calls: at.map(
    (atMs, index): CallSample => ({
      atMs,
      location: LOCATIONS[location[index] ?? -1] ?? '',
      status: status[index] ?? 0,
    }),
  ),
});
