import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sets/clock';
import { afterEach, describe, expect, it } from 'vitest';
import { barsOf } from '../bench/bars/bars-of.ts';
import { worstRow } from '../bench/bars/pool-bar.ts';
import { unmetFaults } from '../bench/bars/validity-bars.ts';
import { INSTANT } from '../bench/direct/overhead.ts';
import { isolationOf, recoveryMs, returnMs } from '../bench/measures/recovery.ts';
import { answeredShare, latencyQuantileMs } from '../bench/measures/requests.ts';
import { LocationServer } from '../bench/over-http/location-server.ts';
import { type Row, virtualRow } from '../bench/rows/row.ts';
import { requestsOf } from '../bench/samples/measured.ts';
import type { CallSample, RequestSample, Run } from '../bench/samples/samples.ts';
import { readSamples, writeSamples } from '../bench/samples/samples-file.ts';
import { ALWAYS, type Fault } from '../bench/upstream/fault.ts';
import { type Script, Upstream } from '../bench/upstream/upstream.ts';
import { HOME } from '../bench/upstream/workload.ts';

/** A benchmark that cannot fail proves nothing: what its figures are made of is tested like any other code. */
const TROUBLE = { fromMs: 30_000, toMs: 90_000, locations: [HOME] };
const END_MS = 130_000;
const VIDEO = { number: 1, size: 'video', poison: false } as const;
const NO_DIRECT = { overhead: { bare: [], bareTimed: [], pooled: [], empty: [] }, failoverMs: [] };

/** One each second. */
const requestsThat = (isAnswered: (dueMs: number) => boolean): RequestSample[] =>
  Array.from({ length: END_MS / 1_000 }, (_, second) => {
    const dueMs = second * 1_000;
    return { dueMs, ms: 2_000, answered: isAnswered(dueMs), size: 'video', poison: false };
  });
const callsAt = (locationOf: (atMs: number) => string): CallSample[] =>
  Array.from({ length: END_MS / 100 }, (_, tenth) => ({
    location: locationOf(tenth * 100),
    atMs: tenth * 100,
    status: locationOf(tenth * 100) === HOME && tenth >= 300 && tenth < 900 ? 503 : 200,
  }));

const runWith = (parts: Partial<Run>): Run => ({
  contender: 'pool',
  seed: 1,
  requests: [],
  calls: [],
  limits: [],
  hedges: 0,
  met: [],
  sentLateMs: 0,
  ...parts,
});
const rowWith = (faults: readonly Fault[]): Row =>
  virtualRow({ name: 'row', title: 'a row', load: { rps: 1 }, durationMs: END_MS, faults, trouble: TROUBLE });

