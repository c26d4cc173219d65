import { workload } from '@sets/upstream-simulators';

type ClientArea = keyof typeof workload.regions.client_rtt_ms;

/** Where a simulated client is. The real balancer reads this from the client's address. */
export interface ClientPlace {
  readonly area: ClientArea;
  /** ISO 3166 code, as `{client_region}` has it. */
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** A city for each area of the workload's clients. */
export const CITIES = {
  chicago: { area: 'north_america', country: 'US', latitude: 41.88, longitude: -87.63 },
  berlin: { area: 'europe', country: 'DE', latitude: 52.52, longitude: 13.4 },
  tokyo: { area: 'asia', country: 'JP', latitude: 35.68, longitude: 139.69 },
  'sao-paulo': { area: 'south_america', country: 'BR', latitude: -23.55, longitude: -46.63 },
  sydney: { area: 'oceania', country: 'AU', latitude: -33.87, longitude: 151.21 },
} as const satisfies Readonly<Record<string, ClientPlace>>;

export type City = keyof typeof CITIES;

/** Names the client's city; without it a client is in Chicago. It never reaches the API. */
export const CITY_HEADER = 'x-simulated-city';

export const cityNamed = (name: unknown): City =>
  typeof name === 'string' && Object.hasOwn(CITIES, name) ? (name as City) : 'chicago';

/** `{client_region},{client_city_lat_long}`, as the balancer's custom header gives it. */
export const geoLocationOf = ({ country, latitude, longitude }: ClientPlace): string =>
  `${country},${latitude.toFixed(6)},${longitude.toFixed(6)}`;

/** Round trip of the pinned workload in milliseconds; Infinity to a region that it does not know. */
export function clientRoundTripMs({ area }: ClientPlace, region: string): number {
  const { order, client_rtt_ms } = workload.regions;
  return client_rtt_ms[area][order.indexOf(region)] ?? Number.POSITIVE_INFINITY;
}

/** Between two regions, likewise; 0 where one of them is unknown. */
export function regionRoundTripMs(from: string, to: string): number {
  const { order, rtt_ms } = workload.regions;
  return rtt_ms[order.indexOf(from)]?.[order.indexOf(to)] ?? 0;
}

/** The regions by their distance from the client; equal ones stay in their own order. */
export const nearestFirst = (place: ClientPlace, regions: readonly string[]): readonly string[] =>
  regions.toSorted((a, b) => {
    const [left, right] = [clientRoundTripMs(place, a), clientRoundTripMs(place, b)];
    return left === right ? 0 : left - right;
  });
