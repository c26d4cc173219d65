/**
 * `make bench-memory-tier`: what the memory tier counts for its entries beside what they really take of the heap, for
 * results as the workload's posts have them; half of the captions are beyond Latin-1, as emoji make them.
 */
import { join } from 'node:path';
import { seededRandom, systemClock } from '@sets/clock';
import { atLeast, atMost, missedBars, reportJson, writeReport } from '@sets/measurement';
import { type ResultValue, resultValueSchema } from '../src/documents/result-document.ts';
import { createMemoryTier } from '../src/results/memory-tier.ts';
import { resultKey } from '../src/results/result-key.ts';

const REPORTS = join(import.meta.dirname, '../../../docs/benchmarks');
const ENTRIES = 10_000;
const MAX_BYTES = 1_000_000_000;
const MEGABYTE = 1_048_576;

const random = seededRandom('memory-tier');
const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));

function exercise(name: string) {
  const set = { reps: between(5, 20), weight_kg: null, rest_s: 60, duration_s: null };
  return {
    name,
    notes: random() < 0.5 ? 'Keep the back straight and the core braced.' : null,
    sets: Array.from({ length: between(2, 4) }, () => ({ ...set })),
    evidence: { source: 'caption', confidence: 0.9 },
  };
}

/** Through JSON, as what was read from the store shares no text with its neighbours. */
function resultOf(index: number): ResultValue {
  const emoji = random() < 0.5 ? ' 🔥' : '';
  const url = `https://www.tiktok.com/@coach${index}/video/${7e18 + index}`;
  const value = {
    kind: 'ready',
    job_id: `job-${index}-aaaaaaaaaaaaa`,
    result: {
      title: `Leg day ${index}${emoji}`,
      exercises: Array.from({ length: between(4, 9) }, (_, nth) => exercise(`Exercise ${nth}`)),
    },
    error: null,
    warnings: [],
    source: {
      ...{ platform: 'tiktok', content_id: String(index), kind: 'video', canonical_url: url, submitted_url: url },
      ...{ author: `coach${index}`, title: `Full body in ${index} minutes`, duration_s: 30, thumbnail_url: null },
    },
    evidence: null,
    usage: {
      model: 'm',
      region: 'us-central1',
      input_tokens: 1_000,
      output_tokens: 500,
      model_calls: 1,
      cost_usd: 0.001,
    },
    timings_ms: { fetch: 900, extract: 2_000, total: 2_900 },
    attempt: 1,
  };
  const at = { toMillis: () => index };
  const times = { accepted_at: at, created_at: at, fresh_until: at, expires_at: at };
  return resultValueSchema.parse({ ...JSON.parse(JSON.stringify(value)), ...times });
}

function heapUsed(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

if (globalThis.gc === undefined) {
  throw new Error('Run it with --expose-gc');
}
const tier = createMemoryTier({ maxBytes: MAX_BYTES, clock: systemClock });
function fill(from: number): void {
  for (let index = from; index < from + ENTRIES; index += 1) {
    const parts = { profile: 'workout', version: '1', platform: 'tiktok', content_id: String(index), language: null };
    tier.set(resultKey(parts), resultOf(index), index);
  }
}
// What is made once for all entries is not theirs.
fill(0);
const before = { heap: heapUsed(), counted: tier.bytes };
fill(ENTRIES);
const taken = (heapUsed() - before.heap) / ENTRIES;
const counted = (tier.bytes - before.counted) / ENTRIES;
const report = {
  command: 'make bench-memory-tier',
  entries: ENTRIES,
  bytes_per_entry: { counted: Math.round(counted), taken: Math.round(taken) },
  entries_in_128_mib: Math.floor((128 * MEGABYTE) / counted),
  bars: [atLeast('counted_of_taken', 1, counted / taken), atMost('counted_of_taken', 1.15, counted / taken)],
};
process.stdout.write(reportJson(report));
writeReport(REPORTS, { name: 'memory-tier', json: report });
process.exitCode = missedBars(report.bars).length === 0 ? 0 : 1;
