import { workerHealthSchema } from '../health.ts';
import { extractAnswerSchema, extractTaskSchema, scaleReportSchema, sweepReportSchema, TASK_ROUTES } from '../tasks.ts';
import { webhookAnswerSchema, webhookTaskSchema } from '../webhooks.ts';
import { JOB_ID, REGION } from './examples.ts';
import { region } from './health-examples.ts';
import { livenessRoute, prometheusPage, SCRAPED } from './instance-routes.ts';
import { defineRoutes } from './route.ts';

const health = {
  ...{ status: 'ok', service: 'worker', version: '1.0.0', region: REGION, environment: 'production' },
  ...{ uptime_s: 3_600, active_jobs: 3, capacity: 80, endpoints: region.endpoints },
};

/** A worker's routes. None is for clients, so no public document shows them. */
export const WORKER_ROUTES = defineRoutes({
  extract: {
    method: 'POST',
    path: TASK_ROUTES.extract,
    tag: 'tasks',
    summary: 'Run one attempt of a job',
    description:
      'Any 200 ends the task: retries are tasks of their own. A malformed task is dropped, since it would only come again.',
    right: 'task',
    body: {
      schema: extractTaskSchema,
      // What Cloud Tasks takes at most.
      maxBytes: 1_048_576,
      example: { job_id: JOB_ID, dispatch_no: 1 },
      malformed: 'handled',
    },
    responses: {
      200: { description: 'The task is done with.', schema: extractAnswerSchema, example: { outcome: 'claimed' } },
    },
    problems: ['worker_saturated', 'shutting_down', 'storage_unavailable'],
  },

  webhook: {
    method: 'POST',
    path: TASK_ROUTES.webhook,
    tag: 'tasks',
    summary: 'Make one try to tell a receiver of an event',
    description:
      '200 whatever the receiver says: the next try is a task of its own. Only a store that does not answer gives the task back.',
    right: 'task',
    body: {
      schema: webhookTaskSchema,
      maxBytes: 8_192,
      example: { delivery_id: 'msg_mB1n6cQyT4sKx8Lw0pZrVg', dispatch_no: 0 },
      malformed: 'handled',
    },
    responses: {
      200: { description: 'The task is done with.', schema: webhookAnswerSchema, example: { outcome: 'delivered' } },
    },
    problems: ['storage_unavailable'],
  },

  sweep: {
    method: 'POST',
    path: TASK_ROUTES.sweep,
    tag: 'tasks',
    summary: 'Look after jobs that are owed something, and delete what has expired',
    right: 'schedule',
    responses: {
      200: {
        description: 'What the sweep found.',
        schema: sweepReportSchema,
        example: { examined: 3, requeued: 1, redispatched: 0, postponed: 2, ended: 0, told: 0, skipped: 0 },
      },
    },
    problems: ['storage_unavailable'],
  },

  scale: {
    method: 'POST',
    path: TASK_ROUTES.scale,
    tag: 'tasks',
    summary: 'Decide how many workers the region wants, where no worker has decided lately',
    right: 'schedule',
    responses: {
      200: {
        description: 'The decision.',
        schema: scaleReportSchema,
        example: {
          ...{ region: REGION, outcome: 'led_elsewhere', depth: 12, active: 12, workers: 2 },
          ...{ wanted: 2, concurrency: 152, used_up: false },
        },
      },
    },
    problems: ['storage_unavailable'],
  },

  getHealth: {
    method: 'GET',
    path: '/health',
    tag: 'health',
    summary: 'This worker with its model pool',
    right: 'public',
    responses: {
      200: { description: 'The worker takes tasks.', schema: workerHealthSchema, example: health },
      503: { description: 'The worker stops.', schema: workerHealthSchema, example: { ...health, status: 'down' } },
    },
    problems: [],
  },

  getLiveness: livenessRoute,

  getMetrics: {
    method: 'GET',
    path: '/metrics',
    tag: 'metrics',
    summary: 'The counters of this worker for Prometheus',
    ...SCRAPED,
    responses: {
      200: prometheusPage('http_requests_in_flight{service="worker",region="europe-west1"} 3\n'),
    },
    problems: [],
  },
});
