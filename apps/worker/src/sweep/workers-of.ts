import type { Fleet } from '@sets/fleet';

/** Live workers of a region, as the fleet is seen; 1 while it cannot be seen, so that sweeping never stops for that. */
export function workersOf(store: { readonly fleet: Pick<Fleet, 'regions'> }, region: string): () => Promise<number> {
  return async () => {
    const regions = await store.fleet.regions().catch(() => []);
    const here = regions.find((state) => state.region === region);
    return here === undefined || here.silent ? 1 : here.worker_instances;
  };
}
