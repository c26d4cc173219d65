import type { Clock } from '@sets/clock';
import { type BoundRoute, bindRoutes, type Guard } from '@sets/service-kit';
import { createLegacyDialect } from './legacy-dialect.ts';
import { type LegacyHandlersDeps, legacyHandlers } from './legacy-handlers.ts';
import { LEGACY_ROUTES } from './legacy-routes.ts';

export interface LegacyRoutesDeps extends LegacyHandlersDeps {
  readonly guard: Guard;
  readonly clock: Clock;
  /** The day on which they go away: `2027-11-30`. */
  readonly sunset: string;
}

/** Since this day new apps use /v1. Seconds, as RFC 9745 has it. */
const DEPRECATED_S = Date.UTC(2026, 10, 26) / 1_000;

/** The predecessor's routes: its words in and out, and our jobs behind them. */
export function bindLegacyRoutes(deps: LegacyRoutesDeps): BoundRoute[] {
  const sunset = new Date(deps.sunset).toUTCString();
  const dialect = createLegacyDialect(deps);
  const guard: Guard = (request) => {
    request.answerHeader('Deprecation', `@${DEPRECATED_S}`);
    request.answerHeader('Sunset', sunset);
    return deps.guard(request);
  };
  return bindRoutes(LEGACY_ROUTES, legacyHandlers(deps), { caller: guard }).map((bound) => ({ ...bound, dialect }));
}
