import { type Clock, type Loop, startLoop } from '@sets/clock';

export interface ProbePolicy {
  readonly everyMs: number;
  /** Failures in a row after which an instance does not pass; one success and it passes again. */
  readonly failureThreshold: number;
}

/** As infrastructure sets Cloud Run's readiness probe. */
export const READINESS: ProbePolicy = { everyMs: 5_000, failureThreshold: 2 };

/** A region is healthy while so many of its instances pass, as Google documents it of service health. */
const HEALTHY_SHARE = 0.6;

export interface ServiceHealthDeps {
  /** Addresses of the instances by region. */
  readonly instances: ReadonlyMap<string, readonly string[]>;
  /** Whether the instance at that address is ready. Never rejects. */
  readonly probe: (url: string) => Promise<boolean>;
  readonly policy: ProbePolicy;
  readonly clock: Clock;
}

/** Cloud Run's service health: which instances pass their readiness probes, and so which regions get clients. */
export interface ServiceHealth extends Loop {
  isHealthy(region: string): boolean;
  /** Those that pass. */
  ready(region: string): readonly string[];
}

export function startServiceHealth({ instances, probe, policy, clock }: ServiceHealthDeps): ServiceHealth {
  const failures = new Map<string, number>();
  const urls = [...instances.values()].flat();
  const passes = (url: string): boolean => (failures.get(url) ?? 0) < policy.failureThreshold;
  const ready = (region: string): readonly string[] => (instances.get(region) ?? []).filter(passes);

  async function probeAll(): Promise<void> {
    await Promise.all(
      urls.map(async (url) => {
        failures.set(url, (await probe(url)) ? 0 : (failures.get(url) ?? 0) + 1);
      }),
    );
  }

  const loop = startLoop(probeAll, { clock, everyMs: policy.everyMs, onError: () => {} });
  return {
    ...loop,
    ready,
    isHealthy(region) {
      const all = instances.get(region)?.length ?? 0;
      return all > 0 && ready(region).length >= all * HEALTHY_SHARE;
    },
  };
}
