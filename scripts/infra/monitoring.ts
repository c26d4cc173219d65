/**
 * What is watched: alerts, tiles and log-based metrics in one list. `infra/modules/monitoring/monitoring.json` is made of
 * it; tests hold every metric against what the services expose, every line against what they log, and every anchor
 * against the runbook.
 */
export interface Alert {
  readonly id: string;
  readonly title: string;
  readonly severity: 'CRITICAL' | 'WARNING';
  /** What it is a sign of, for whoever is woken by it. */
  readonly means: string;
  /** What to type first: `make` targets, and `ops` and `curl` as the runbook has them. */
  readonly first: readonly string[];
  /** Heading of the runbook that says what to do, as an anchor. */
  readonly runbook: string;
}

/** An alert on a query. */
export interface QueryAlert extends Alert {
  /** PromQL over what the services expose; true while something is wrong. */
  readonly query: string;
  /** So long it must have been true. */
  readonly forS: number;
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

/**
 * The promise's times are those of all submits: a hit takes no time beside a job, which alone takes seconds by nature (the
 * scraper and a model read a video), so that jobs by themselves would miss 3 s and 5 s on the best of days.
 */
const SUBMITS = 'sum(rate(sets_submits_total[10m]))';
const AVERAGE_S = `sum(rate(sets_job_duration_seconds_sum[10m])) / ${SUBMITS}`;
const SLOWER_THAN_5_S = `(sum(rate(sets_job_duration_seconds_count[10m])) - sum(rate(sets_job_duration_seconds_bucket{le=~"5|5.0"}[10m]))) / ${SUBMITS}`;
const SUCCESS = share('sets_job_attempts_total{outcome=~"succeeded|declined"}', JOBS_ENDED, '10m');
const HITS = share('sets_submits_total{from=~"memory|redis|firestore"}', 'sets_submits_total', '1h');
const SERVER_ERRORS = share(
  'http_server_errors_total{service="api"}',
  'http_request_duration_seconds_count{service="api"}',
  '5m',
);

/** As PromQL names a log-based metric of ours in Cloud Monitoring. */
const logMetric = (id: string): string =>
  `logging_googleapis_com:user_sets_${id}{monitored_resource="cloud_run_revision"}`;

const REGIONS_PAGE = 'curl $API/health/regions';
const PROCESSING_PAGE = 'curl $API/health/processing';
const PERFORMANCE_PAGE = 'curl $API/metrics/performance';
const ERRORS = 'make logs-all-regions';

export const ALERTS: readonly QueryAlert[] = [
  {
    ...{ id: 'slow', title: 'Submits take longer than 3 s on average', severity: 'WARNING' },
    means: 'The promise’s average is missed: slow models or scraper, a queue that is deep, or fewer hits.',
    first: [PERFORMANCE_PAGE, REGIONS_PAGE],
    ...{ query: `${AVERAGE_S} > 3`, forS: 600, runbook: 'high-latency-in-one-region' },
  },
  {
    ...{ id: 'slow-p95', title: 'One submit in twenty takes longer than 5 s', severity: 'WARNING' },
    means: 'The promise’s p95 is missed: often one region, one model location or one platform alone.',
    first: [PERFORMANCE_PAGE, REGIONS_PAGE],
    ...{ query: `${SLOWER_THAN_5_S} > 0.05`, forS: 600, runbook: 'high-latency-in-one-region' },
  },
  {
    ...{ id: 'failing', title: 'More than 1 % of the jobs fail', severity: 'CRITICAL' },
    means: 'Jobs end without an answer. The codes of the dead ones say why.',
    first: ["ops '/jobs?dead=true'", 'make doctor'],
    ...{ query: `${SUCCESS} < 0.99`, forS: 600, runbook: 'jobs-fail' },
  },
  {
    ...{ id: 'cold-cache', title: 'Fewer than 80 % of the submits are hits', severity: 'WARNING' },
    means: 'Each miss costs money and seconds: a new profile version, a short lifetime, or other posts than before.',
    first: [PERFORMANCE_PAGE, 'ops /audit'],
    ...{ query: `${HITS} < 0.8`, forS: 3_600, runbook: 'cache-performance' },
  },
  {
    ...{ id: 'deep-queue', title: 'More than 10 tasks have waited for ten minutes', severity: 'WARNING' },
    means: 'Work comes faster than it goes: too few workers, a ceiling, or workers that refuse.',
    first: ['ops /regions', 'make logs-tail-all'],
    ...{ query: 'max by (region) (sets_queue_depth) > 10', forS: 600, runbook: 'service-overload' },
  },
  {
    ...{ id: 'errors', title: 'More than 0.1 % of the requests end in a server error', severity: 'CRITICAL' },
    means: 'Callers get 5xx: Firestore is away, or a bug. The lines “Answered …” name the code.',
    first: [ERRORS, 'curl $API/health'],
    ...{ query: `${SERVER_ERRORS} > 0.001`, forS: 300, runbook: 'server-errors' },
  },
  {
    ...{ id: 'models-out', title: 'No model answers', severity: 'CRITICAL' },
    means: 'Every location of a tier has failed for seconds. Hits are served; new jobs wait, and are not lost.',
    first: [PROCESSING_PAGE, 'make doctor'],
    ...{ query: 'max by (tier, size) (genai_pool_outage) > 0', forS: 60, runbook: 'all-models-are-out' },
  },
  {
    ...{ id: 'circuit-open', title: 'A model endpoint has been sick for ten minutes', severity: 'WARNING' },
    means: 'One location fails or is silent. Its calls go elsewhere; there is less room for the next fault.',
    first: [REGIONS_PAGE, 'make doctor'],
    query: 'min by (model, model_location) (genai_pool_circuit_state) == 2',
    ...{ forS: 600, runbook: 'a-gemini-region-is-down' },
  },
  {
    ...{ id: 'rate-limited', title: 'Models answer 429 for minutes', severity: 'WARNING' },
    means: 'The quota of a location is smaller than the demand. The pool has slowed down by itself.',
    first: [PROCESSING_PAGE, 'make doctor'],
    query: 'sum(rate(genai_pool_cooldowns_total{reason="rate_limited"}[5m])) > 0.1',
    ...{ forS: 600, runbook: 'a-storm-of-429s' },
  },
  {
    ...{ id: 'tasks-refused', title: 'Cloud Tasks refuses our tasks', severity: 'CRITICAL' },
    means: 'A right or a queue is missing. Jobs are accepted and wait until somebody mends it.',
    first: [ERRORS, 'make doctor'],
    ...{ query: 'max by (region) (sets_task_refusals) > 0', forS: 120, runbook: 'cloud-tasks-is-away' },
  },
  {
    ...{ id: 'budget', title: 'The budget of all callers is used up', severity: 'CRITICAL' },
    means: 'Nobody gets anything new until midnight UTC: an attack, a loop in a client, or growth. Hits are served.',
    first: ['ops /usage', PROCESSING_PAGE],
    ...{ query: 'max(sets_budget_used_up) > 0', forS: 60, runbook: 'a-budget-is-used-up' },
  },
  {
    ...{ id: 'shedding', title: 'Instances refuse misses', severity: 'WARNING' },
    means: 'An API has more to do than it can in time. Hits, polls and levers go on; new posts get 503.',
    first: ['make status', 'ops /usage'],
    ...{ query: 'sum by (region) (sets_shedding) > 0', forS: 120, runbook: 'service-overload' },
  },
  {
    ...{ id: 'scaling-refused', title: 'Scaling is decided and not carried out', severity: 'WARNING' },
    means: 'The workers’ account lacks a right, or the service is not there: the region keeps the workers that it has.',
    first: [ERRORS, 'make scale FLOOR=5'],
    query: `sum(increase(${logMetric('scaling_failed')}[10m])) > 0`,
    ...{ forS: 60, runbook: 'workers' },
  },
  {
    ...{ id: 'no-workers', title: 'A region has lost its workers', severity: 'CRITICAL' },
    means: 'It has APIs and no worker that is alive. Its jobs run in the next region.',
    first: [REGIONS_PAGE, 'make status', 'make service-info-all'],
    query:
      'count by (region) (http_requests_in_flight{service="api"}) unless count by (region) (http_requests_in_flight{service="worker"})',
    ...{ forS: 120, runbook: 'a-region-has-lost-its-workers' },
  },
];

/** Alerts on what Google itself measures; `infra/modules/monitoring` says when. */
export const PLATFORM_ALERTS = {
  burn: {
    ...{ id: 'burn', title: 'The error budget burns too fast', severity: 'CRITICAL' },
    means:
      'The balancer answers 5xx so often that 99.9 % will be missed: in two days at a rate of 14.4 (critical), in five at 6, in four weeks at 1.',
    first: ['make status-lb', ERRORS],
    runbook: 'server-errors',
  },
  uptime: {
    ...{ id: 'uptime', title: 'The API is not reached from outside', severity: 'CRITICAL' },
    means: 'DNS, certificate, Cloud Armor, or every region at once.',
    first: ['make status-lb', 'make test-api-all'],
    runbook: 'the-api-is-not-reached',
  },
} as const satisfies Readonly<Record<string, Alert>>;

export const TILES: readonly Tile[] = [
  { title: 'Submit to result, average', query: AVERAGE_S, unit: 's', target: 3 },
  { title: 'Submits slower than 5 s', query: SLOWER_THAN_5_S, unit: '1', target: 0.05 },
  {
    title: 'Job time, p95',
    query: 'histogram_quantile(0.95, sum by (le) (rate(sets_job_duration_seconds_bucket[10m])))',
    unit: 's',
  },
  { title: 'Success', query: SUCCESS, unit: '1', target: 0.99 },
  { title: 'Cache hits', query: HITS, unit: '1', target: 0.8 },
  { title: 'Queue depth', query: 'max by (region) (sets_queue_depth)', unit: '1', target: 10 },
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
export const monitoringDocument = () => ({
  alerts: ALERTS,
  platform_alerts: PLATFORM_ALERTS,
  tiles: TILES,
  log_metrics: LOG_METRICS,
});

const LOG_METRIC = /\blogging_googleapis_com:user_sets_(\w+)/g;

/** Ids of the log-based metrics that a query reads. */
export const logMetricsIn = (query: string): string[] => [...query.matchAll(LOG_METRIC)].map(([, id = '']) => id);

const METRIC = /\b((?:sets|http|genai)_\w+?)(?:_bucket|_sum|_count)?(?=[{[)\s]|$)/g;

/** Names of the series that a query reads, without what Prometheus adds to a histogram's. */
export const metricsIn = (query: string): string[] => [...query.matchAll(METRIC)].map(([, name = '']) => name);
