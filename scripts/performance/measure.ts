import { inParallel, sleep, systemClock } from '@sets/clock';
import { type ApiClient, createApiClient, jobOf } from '@sets/local-stack';
import { atLeast, atMost, type Bar, spreadOf } from '@sets/measurement';

export interface MeasureOptions {
  readonly url: string;
  /** Requests in flight at once. */
  readonly concurrent: number;
  readonly requests: number;
  /** Links that are submitted, one after the other, over and over. */
  readonly links: readonly string[];
  /** Sent with each request, such as a key. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly onDone?: (done: number) => void;
}

interface Sample {
  readonly ms: number;
  readonly ok: boolean;
  readonly status: number;
}

export interface Measured {
  readonly name: string;
  readonly requests: number;
  readonly success: number;
  readonly average_s: number;
  readonly p50_s: number | null;
  readonly p95_s: number | null;
  readonly p99_s: number | null;
  readonly per_s: number;
}

const PAGES = [
  ['health', '/health'],
  ['regions', '/health/regions'],
  ['processing', '/health/processing'],
  ['metrics', '/metrics/performance'],
] as const;
/** A page is asked less often than links are submitted: it costs nothing and says little. */
const PAGE_REQUESTS = 20;
/** The API holds an answer for so long at most; then the job is asked for again. */
const WAIT_S = 30;
const GIVE_UP_MS = 120_000;

/** Targets of the promise. */
const AVERAGE_S = 3;
const P95_S = 5;
const SUCCESS = 0.99;

async function timed(run: () => Promise<{ readonly ok: boolean; readonly status: number }>): Promise<Sample> {
  const from = performance.now();
  const outcome = await run().catch(() => ({ ok: false, status: 0 }));
  return { ...outcome, ms: performance.now() - from };
}

/** From the submit to the result. A failed job whose reason is the post's own is an answer. */
async function submitToEnd(client: ApiClient, url: string): Promise<{ ok: boolean; status: number }> {
  const from = performance.now();
  let answer = await client.post('/v1/jobs', { url }, { prefer: `wait=${WAIT_S}` });
  while (answer.status < 300 && !jobOf(answer).done && performance.now() - from < GIVE_UP_MS) {
    answer = await client.get(`/v1/jobs/${jobOf(answer).id}`);
    if (!jobOf(answer).done) {
      await sleep(systemClock, jobOf(answer).poll_after_ms);
    }
  }
  if (answer.status > 299) {
    return { ok: false, status: answer.status };
  }
  const job = jobOf(answer);
  return { ok: job.status === 'succeeded' || job.error?.retryable === false, status: answer.status };
}

function summarise(name: string, samples: readonly Sample[], elapsedMs: number): Measured {
  const seconds = samples.map(({ ms }) => ms / 1_000);
  const { p50, p95, p99 } = spreadOf(seconds);
  return {
    name,
    requests: samples.length,
    success: samples.filter(({ ok }) => ok).length / samples.length,
    average_s: seconds.reduce((sum, one) => sum + one, 0) / seconds.length,
    ...{ p50_s: p50, p95_s: p95, p99_s: p99 },
    per_s: samples.length / (elapsedMs / 1_000),
  };
}

/** Health pages, then links to their results, against one address. */
export async function measure(options: MeasureOptions): Promise<{ readonly rows: Measured[]; readonly bars: Bar[] }> {
  const client = createApiClient(options.url, options.headers ?? {});
  const rows: Measured[] = [];
  let done = 0;
  const tell = (): void => {
    done += 1;
    options.onDone?.(done);
  };
  async function row(name: string, count: number, run: (index: number) => Promise<{ ok: boolean; status: number }>) {
    const from = performance.now();
    const samples = await inParallel([...Array(count).keys()], options.concurrent, async (index) => {
      const sample = await timed(() => run(index));
      tell();
      return sample;
    });
    rows.push(summarise(name, samples, performance.now() - from));
  }
  for (const [name, path] of PAGES) {
    await row(name, PAGE_REQUESTS, async () => {
      const { status } = await client.get(path);
      return { ok: status < 300, status };
    });
  }
  await row('submit to result', options.requests, (index) =>
    submitToEnd(client, options.links[index % options.links.length] ?? ''),
  );
  const jobs = rows.at(-1);
  return {
    rows,
    bars: [
      atMost('average_s', AVERAGE_S, jobs?.average_s ?? Number.NaN),
      atMost('p95_s', P95_S, jobs?.p95_s ?? Number.NaN),
      atLeast('success', SUCCESS, Math.min(...rows.map(({ success }) => success))),
    ],
  };
}

/** How many requests a run makes, for a progress bar. */
export const requestsOf = ({ requests }: Pick<MeasureOptions, 'requests'>): number =>
  PAGES.length * PAGE_REQUESTS + requests;
