import { appCheckIssuer } from '@sets/callers/config';
import { createConfiguredSender, modelChecks, modelPlanOf } from '@sets/extraction';
import { checkRedis } from '@sets/jobs';
import {
  checkSigningKeys,
  createOutbound,
  type ProcessParts,
  taskTokenIssuer,
  type UpstreamCheck,
} from '@sets/service-kit';
import { checkBalance, scraperOf } from '@sets/video-source';
import type { ApiStore } from '../compose-store.ts';
import type { ApiConfig } from '../config.ts';

/** Everything that the service stands on, by the settings that its workers share: one check each. */
export function upstreamChecks(
  config: ApiConfig,
  { lifecycle }: Pick<ProcessParts, 'lifecycle'>,
  store: Pick<ApiStore, 'checks'>,
): UpstreamCheck[] {
  const outbound = createOutbound({ allow: config.OUTBOUND_ALLOW });
  lifecycle.defer('outbound connections of checks', outbound.close);
  return [
    ...modelChecks(modelPlanOf(config), createConfiguredSender(config, fetch)),
    ...store.checks,
    checkBalance(scraperOf(config), outbound.fetch),
    checkRedis(config.REDIS_URL),
    checkSigningKeys(
      {
        name: 'signing keys of task tokens',
        breaks: 'Workers turn every task away, so no job runs',
        vital: ['signing keys'],
        url: taskTokenIssuer(config).keysUrl,
      },
      fetch,
    ),
    ...(config.APP_CHECK_MODE === 'off' ? [] : [appCheckKeys(config)]),
  ];
}

const appCheckKeys = (config: ApiConfig): UpstreamCheck =>
  checkSigningKeys(
    {
      name: 'signing keys of App Check',
      breaks: 'Apps are turned away once the last keys are a day old',
      vital: [],
      url: appCheckIssuer(config).keysUrl,
    },
    fetch,
  );
