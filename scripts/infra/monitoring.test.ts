import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@sets/clock';
import { createMetricsObserver } from '@sets/genai-pool';
import { createRefusalGauge } from '@sets/jobs';
import { createMetrics } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { createServingCounters } from '../../apps/api/src/metrics/serving-counters.ts';
import { createJobMetrics } from '../../apps/worker/src/jobs/job-metrics.ts';
import { createDepthGauge } from '../../apps/worker/src/scaling/depth-gauge.ts';
import { ALERTS, type Alert, LOG_METRICS, logMetricsIn, metricsIn, PLATFORM_ALERTS, TILES } from './monitoring.ts';

const ROOT = join(import.meta.dirname, '../..');
const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
const sources = globSync('{apps,packages}/*/src/**/*.ts', { cwd: ROOT })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))
  .join('\n');

/** As GitHub makes them. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchors = new Set([...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

it('reads the names of series out of a query', () => {
  expect(
    metricsIn('rate(sets_job_duration_seconds_bucket[5m]) / sum(http_requests_in_flight{a="b"}) > genai_pool_outage'),
  ).toEqual(['sets_job_duration_seconds', 'http_requests_in_flight', 'genai_pool_outage']);
});

/** What both services expose from their first second on, by the parts that make it. */
async function exposed(): Promise<string> {
  const [api, worker] = [
    createMetrics({ service: 'api', region: 'r' }),
    createMetrics({ service: 'worker', region: 'r' }),
  ];
  createServingCounters(api);
  createJobMetrics(worker);
  createDepthGauge(worker, systemClock);
  createMetricsObserver(worker);
  createRefusalGauge(worker, { dispatchTrouble: () => ({ refusals: 0, regions: new Map() }) });
  return `${await api.expose()}${await worker.expose()}`;
}

it.each([...new Set([...ALERTS, ...TILES].flatMap(({ query }) => metricsIn(query)))])(
  'the services expose %s, and the runbook says what it is',
  async (metric) => {
    // What an API makes of more than its counters (budgets, shedding) is looked for where it is made.
    const made = sources.includes(`name: '${metric}'`);
    expect(made || (await exposed()).includes(`# HELP ${metric} `)).toBe(true);
    expect(runbook).toContain(metric);
  },
);

it('holds the promise’s times against all submits, not against the jobs among them', () => {
  // Three of 20 submits are misses, and one of these takes more than 5 s: the average is 0.6 s, and 95 % are below 5 s.
  const series = new Map([
    ['sum(rate(sets_job_duration_seconds_sum[10m]))', 12],
    ['sum(rate(sets_job_duration_seconds_count[10m]))', 3],
    ['sum(rate(sets_job_duration_seconds_bucket{le=~"5|5.0"}[10m]))', 2],
    ['sum(rate(sets_submits_total[10m]))', 20],
  ]);
  const holds = (id: string): boolean => {
    const { query = '' } = ALERTS.find((alert) => alert.id === id) ?? {};
    const numbers = [...series].reduce((text, [name, value]) => text.replaceAll(name, String(value)), query);
    expect(numbers).toMatch(/^[\d ()/.>-]+$/);
    const [left = '', limit = ''] = numbers.split(' > ');
    const [above = '', below = ''] = left.split(' / ');
    const [from = '', less = '0'] = above.replaceAll(/[()]/g, '').split(' - ');
    return (Number(from) - Number(less)) / Number(below) > Number(limit);
  };
  expect([holds('slow'), holds('slow-p95')]).toEqual([false, false]);
  series.set('sum(rate(sets_job_duration_seconds_bucket{le=~"5|5.0"}[10m]))', 1);
  expect([holds('slow'), holds('slow-p95')]).toEqual([false, true]);
  series.set('sum(rate(sets_job_duration_seconds_sum[10m]))', 61);
  expect(holds('slow')).toBe(true);
});

/** Labels of the resource in Cloud Monitoring: a series that has one of its own is grouped by the wrong one. */
const RESERVED = ['project_id', 'location', 'cluster', 'namespace', 'job', 'instance', 'instanceId'];

it('no series and no query has a label that Cloud Monitoring keeps for itself', async () => {
  const instruments: string[] = [];
  const keep = ({ labels = [] }: { readonly labels?: readonly string[] }) => {
    instruments.push(...labels);
    return { increment: () => {}, set: () => {}, observe: () => {} };
  };
  createMetricsObserver({ counter: keep, gauge: keep, histogram: keep });
  const declared = [...sources.matchAll(/^\s+labels: \[([^\]]*)\]/gm)].flatMap(
    ([, names = '']) => names.match(/\w+/g) ?? [],
  );
  const grouped = [...ALERTS, ...TILES].flatMap(({ query }) =>
    [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(', ')),
  );
  expect(instruments).toContain('model_location');
  expect(declared).toContain('platform');
  expect([...instruments, ...declared, ...grouped].filter((label) => RESERVED.includes(label))).toEqual([]);
});

it('every query reads something', () => {
  const read = (query: string) => [...metricsIn(query), ...logMetricsIn(query)];
  expect([...ALERTS, ...TILES].filter(({ query }) => read(query).length === 0)).toEqual([]);
});

it.each([...ALERTS, ...Object.values<Alert>(PLATFORM_ALERTS)].map(({ id, runbook: anchor }) => [id, anchor]))(
  'the alert %s leads to #%s of the runbook',
  (_id, anchor) => {
    expect(anchors).toContain(anchor);
  },
);

it.each(LOG_METRICS.map(({ message }) => [message]))('somebody logs “%s”', (message) => {
  expect(sources).toContain(`'${message}'`);
});

it.each(ALERTS.flatMap(({ query }) => logMetricsIn(query)))('an alert’s log-based metric %s is one of ours', (id) => {
  expect(LOG_METRICS.map((metric) => metric.id)).toContain(id);
});

it('names each thing once', () => {
  for (const ids of [ALERTS.map(({ id }) => id), TILES.map(({ title }) => title), LOG_METRICS.map(({ id }) => id)]) {
    expect(new Set(ids).size).toBe(ids.length);
  }
});
