import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Answer,
  createApiClient,
  createLocalCloudControl,
  freePorts,
  jobOf,
  LOCAL_REGION,
  problemOf,
  startLocalStack,
} from '@sets/local-stack';
import { atLeast, missedBars, reportJson, writeReport } from '@sets/measurement';
import { createCatalogue, createTrace, type TraceRequest, workload } from '@sets/upstream-simulators';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/**
 * The promise workload's trace, in order, through two real API processes and a worker: how many submits were answered
 * without new work, beside perfect keys with an endless cache, and beside the predecessor's keys.
 */
const ROOT = join(import.meta.dirname, '..');
const IN_FLIGHT = 16;
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

const servedFrom = (answer: Answer): string =>
  answer.status > 299 ? `refused: ${problemOf(answer).code}` : jobOf(answer).served_from;

/** Submits the whole trace, each request to the next API in turn, and counts where the answers came from. */
async function submitAll(urls: readonly string[]): Promise<Record<string, number>> {
  const clients = urls.map((url) => createApiClient(url));
  const served: Record<string, number> = {};
  const left = trace.values();
  const submitInTurn = async (): Promise<void> => {
    for (const { index, url, language } of left) {
      const client = clients[index % clients.length];
      const answer = await client?.post('/v1/jobs', language === null ? { url } : { url, language });
      const from = answer === undefined ? 'no API' : servedFrom(answer);
      served[from] = (served[from] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, submitInTurn));
  return served;
}

function reportOn(served: Readonly<Record<string, number>>) {
  const hits = (served.cache ?? 0) + (served.stale ?? 0) + (served.joined ?? 0);
  const ideal = repeats(({ post, language }) => `${post.platform}:${post.contentId}|${language ?? ''}`);
  const rate = (count: number): number => count / trace.length;
  return {
    command: 'make bench-hit-rate',
    requests: trace.length,
    served,
    hit_rate: { ours: rate(hits), ideal: rate(ideal), before: rate(repeats(keyBefore)) },
    bars: [atLeast('hit_rate_of_ideal', 0.99, hits / ideal)],
  };
}

await runScript(async () => {
  const directory = join(ROOT, '.local/bench-hit-rate');
  rmSync(directory, { recursive: true, force: true });
  const ports = await freePorts([{ region: LOCAL_REGION, apis: 2, workers: 1 }]);
  const env = { ...process.env, SIMULATOR_LATENCY: 'none', LOG_LEVEL: 'warn' };
  const stack = await startLocalStack({ ports, env, directory, watch: false });
  try {
    const { simulators } = createLocalCloudControl(ports);
    for (const post of catalogue) {
      await simulators.addPost(post);
    }
    const report = reportOn(await submitAll(stack.apis.map(({ url }) => url)));
    print(reportJson(report).trimEnd());
    if (!quick) {
      writeReport(join(ROOT, 'docs/benchmarks'), { name: 'hit-rate', json: report });
    }
    process.exitCode = missedBars(report.bars).length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
});
