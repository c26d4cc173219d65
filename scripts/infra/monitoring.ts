/**
 * What is watched: alerts, tiles and log-based metrics in one list. `infra/modules/monitoring/monitoring.json` is made of
 * it; tests hold every metric against what the services expose, every line against what they log, and every anchor
 * against the runbook.
 */
export interface Alert {
  readonly id: string;
  readonly title: string;
  readonly severity: 'CRITICAL' | 'WARNING';
  /** PromQL over what the services expose; true while something is wrong. */
  readonly query: string;
  /** So long it must have been true. */
  readonly forS: number;
  /** Heading of the runbook that says what to do, as an anchor. */
  readonly runbook: string;
}

export interface Tile {
  readonly title: string;
  readonly query: string;
  readonly unit: string;
  /** The promise, as a line in the chart. */
  readonly target?: number;
}

/** Counts lines of the services' logs that begin so. */
export interface LogMetric {
  readonly id: string;
  readonly message: string;
  readonly description: string;
}

const JOBS_ENDED = 'sets_job_attempts_total{outcome=~"succeeded|declined|failed"}';
const share = (part: string, whole: string, window: string): string =>
  `sum(rate(${part}[${window}])) / sum(rate(${whole}[${window}]))`;

const AVERAGE_S = 'sum(rate(sets_job_duration_seconds_sum[10m])) / sum(rate(sets_job_duration_seconds_count[10m]))';
const P95_S = 'histogram_quantile(0.95, sum by (le) (rate(sets_job_duration_seconds_bucket[10m])))';
const SUCCESS = share('sets_job_attempts_total{outcome=~"succeeded|declined"}', JOBS_ENDED, '10m');
const HITS = share('sets_submits_total{from=~"memory|redis|firestore"}', 'sets_submits_total', '1h');
const SERVER_ERRORS = share(
  'http_server_errors_total{service="api"}',
  'http_request_duration_seconds_count{service="api"}',
  '5m',
);

export const ALERTS: readonly Alert[] = [
  {
    ...{ id: 'slow', title: 'Jobs take longer than 3 s on average', severity: 'WARNING' },
    ...{ query: `${AVERAGE_S} > 3`, forS: 600, runbook: 'what-is-normal' },
  },
  {
    ...{ id: 'slow-p95', title: 'One job in twenty takes longer than 5 s', severity: 'WARNING' },
    ...{ query: `${P95_S} > 5`, forS: 600, runbook: 'what-is-normal' },
  },
  {
    ...{ id: 'failing', title: 'More than 1 % of the jobs fail', severity: 'CRITICAL' },
    ...{ query: `${SUCCESS} < 0.99`, forS: 600, runbook: 'what-is-normal' },
  },
  {
    ...{ id: 'cold-cache', title: 'Fewer than 80 % of the submits are hits', severity: 'WARNING' },
    ...{ query: `${HITS} < 0.8`, forS: 3_600, runbook: 'what-is-normal' },
  },
  {
    ...{ id: 'errors', title: 'More than 0.1 % of the requests end in a server error', severity: 'CRITICAL' },
    ...{ query: `${SERVER_ERRORS} > 0.001`, forS: 300, runbook: 'incidents' },
  },
  {
    ...{ id: 'models-out', title: 'No model answers', severity: 'CRITICAL' },
    ...{ query: 'max by (tier, size) (genai_pool_outage) > 0', forS: 60, runbook: 'all-models-are-out' },
  },
  {
    ...{ id: 'circuit-open', title: 'A model endpoint has been sick for ten minutes', severity: 'WARNING' },
    ...{
      query: 'min by (model, model_location) (genai_pool_circuit_state) == 2',
      forS: 600,
      runbook: 'a-gemini-region-is-down',
    },
  },
  {
    ...{ id: 'rate-limited', title: 'Models answer 429 for minutes', severity: 'WARNING' },
    ...{
      query: 'sum(rate(genai_pool_cooldowns_total{reason="rate_limited"}[5m])) > 0.1',
      ...{ forS: 600, runbook: 'a-storm-of-429s' },
    },
  },
  {
    ...{ id: 'tasks-refused', title: 'Cloud Tasks refuses our tasks', severity: 'CRITICAL' },
    ...{ query: 'max by (region) (sets_task_refusals) > 0', forS: 120, runbook: 'cloud-tasks-is-away' },
  },
  {
    ...{ id: 'no-workers', title: 'A region has lost its workers', severity: 'CRITICAL' },
    ...{
      query:
        'count by (region) (http_requests_in_flight{service="api"}) unless count by (region) (http_requests_in_flight{service="worker"})',
      ...{ forS: 120, runbook: 'a-region-has-lost-its-workers' },
    },
  },
];

export const TILES: readonly Tile[] = [
  { title: 'Job time, average', query: AVERAGE_S, unit: 's', target: 3 },
  { title: 'Job time, p95', query: P95_S, unit: 's', target: 5 },
  { title: 'Success', query: SUCCESS, unit: '1', target: 0.99 },
  { title: 'Cache hits', query: HITS, unit: '1', target: 0.8 },
  { title: 'Submits by answer', query: 'sum by (from) (rate(sets_submits_total[5m]))', unit: '1/s' },
  { title: 'Attempts by outcome', query: 'sum by (outcome) (rate(sets_job_attempts_total[5m]))', unit: '1/s' },
  {
    title: 'Model calls by location and outcome',
    query: 'sum by (model_location, outcome) (rate(genai_pool_attempts_total[5m]))',
    unit: '1/s',
  },
  {
    title: 'Model time, p95 by location',
    query:
      'histogram_quantile(0.95, sum by (le, model_location) (rate(genai_pool_attempt_duration_seconds_bucket[5m])))',
    unit: 's',
  },
  { title: 'Circuits (2 is open)', query: 'max by (model, model_location) (genai_pool_circuit_state)', unit: '1' },
  { title: 'Requests in flight', query: 'sum by (service, region) (http_requests_in_flight)', unit: '1' },
  { title: 'Server errors', query: SERVER_ERRORS, unit: '1', target: 0.001 },
  { title: 'Tokens', query: 'sum by (model, direction) (rate(genai_pool_tokens_total[5m]))', unit: '1/s' },
];

export const LOG_METRICS: readonly LogMetric[] = [
  {
    id: 'scaling_failed',
    message: 'Scaling is decided and cannot be carried out',
    description: 'The account lacks a right, or the service is not there.',
  },
  {
    id: 'workers_wanted',
    message: 'Workers wanted',
    description: 'Changes of a region’s instance floor.',
  },
  {
    id: 'saved_late',
    message: 'The task of a job could not be created; the sweeper will',
    description: 'Cloud Tasks did not take a task; the sweeper creates it.',
  },
];

/** What infrastructure reads. */
export const monitoringDocument = () => ({ alerts: ALERTS, tiles: TILES, log_metrics: LOG_METRICS });

const METRIC = /\b((?:sets|http|genai)_\w+?)(?:_bucket|_sum|_count)?(?=[{[)\s]|$)/g;

/** Names of the series that a query reads, without what Prometheus adds to a histogram's. */
export const metricsIn = (query: string): string[] => [...query.matchAll(METRIC)].map(([, name = '']) => name);
