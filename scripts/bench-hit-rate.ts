import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, systemClock } from '@sets/clock';
import {
  type ApiClient,
  createApiClient,
  createLocalCloudControl,
  freePorts,
  jobOf,
  LOCAL_REGION,
  problemOf,
  startLocalStack,
} from '@sets/local-stack';
import { atLeast, countBy, missedBars, reportJson, writeReport } from '@sets/measurement';
import { createCatalogue, createTrace, type TraceRequest, workload } from '@sets/upstream-simulators';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/**
 * The promise workload's trace, at its own pace, through four real API processes and a worker: how many submits were
 * answered without new work, beside perfect keys with an endless cache, and beside the predecessor's keys; and how many
 * of the hits came from an instance's memory.
 */
const ROOT = join(import.meta.dirname, '..');
const APIS = 4;
const ASK_AGAIN_MS = 250;
/** Keys do not depend on bytes: small media keep the run to what it measures. */
const SMALL_MEDIA = { median: 20_000, p95: 40_000, max: 60_000 };

const quick = process.argv.includes('--quick');
const catalogue = createCatalogue({ workload: { ...workload, video_bytes: SMALL_MEDIA }, seed: workload.seed });
const trace = createTrace({
  workload,
  catalogue,
  seed: workload.seed,
  ...(quick ? { requests: 1_000 } : {}),
});

/** `workload.json`, before.result_key: what the predecessor stored results under. */
function keyBefore({ url, language }: TraceRequest): string {
  const { hostname, pathname, searchParams } = new URL(url);
  for (const dropped of ['utm_source', 'utm_medium', 'utm_campaign', 'share_id', 'timestamp']) {
    searchParams.delete(dropped);
  }
  return `${hostname.replace(/^www\./, '')}${pathname}?${searchParams}|${language?.toLowerCase() ?? ''}`;
}

const repeats = (keyOf: (request: TraceRequest) => string): number => trace.length - new Set(trace.map(keyOf)).size;

interface Served {
  /** Answers by where they came from, or by why there was none. */
  readonly served: Readonly<Record<string, number>>;
  /** Refusals that were asked again, by problem code: a busy machine has some, and they say nothing about keys. */
  readonly asked_again: Readonly<Record<string, number>>;
}

/** Submits the whole trace, each request when it is due and to the next API in turn, and counts where answers came from. */
async function submitAll(clients: readonly ApiClient[]): Promise<Served> {
  const served: string[] = [];
  const askedAgain: string[] = [];
  const startedAt = systemClock.monotonic();
  const submit = async (client: ApiClient, { url, language }: TraceRequest): Promise<string> => {
    while (true) {
      const answer = await client.post('/v1/jobs', language === null ? { url } : { url, language });
      if (answer.status <= 299) {
        return jobOf(answer).served_from;
      }
      const { code, retryable } = problemOf(answer);
      if (!retryable) {
        return `refused: ${code}`;
      }
      askedAgain.push(code);
      await sleep(systemClock, ASK_AGAIN_MS);
    }
  };
  const submitWhenDue = async (request: TraceRequest): Promise<void> => {
    await sleep(systemClock, Math.max(0, startedAt + request.atMs - systemClock.monotonic()));
    const client = clients[request.index % clients.length];
    served.push(client === undefined ? 'no API' : await submit(client, request));
  };
  await Promise.all(trace.map(submitWhenDue));
  return { served: countBy(served, String), asked_again: countBy(askedAgain, String) };
}

/** What answered, by the counters of all instances: a tier, a job under way, or a new one. */
async function countedFrom(clients: readonly ApiClient[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const client of clients) {
    const page = String((await client.get('/metrics')).body);
    for (const [, from = '', count] of page.matchAll(/^sets_submits_total\{[^}]*from="(\w+)"[^}]*\} (\d+)$/gm)) {
      counts[from] = (counts[from] ?? 0) + Number(count);
    }
  }
  return counts;
}

const memoryShare = ({ memory = 0, redis = 0, firestore = 0 }: Readonly<Record<string, number>>): number =>
  memory / (memory + redis + firestore);

function reportOn({ served, asked_again }: Served, from: Readonly<Record<string, number>>) {
  const hits = (served.cache ?? 0) + (served.stale ?? 0) + (served.joined ?? 0);
  const ideal = repeats(({ post, language }) => `${post.platform}:${post.contentId}|${language ?? ''}`);
  const rate = (count: number): number => count / trace.length;
  return {
    command: 'make bench-hit-rate',
    requests: trace.length,
    served,
    asked_again,
    hit_rate: { ours: rate(hits), ideal: rate(ideal), before: rate(repeats(keyBefore)) },
    apis: APIS,
    answered_from: from,
    bars: [
      atLeast('hit_rate_of_ideal', 0.99, hits / ideal),
      // A short run is mostly posts that were made a moment ago.
      ...(quick ? [] : [atLeast('hits_from_memory', 0.9, memoryShare(from))]),
    ],
  };
}

await runScript(async () => {
  const directory = join(ROOT, '.local/bench-hit-rate');
  rmSync(directory, { recursive: true, force: true });
  const ports = await freePorts([{ region: LOCAL_REGION, apis: APIS, workers: 1 }]);
  const env = { ...process.env, SIMULATOR_LATENCY: 'none', LOG_LEVEL: 'warn', RATE_LIMIT_REQUESTS: '1000000' };
  const stack = await startLocalStack({ ports, env, directory, watch: false });
  try {
    const { simulators } = createLocalCloudControl(ports);
    for (const post of catalogue) {
      await simulators.addPost(post);
    }
    const clients = stack.apis.map(({ url }) => createApiClient(url));
    const report = reportOn(await submitAll(clients), await countedFrom(clients));
    print(reportJson(report).trimEnd());
    if (!quick) {
      writeReport(join(ROOT, 'docs/benchmarks'), { name: 'hit-rate', json: report });
    }
    process.exitCode = missedBars(report.bars).length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
});
