import { HOME, REGIONS } from './contenders.ts';
import type { Fault } from './fake-gemini.ts';

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly rps: number;
  readonly durationMs: number;
  readonly streaming: boolean;
  /** Benchmark milliseconds per real one. */
  readonly timeScale: number;
  readonly faults: readonly Fault[];
  /** For the times to isolate and to recover: where and when the fault is; null where nothing is to be isolated. */
  readonly outage: { readonly locations: readonly string[]; readonly fromMs: number; readonly toMs: number } | null;
}

export const TIME_SCALE = 10;
/** Where tail latencies of milliseconds decide, they are magnified less. */
const FINE_TIME_SCALE = 5;

/** The last one standing in the rows with three regions down. */
const SURVIVOR = 'europe-west1';
const [FROM_MS, TO_MS] = [30_000, 90_000];

function row(
  name: string,
  title: string,
  kind: Fault['kind'] | null,
  options: Partial<Row> & { locations?: readonly string[] } = {},
): Row {
  const { locations, rps = 8, durationMs = 150_000, streaming = false, timeScale = TIME_SCALE, outage: when } = options;
  const [fromMs, toMs] = when ? [when.fromMs, when.toMs] : [FROM_MS, TO_MS];
  const faults = kind === null ? [] : [{ locations: locations ?? ('all' as const), fromMs, toMs, kind }];
  const outage = locations === undefined ? (when ?? null) : { locations, fromMs, toMs };
  return { name, title, rps, durationMs, streaming, timeScale, faults, outage };
}

/** The fault lasts from second 30 to 90 of 150 unless the title says otherwise. */
export function rows(quick: boolean): Row[] {
  const everywhere = [...REGIONS];
  const stragglersMs = quick ? 60_000 : 450_000;
  const always = { locations: everywhere, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
  const stragglers = (times: number) => ({ type: 'stragglers' as const, share: 0.02, times });
  const straggling = { durationMs: stragglersMs, outage: always };
  const fine = { ...straggling, timeScale: FINE_TIME_SCALE };
  const all = [
    row('healthy', 'healthy', null),
    row('one_down', 'one region down (503)', { type: 'down' }, { locations: [HOME] }),
    row(
      'three_down',
      'three regions down (503)',
      { type: 'down' },
      { locations: REGIONS.filter((r) => r !== SURVIVOR), rps: 5 },
    ),
    row('slow', 'one region 10 × slower', { type: 'slow', times: 10 }, { locations: [HOME] }),
    row('storm_hint', '429 to half of all calls, RetryInfo 5 s', {
      type: 'rate_limited',
      share: 0.5,
      retryAfterMs: 5_000,
    }),
    row('storm', '429 to half of all calls, no hint', { type: 'rate_limited', share: 0.5, retryAfterMs: null }),
    row('cut', '20 % of streams cut', { type: 'cut', share: 0.2 }, { streaming: true }),
    { ...row('stragglers', '2 % of calls 10 × slower, all the time', stragglers(10), fine), outage: null },
    { ...row('stragglers_8', '2 % of calls 8 × slower, all the time', stragglers(8), straggling), outage: null },
    row(
      'outage',
      'all regions down from second 0 to 60',
      { type: 'down' },
      { outage: { locations: everywhere, fromMs: 0, toMs: 60_000 } },
    ),
  ];
  return quick ? all.filter(({ name }) => ['one_down', 'outage'].includes(name)) : all;
}
