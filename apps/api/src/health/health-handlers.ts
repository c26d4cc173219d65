import type { Spend } from '@sets/callers';
import type { Clock } from '@sets/clock';
import { LIVENESS, type ProcessingHealth } from '@sets/contract';
import type { FleetView } from '../fleet/fleet-view.ts';
import type { ApiHandlers } from '../http/api-handlers.ts';
import type { PerformanceReader } from '../metrics/fleet-performance.ts';
import { type ApiHealthDeps, createApiHealth } from './instance-health.ts';
import { processingHealth } from './processing-health.ts';
import { regionsHealth } from './region-health.ts';

export interface HealthHandlersDeps extends ApiHealthDeps {
  readonly fleet: FleetView;
  readonly performance: PerformanceReader;
  readonly clock: Clock;
  readonly spend: Pick<Spend, 'total'>;
}

type HealthRoutes = 'getHealth' | 'getLiveness' | 'getRegionsHealth' | 'getProcessingHealth' | 'getPerformance';

export function healthHandlers(deps: HealthHandlersDeps): ApiHandlers<HealthRoutes> {
  const { fleet, performance, clock, spend } = deps;
  const health = createApiHealth(deps);
  return {
    async getHealth() {
      return { status: 200, body: await health() };
    },

    getLiveness: () => ({ status: 200, body: LIVENESS.body }),

    async getRegionsHealth() {
      return { status: 200, body: regionsHealth(await fleet.look(), clock.now()) };
    },

    async getProcessingHealth() {
      const [views, { cache }, budget] = await Promise.all([fleet.look(), performance.read(), budgetOf(spend)]);
      return { status: 200, body: processingHealth(views, { cache, budget }, clock.now()) };
    },

    async getPerformance() {
      const [views, figures] = await Promise.all([fleet.look(), performance.read()]);
      const { processing } = processingHealth(views, { cache: figures.cache, budget: 'unknown' }, clock.now());
      const utilization = processing.capacity === 0 ? null : processing.active / processing.capacity;
      return { status: 200, body: { ...figures, processing: { ...processing, utilization } } };
    },
  };
}

async function budgetOf(spend: Pick<Spend, 'total'>): Promise<ProcessingHealth['budget']> {
  try {
    return (await spend.total()).usedUp ? 'used_up' : 'ok';
  } catch {
    return 'unknown';
  }
}
