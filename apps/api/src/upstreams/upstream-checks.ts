import { createConfiguredSender, modelChecks, modelPlanOf } from '@sets/extraction';
import { checkRedis, type JobStore } from '@sets/jobs';
import {
  checkSigningKeys,
  createOutbound,
  type ProcessParts,
  taskTokenIssuer,
  type UpstreamCheck,
} from '@sets/service-kit';
import { storeChecks } from '@sets/store-kit';
import { checkBalance, scraperOf } from '@sets/video-source';
import type { ApiConfig } from '../config.ts';

/** Everything that the service stands on, by the settings that its workers share: one check each. */
export function upstreamChecks(
  config: ApiConfig,
  { lifecycle }: Pick<ProcessParts, 'lifecycle'>,
  store: JobStore,
): UpstreamCheck[] {
  const outbound = createOutbound({ allow: config.OUTBOUND_ALLOW });
  lifecycle.defer('outbound connections of checks', outbound.close);
  return [
    ...modelChecks(modelPlanOf(config), createConfiguredSender(config, fetch)),
    ...storeChecks(store.context, [config.PRIMARY_REGION, ...config.SECONDARY_REGIONS]),
    checkBalance(scraperOf(config), outbound.fetch),
    checkRedis(config.REDIS_URL),
    checkSigningKeys(taskTokenIssuer(config).keysUrl, fetch),
  ];
}
