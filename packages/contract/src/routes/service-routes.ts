import { z } from 'zod';
import { healthSchema, performanceSchema, processingHealthSchema, regionsHealthSchema } from '../health.ts';
import { PROBLEM_CODES } from '../problems.ts';
import { degradedProcessing, fleetPerformance, instanceHealth, oneRegionUp } from './health-examples.ts';
import { livenessRoute, prometheusPage, SCRAPED } from './instance-routes.ts';
import { defineRoutes } from './route.ts';

export const serviceRoutes = defineRoutes({
  getHealth: {
    method: 'GET',
    path: '/health',
    tag: 'health',
    summary: 'Whether this instance can do its work',
    right: 'public',
    responses: { 200: { description: 'The instance answers.', schema: healthSchema, example: instanceHealth } },
    problems: [],
  },

  getLiveness: livenessRoute,

  getRegionsHealth: {
    method: 'GET',
    path: '/health/regions',
    tag: 'health',
    summary: 'Workers, queues and model endpoints by region',
    right: 'public',
    responses: { 200: { description: 'Every region.', schema: regionsHealthSchema, example: oneRegionUp } },
    problems: ['storage_unavailable'],
  },

  getProcessingHealth: {
    method: 'GET',
    path: '/health/processing',
    tag: 'health',
    summary: 'The model pool, the queues and the cache, over all regions',
    right: 'public',
    responses: {
      200: { description: 'The fleet.', schema: processingHealthSchema, example: degradedProcessing },
    },
    problems: ['storage_unavailable'],
  },

  getPerformance: {
    method: 'GET',
    path: '/metrics/performance',
    tag: 'metrics',
    summary: 'Latencies, hit rates and use of capacity of the last 24 hours',
    right: 'public',
    responses: { 200: { description: 'The fleet.', schema: performanceSchema, example: fleetPerformance } },
    problems: ['storage_unavailable'],
  },

  getMetrics: {
    method: 'GET',
    path: '/metrics',
    tag: 'metrics',
    summary: 'The counters of this instance for Prometheus',
    ...SCRAPED,
    responses: {
      200: prometheusPage('http_requests_in_flight{service="api",region="europe-west1"} 3\n'),
    },
    problems: [],
  },

  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    tag: 'meta',
    summary: 'This document',
    right: 'public',
    responses: {
      200: {
        description: 'OpenAPI 3.1.',
        schema: z.record(z.string(), z.unknown()),
        example: { openapi: '3.1.1', info: { title: 'Sets AI Backend', version: '1.0.0' }, paths: {} },
      },
    },
    problems: [],
  },

  getDocs: {
    method: 'GET',
    path: '/docs',
    tag: 'meta',
    summary: 'This document for people',
    right: 'public',
    responses: {
      200: {
        description: 'One page, without scripts and with nothing from elsewhere.',
        mediaType: 'text/html',
        schema: z.string(),
        example: '<!doctype html>\n<html lang="en">…</html>\n',
      },
    },
    problems: [],
  },

  getLlmsText: {
    method: 'GET',
    path: '/llms.txt',
    tag: 'meta',
    summary: 'How the API is used, in a few lines for programs that read',
    right: 'public',
    responses: {
      200: {
        description: 'Markdown (llmstxt.org).',
        mediaType: 'text/plain',
        schema: z.string(),
        example: '# Sets AI Backend\n\n> Turns a link to a short workout video into a structured workout.\n',
      },
    },
    problems: [],
  },

  getProblem: {
    method: 'GET',
    path: '/problems/{code}',
    tag: 'meta',
    summary: 'What a problem means: the page at its `type`',
    right: 'public',
    params: z.object({
      code: z.enum(PROBLEM_CODES).meta({ description: 'The `code` of the problem.', examples: ['content_private'] }),
    }),
    malformedParams: 'route_not_found',
    responses: {
      200: {
        description: 'One page.',
        mediaType: 'text/html',
        schema: z.string(),
        example: '<!doctype html>\n<html lang="en">…</html>\n',
      },
    },
    problems: [],
  },
});
