import { consoleRoutes } from './console-routes.ts';
import { feedbackRoutes } from './feedback-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { opsRoutes } from './ops-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { replayRoutes } from './replay-routes.ts';
import { resultRoutes } from './result-routes.ts';
import { defineRoutes } from './route.ts';
import { serviceRoutes } from './service-routes.ts';
import { usageRoutes } from './usage-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

export { limitHeadersOf, limitOf } from './limit-of.ts';
export { problemsOf } from './problems-of.ts';
export { COMMON_HEADERS, RESPONSE_HEADERS, type ResponseHeader } from './response-headers.ts';
export {
  type BodyDefinition,
  defineRoutes,
  type LimitName,
  type LinkDefinition,
  type Method,
  type ResponseDefinition,
  type Right,
  type RouteDefinition,
  type RouteTable,
} from './route.ts';
export { TAGS } from './tags.ts';
export { WORKER_ROUTES } from './worker-routes.ts';

/** Every route of the API. What is not here is not mounted, and what is here is. */
export const API_ROUTES = defineRoutes({
  ...jobRoutes,
  ...webhookRoutes,
  ...resultRoutes,
  ...opsRoutes,
  ...replayRoutes,
  ...keyRoutes,
  ...usageRoutes,
  ...overviewRoutes,
  ...feedbackRoutes,
  ...consoleRoutes,
  ...serviceRoutes,
});