describe('what is measured', () => {
  it('lets a request that was never answered take for ever', () => {
    const requests = requestsThat((dueMs) => dueMs >= 10_000);
    expect(answeredShare(requests)).toBeCloseTo(120 / 130);
    expect([0.5, 0.95].map((q) => latencyQuantileMs(requests, q))).toEqual([2_000, Number.POSITIVE_INFINITY]);
  });

  it('finds the moment from which 95 % are answered again', () => {
    expect(
      recoveryMs(
        requestsThat((dueMs) => dueMs < 30_000 || dueMs > 97_000),
        TROUBLE,
        END_MS,
      ),
    ).toBe(7_100);
    expect(
      recoveryMs(
        requestsThat((dueMs) => dueMs < 30_000),
        TROUBLE,
        END_MS,
      ),
    ).toBe(Number.POSITIVE_INFINITY);
  });

  it('finds when a location is left alone, what failed there until then, and when it has half its share back', () => {
    const calls = callsAt((atMs) => (atMs < 31_000 || atMs >= 96_000 ? HOME : 'eu'));
    expect(isolationOf(calls, TROUBLE)).toEqual({ afterMs: 900, failures: 10 });
    expect(
      isolationOf(
        callsAt((atMs) => (atMs % 1_500 === 0 ? HOME : 'eu')),
        TROUBLE,
      ),
    ).toEqual({
      afterMs: Number.POSITIVE_INFINITY,
      failures: 40,
    });
    expect(
      isolationOf(
        callsAt((atMs) => (atMs === 35_000 ? HOME : 'eu')),
        TROUBLE,
      ),
    ).toEqual({ afterMs: 0, failures: 0 });
    // In the 5 s from 93.5 on it has half of all calls.
    expect(returnMs(calls, TROUBLE, END_MS)).toBe(3_500);
    expect(
      returnMs(
        callsAt((atMs) => (atMs < 31_000 ? HOME : 'eu')),
        TROUBLE,
        END_MS,
      ),
    ).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a bar', () => {
  const fault: Fault = { ...ALWAYS, locations: [HOME], kind: { type: 'hang' } };

  it('is missed when a fault met no call of the pool', () => {
    const measured = { row: rowWith([fault]), runs: [runWith({ met: [3] }), runWith({ seed: 2, met: [0] })] };
    expect(unmetFaults(measured)).toEqual(['row: hang met no call of the pool with seed 2']);
    const bar = barsOf([measured], NO_DIRECT).find(({ name }) => name === 'faults_that_met_no_call');
    expect(bar).toMatchObject({ figure: 1, met: false });
  });

  it('is of the worst row, shows its seeds, and is missed where nothing was measured', () => {
    const rowOf = (...answered: boolean[]) => ({
      row: rowWith([]),
      runs: answered.map((yes, seed) => runWith({ seed, requests: requestsThat(() => yes) })),
    });
    const ask = (...rows: ReturnType<typeof rowOf>[]) =>
      worstRow({
        name: 'answered',
        limit: { atLeast: 0.999 },
        rows,
        figureOf: (measured) => answeredShare(requestsOf(measured, 'pool')),
        samplesOf: () => 1,
      });
    expect(ask(rowOf(true, true), rowOf(true, false))).toMatchObject([{ figure: 0.5, met: false, seeds: [0, 1] }]);
    expect(ask(rowOf(true, true), rowOf())).toMatchObject([{ figure: Number.NaN, met: false }]);
    expect(ask()).toEqual([]);
  });

  it('comes out the same from the samples that were kept', () => {
    const directory = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const run = runWith({ met: [1], requests: requestsThat((dueMs) => dueMs > 5), calls: callsAt(() => HOME) });
      const file = {
        command: 'make bench-pool',
        date: '2026-11-25T00:00:00.000Z',
        tookS: 1,
        machine: { node: 'v26', cores: 2, cpu: null },
        measured: [{ row: { ...rowWith([fault]), name: 'region_503' }, runs: [run] }],
        direct: NO_DIRECT,
      };
      writeSamples(join(directory, 'samples.json.gz'), file);
      const kept = readSamples(join(directory, 'samples.json.gz'));
      expect(kept).toEqual(file);
      expect(barsOf(kept.measured, kept.direct)).toEqual(barsOf(file.measured, file.direct));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('the cloud', () => {
  const script: Script = {
    seed: 1,
    latencyMs: { video: { median: 2_000, p95: 4_000 }, text: { median: 1_000, p95: 2_000 } },
    rttMs: {},
    errorRate: 0.2,
    faults: [{ ...ALWAYS, locations: 'all', kind: { type: 'status', status: 503, share: 0.5 } }],
  };
  const release: (() => void)[] = [];
  afterEach(() => {
    for (const undo of release.splice(0)) {
      undo();
    }
  });

  it('tells two callers the same of the same post at the same place, in whatever order they ask', () => {
    const [one, other] = [new Upstream(script), new Upstream(script)];
    const posts = Array.from({ length: 50 }, (_, number) => ({ ...VIDEO, number }));
    const asked = posts.map((post) => one.begin('us', post, 0));
    const backwards = posts.toReversed().map((post) => other.begin('us', post, 5_000));
    expect(backwards.toReversed()).toEqual(asked);
    expect(new Set(asked.map((reply) => (reply.kind === 'answer' ? reply.status : 0)))).toEqual(
      new Set([200, 500, 503]),
    );
    expect(posts.map((post) => one.begin('us', post, 0))).not.toEqual(asked);
  });

  it('refuses connections at one location while its neighbour takes them, and comes back at the same address', async () => {
    const serverOf = (location: string): LocationServer =>
      new LocationServer({ location, upstream: new Upstream({ ...script, ...INSTANT }), clock: systemClock });
    const [sick, well] = [serverOf('us'), serverOf('eu')];
    let port = 12_000 + Math.floor(Math.random() * 15_000);
    await sick.listen(() => port++);
    await well.listen(() => port++);
    release.push(() => sick.refuse());
    release.push(() => well.refuse());
    const ask = (server: LocationServer): Promise<number | string> =>
      fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST', body: 'post 1 video' }).then(
        ({ status }) => status,
        (error) => error.cause?.code,
      );
    expect(await ask(sick)).toBe(200);
    sick.refuse();
    // The connection from before may first have to notice that it was reset.
    await expect.poll(() => ask(sick)).toBe('ECONNREFUSED');
    expect(await ask(well)).toBe(200);
    await sick.listenAgain();
    expect(await ask(sick)).toBe(200);
  });
});
