import { z } from 'zod';
import { livenessSchema } from '../health.ts';
import { LIVENESS } from '../liveness/index.ts';
import type { ResponseDefinition, RouteDefinition } from './route.ts';

/** What an instance of either service answers of itself. */
export const livenessRoute = {
  method: 'GET',
  path: LIVENESS.path,
  tag: 'health',
  summary: 'Whether this process answers at all',
  description: 'Answered from the moment at which it listens; other requests wait until it is ready.',
  right: 'public',
  responses: { 200: { description: 'It answers.', schema: livenessSchema, example: LIVENESS.body } },
  problems: [],
} as const satisfies RouteDefinition;

/** How `/metrics` is reached. */
export const SCRAPED = {
  description: 'In production it is not at this address but, for a sidecar, on loopback at METRICS_PORT.',
  right: 'scrape',
} as const;

export const prometheusPage = (example: string) =>
  ({
    description: 'Text exposition format.',
    mediaType: 'text/plain; version=0.0.4',
    schema: z.string(),
    example,
  }) as const satisfies ResponseDefinition;
