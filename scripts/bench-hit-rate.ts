import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atLeast, missedBars, reportJson, writeReport } from '@sets/measurement';
import { createCatalogue, createTrace, type TraceRequest, workload } from '@sets/upstream-simulators';
import { createApiClient } from './lib/api-client.ts';
import { freeLocalPorts } from './lib/local-ports.ts';
import { startLocalStack } from './lib/local-stack.ts';

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

async function submitAll(apis: readonly string[]): Promise<Record<string, number>> {
  const clients = apis.map(createApiClient);
  const served: Record<string, number> = {};
  let next = 0;
  const submitNext = async (): Promise<void> => {
    for (let request = trace[next++]; request !== undefined; request = trace[next++]) {
      const client = clients[request.index % clients.length];
      const { url, language } = request;
      const answer = await client?.submit(language === null ? { url } : { url, language });
      const from = answer?.job?.served_from ?? `refused: ${answer?.problem?.code}`;
      served[from] = (served[from] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, submitNext));
  return served;
}

const directory = join(ROOT, '.local/bench-hit-rate');
rmSync(directory, { recursive: true, force: true });
const ports = await freeLocalPorts({ apis: 2, workers: 1 });
const stack = await startLocalStack({
  ports,
  env: { ...process.env, SIMULATOR_LATENCY: 'none', LOG_LEVEL: 'warn' },
  directory,
  watch: false,
});
try {
  const simulators = `http://127.0.0.1:${ports.simulators}`;
  for (const post of catalogue) {
    const added = await fetch(`${simulators}/_control/posts`, { method: 'POST', body: JSON.stringify(post) });
    if (!added.ok) {
      throw new Error(`a post was refused: ${await added.text()}`);
    }
  }
  const served = await submitAll(stack.apis.map(({ url }) => url));
  const hits = (served.cache ?? 0) + (served.stale ?? 0) + (served.joined ?? 0);
  const ideal = repeats(({ post, language }) => `${post.platform}:${post.contentId}|${language ?? ''}`);
  const rate = (count: number): number => count / trace.length;
  const report = {
    command: 'make bench-hit-rate',
    requests: trace.length,
    served,
    hit_rate: { ours: rate(hits), ideal: rate(ideal), before: rate(repeats(keyBefore)) },
    bars: [atLeast('hit_rate_of_ideal', 0.99, hits / ideal)],
  };
  process.stdout.write(reportJson(report));
  if (!quick) {
    writeReport(join(ROOT, 'docs/benchmarks'), { name: 'hit-rate', json: report });
  }
  if (missedBars(report.bars).length > 0) {
    process.exitCode = 1;
  }
} finally {
  await stack.stop();
}
