import { type Clock, createRememberedLook } from '@sets/clock';
import type { Health } from '@sets/contract';
import type { Jobs } from '@sets/jobs';
import type { ApiConfig } from '../config.ts';

export interface ApiHealthDeps {
  readonly config: Pick<ApiConfig, 'REGION' | 'VERSION' | 'ENVIRONMENT'>;
  readonly store: { readonly jobs: Pick<Jobs, 'get'> };
  readonly clock: Clock;
}

/** Probes come every few seconds from many places; one look serves them all for so long, also one that failed. */
const KEEP_MS = 2_000;
/** No job has this id: looking for it reads Firestore and nothing else. */
const PROBE_JOB_ID = 'health-probe-0000';

/** Whether this instance can do its work: it looks at Firestore, at most every 2 s. */
export function createApiHealth({ config, store, clock }: ApiHealthDeps): () => Promise<Health> {
  const startedAt = clock.monotonic();

  /** The time that Firestore took. */
  const look = async (): Promise<number> => {
    const from = clock.monotonic();
    await store.jobs.get(PROBE_JOB_ID);
    return Math.round(clock.monotonic() - from);
  };
  const firestore = createRememberedLook({ clock, look, keepMs: KEEP_MS, keepFailedMs: KEEP_MS });
  const check = (): Promise<Health['checks'][string]> =>
    firestore.look().then(
      (latencyMs) => ({ ok: true, latency_ms: latencyMs, error: null }),
      () => ({ ok: false, latency_ms: null, error: 'Firestore does not answer' }),
    );

  return async () => {
    const answered = await check();
    return {
      // Cache hits are still served without Firestore, so the instance is degraded, not down.
      status: answered.ok ? 'ok' : 'degraded',
      service: 'api',
      version: config.VERSION,
      region: config.REGION,
      environment: config.ENVIRONMENT,
      uptime_s: Math.round((clock.monotonic() - startedAt) / 1_000),
      checks: { firestore: answered },
    };
  };
}
