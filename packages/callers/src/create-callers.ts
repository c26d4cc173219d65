import type { LimitName } from '@sets/contract/routes';
import type { MetricsFactory, PlatformConfig, ProcessParts } from '@sets/service-kit';
import { connectRedis, type RedisLink, type Store } from '@sets/store-kit';
import { type AppCheckCounts, createAppCheckCounts } from './app-check/app-check-counts.ts';
import { composeAppCheck } from './app-check/compose-app-check.ts';
import type { CallersContext } from './callers-context.ts';
import type { CallersConfig } from './config/callers-config.ts';
import { forgetCaller } from './forget-caller.ts';
import { createBreakGlass } from './guards/break-glass.ts';
import { createConsoleSessions } from './guards/console-session.ts';
import { type CallerGuards, createGuards } from './guards/create-guards.ts';
import { createRefusals } from './guards/refusals.ts';
import { createKeyAuthenticator } from './keys/key-authenticator.ts';
import { createKeyDirectory } from './keys/key-directory.ts';
import { createLastUse } from './keys/last-use.ts';
import { createKeyOps, type KeyOps } from './keys/manage-keys.ts';
import { type CallerLimits, createCallerLimits, type Limit } from './limits/caller-limits.ts';
import { createLocalRateLimit } from './limits/local-rate-limit.ts';
import { createSharedRateLimit } from './limits/shared-rate-limit.ts';

export interface Callers {
  /** One for each right of the API's routes. */
  readonly guards: CallerGuards;
  readonly limits: CallerLimits;
  readonly keys: KeyOps;
  /** Part of a change that is on record as a whole; see `forgetCaller`. */
  forget(caller: string): Promise<number>;
  /** What became of App Check tokens here. */
  readonly appCheck: Pick<AppCheckCounts, 'read'>;
}

/** Callers as the environment describes them, on `store`. */
export function createConfiguredCallers(
  store: Pick<Store, 'documents'>,
  config: CallersConfig & Pick<PlatformConfig, 'REDIS_URL' | 'ENVIRONMENT'>,
  { clock, logger, lifecycle, metrics }: ProcessParts & { readonly metrics: MetricsFactory },
): Callers {
  const context: CallersContext = { documents: store.documents, clock, logger };
  const { REDIS_URL: redisUrl, OPS_TOKEN: token, AUTH_MODES: modes = ['none'], APP_CHECK_MODE: mode } = config;
  const redis = redisUrl === undefined ? null : connectRedis({ redisUrl, clock, logger, defer: lifecycle.defer });
  const directory = createKeyDirectory(context);
  const limits = composeLimits(config, context, redis);
  const appCheck = createAppCheckCounts(metrics);
  return {
    limits,
    appCheck,
    keys: createKeyOps({ ...context, forget: directory.forget }),
    forget: (caller) => forgetCaller({ ...context, forget: directory.forget }, caller),
    guards: createGuards({
      ...(modes.includes('api-key')
        ? { keys: createKeyAuthenticator({ ...context, directory, lastUse: createLastUse(context) }) }
        : {}),
      ...(token === undefined ? {} : { breakGlass: createBreakGlass(token, context) }),
      sessions: createConsoleSessions(config.CALLER_ID_SECRET ?? token, clock),
      ...(token !== undefined && modes.includes('none') && config.ENVIRONMENT === 'local' ? { openToken: token } : {}),
      ...(mode === 'off' ? {} : { apps: composeAppCheck(config, context, appCheck) }),
      admitsApps: modes.includes('app-check'),
      // While tokens are only watched, whoever has none is let in as well: enforcing must not be the first test of it.
      admitsAnonymous: modes.includes('none') || (modes.includes('app-check') && mode === 'monitor'),
      limits,
      refusals: createRefusals({
        quota: config.RATE_LIMIT_REFUSALS,
        counts: createLocalRateLimit({ clock, windowMs: windowMsOf(config) }),
        challenge: modes.includes('api-key') ? 'Bearer' : 'AppCheck',
      }),
    }),
  };
}

const windowMsOf = ({ RATE_LIMIT_WINDOW_S }: CallersConfig): number => RATE_LIMIT_WINDOW_S * 1_000;

/** What may spend money is counted for all instances together; reads are many and cheap, and each instance's own. */
function composeLimits(config: CallersConfig, { clock }: CallersContext, redis: RedisLink | null): CallerLimits {
  const windowMs = windowMsOf(config);
  const local = (quota: number): Limit => ({ quota, counts: createLocalRateLimit({ clock, windowMs }) });
  const requests: Limit =
    redis === null
      ? local(config.RATE_LIMIT_REQUESTS)
      : {
          quota: config.RATE_LIMIT_REQUESTS,
          counts: createSharedRateLimit({ name: 'requests', redis, clock, windowMs }),
        };
  const limits: Record<LimitName, Limit> = {
    requests,
    reads: local(config.RATE_LIMIT_READS),
    results: local(config.RATE_LIMIT_RESULTS),
  };
  return createCallerLimits({ windowS: config.RATE_LIMIT_WINDOW_S, limits });
}
