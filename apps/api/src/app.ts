import type { Spend } from '@sets/callers';
import type { Clock } from '@sets/clock';
import { API_ROUTES } from '@sets/contract/routes';
import { createRefusalGauge } from '@sets/jobs';
import { type BoundRoute, bindRoutes, type Metrics, scrapeGuard } from '@sets/service-kit';
import type { ApiStore } from './compose-store.ts';
import type { ApiConfig } from './config.ts';
import { type ConsoleHandlersDeps, consoleHandlers } from './console/console-handlers.ts';
import { type HealthHandlersDeps, healthHandlers } from './health/health-handlers.ts';
import type { ApiHandlers } from './http/api-handlers.ts';
import { type FeedbackHandlersDeps, feedbackHandlers } from './jobs/feedback-handlers.ts';
import { type JobHandlersDeps, jobHandlers } from './jobs/job-handlers.ts';
import { bindLegacyRoutes } from './legacy/bind-legacy-routes.ts';
import type { ClientCounters } from './metrics/client-counters.ts';
import { type AppCheckHandlersDeps, appCheckHandlers } from './ops/app-check-handlers.ts';
import { type HistoryHandlersDeps, historyHandlers } from './ops/history-handlers.ts';
import { type KeyHandlersDeps, keyHandlers } from './ops/key-handlers.ts';
import { type OpsHandlersDeps, opsHandlers } from './ops/ops-handlers.ts';
import { type OverviewHandlersDeps, overviewHandlers } from './ops/overview-handlers.ts';
import { type ReplayHandlersDeps, replayHandlers } from './ops/replay-handlers.ts';
import { pageHandlers } from './pages/page-handlers.ts';
import { type ResultHandlersDeps, resultHandlers } from './results/result-handlers.ts';
import { type UsageHandlersDeps, usageHandlers } from './usage/usage-handlers.ts';
import { type WebhookHandlersDeps, webhookHandlers } from './webhooks/webhook-handlers.ts';

export interface ApiParts
  extends JobHandlersDeps,
    ResultHandlersDeps,
    HealthHandlersDeps,
    OpsHandlersDeps,
    ReplayHandlersDeps,
    KeyHandlersDeps,
    UsageHandlersDeps,
    WebhookHandlersDeps,
    AppCheckHandlersDeps,
    OverviewHandlersDeps,
    HistoryHandlersDeps,
    FeedbackHandlersDeps,
    ConsoleHandlersDeps {
  readonly config: Pick<
    ApiConfig,
    | 'LEGACY_API'
    | 'LEGACY_SUNSET'
    | 'REGION'
    | 'VERSION'
    | 'ENVIRONMENT'
    | 'APP_CHECK_MODE'
    | 'TRACE_LINK'
    | 'RATE_LIMIT_REQUESTS'
    | 'RATE_LIMIT_WINDOW_S'
  >;
  readonly store: ApiStore;
  readonly metrics: Metrics;
  readonly spend: Spend;
  readonly clock: Clock;
  readonly clients: Pick<ClientCounters, 'counted'>;
}

/** The API's table of routes with what answers each. Where no credential could open operators' routes, they do not exist. */
export const bindApiRoutes = (parts: ApiParts): BoundRoute[] => [
  ...bindRoutes(
    API_ROUTES,
    {
      ...jobHandlers(parts),
      ...resultHandlers(parts),
      ...healthHandlers(parts),
      ...opsHandlers(parts),
      ...replayHandlers(parts),
      ...keyHandlers(parts),
      ...usageHandlers(parts),
      ...webhookHandlers(parts),
      ...appCheckHandlers(parts),
      ...pageHandlers(parts),
      ...overviewHandlers(parts),
      ...historyHandlers(parts),
      ...feedbackHandlers(parts),
      ...consoleHandlers(parts),
      ...metricsHandlers(parts),
    },
    {
      ...parts.store.callers.guards,
      caller: parts.clients.counted(parts.store.callers.guards.caller),
      scrape: scrapeGuard(parts.config),
    },
  ),
  ...legacyRoutes(parts),
];

function legacyRoutes(parts: ApiParts): BoundRoute[] {
  const { LEGACY_API, LEGACY_SUNSET } = parts.config;
  const { guards } = parts.store.callers;
  return LEGACY_API
    ? bindLegacyRoutes({ ...parts, guard: parts.clients.counted(guards.caller), sunset: LEGACY_SUNSET })
    : [];
}

function metricsHandlers({ metrics, store }: ApiParts): ApiHandlers<'getMetrics'> {
  createRefusalGauge(metrics, store.jobs);
  return { getMetrics: async () => ({ status: 200, body: await metrics.expose() }) };
}
