import { createRememberedLook, isoTime, type RememberedLook } from '@sets/clock';
import type { OpsUpstreams } from '@sets/contract';
import { modelPlanOf, modelWarnings } from '@sets/extraction';

import { type ProcessParts, runUpstreamChecks, type UpstreamCheck } from '@sets/service-kit';
import type { ApiStore } from '../compose-store.ts';
import type { ApiConfig } from '../config.ts';

/** Each look costs real calls. */
const KEEP_MS = 60_000;

/** What the service stands on, asked at most once a minute, whoever wants to know. */
export function createUpstreamsLook(
  config: ApiConfig,
  outside: ProcessParts,
  store: Pick<ApiStore, 'checks'>,
): RememberedLook<OpsUpstreams> {
  const { clock } = outside;
  let checks: UpstreamCheck[] | undefined;
  const look = async (): Promise<OpsUpstreams> => {
    // The models' client is a large module that the API needs for nothing else.
    const { upstreamChecks } = await import('./upstream-checks.ts');
    checks ??= upstreamChecks(config, outside, store);
    const { works, lines } = await runUpstreamChecks(clock, checks);
    const now = clock.now();
    return {
      checked_at: isoTime(now),
      works,
      attention: modelWarnings(modelPlanOf(config), now),
      upstreams: lines.map(({ latencyMs, served = null, ...line }) => ({ ...line, served, latency_ms: latencyMs })),
    };
  };
  return createRememberedLook({ clock, look, keepMs: KEEP_MS, keepFailedMs: KEEP_MS });
}
