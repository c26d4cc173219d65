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
    checkSigningKeys(taskTokenIssuer(config).keysUrl, fetch),
  ];
}
