/** Where Google's locations are: [latitude, longitude] in degrees of the region's metropolis. */
const COORDINATES: Readonly<Record<string, readonly [number, number]>> = {
  'africa-south1': [-26.2, 28.0],
  'asia-east1': [24.1, 120.5],
  'asia-east2': [22.3, 114.2],
  'asia-northeast1': [35.7, 139.7],
  'asia-northeast2': [34.7, 135.5],
  'asia-northeast3': [37.6, 127.0],
  'asia-south1': [19.1, 72.9],
  'asia-south2': [28.6, 77.2],
  'asia-southeast1': [1.4, 103.8],
  'asia-southeast2': [-6.2, 106.8],
  'australia-southeast1': [-33.9, 151.2],
  'australia-southeast2': [-37.8, 145.0],
  'europe-central2': [52.2, 21.0],
  'europe-north1': [60.6, 27.2],
  'europe-southwest1': [40.4, -3.7],
  'europe-west1': [50.4, 3.8],
  'europe-west2': [51.5, -0.1],
  'europe-west3': [50.1, 8.7],
  'europe-west4': [53.4, 6.8],
  'europe-west6': [47.4, 8.5],
  'europe-west8': [45.5, 9.2],
  'europe-west9': [48.9, 2.4],
  'europe-west12': [45.1, 7.7],
  'me-central1': [25.3, 51.5],
  'me-central2': [26.4, 50.1],
  'me-west1': [32.1, 34.8],
  'northamerica-northeast1': [45.5, -73.6],
  'northamerica-northeast2': [43.7, -79.4],
  'southamerica-east1': [-23.5, -46.6],
  'southamerica-west1': [-33.4, -70.7],
  'us-central1': [41.3, -95.9],
  'us-east1': [33.2, -80.0],
  'us-east4': [39.0, -77.5],
  'us-east5': [40.0, -83.0],
  'us-south1': [32.8, -96.8],
  'us-west1': [45.6, -121.2],
  'us-west2': [34.1, -118.2],
  'us-west3': [40.8, -111.9],
  'us-west4': [36.2, -115.1],
  // Multi-regions answer from wherever they have room; their middle stands for them.
  us: [39.0, -95.0],
  eu: [50.0, 9.0],
};

/** Light in fibre goes 200 km per ms one way, and real paths are about 1.6 times the great circle. */
const RTT_MS_PER_KM = (2 / 200) * 1.6;
const BASE_RTT_MS = 1;
/** `global` is reached at the nearest edge; a location that the table lacks is taken to be far. */
const GLOBAL_RTT_MS = 20;
const UNKNOWN_RTT_MS = 250;
const EARTH_RADIUS_KM = 6371;

/** Rough round-trip time between two locations. Only a prior: measured latencies replace it after the first call. */
export function estimateRttMs(from: string, to: string): number {
  if (from === to) {
    return BASE_RTT_MS;
  }
  if (from === 'global' || to === 'global') {
    return GLOBAL_RTT_MS;
  }
  const a = COORDINATES[from];
  const b = COORDINATES[to];
  if (a === undefined || b === undefined) {
    return UNKNOWN_RTT_MS;
  }
  return BASE_RTT_MS + RTT_MS_PER_KM * greatCircleKm(a, b);
}

/** `locations`, the nearest to `from` first; equals keep their order. */
export function byProximity(from: string, locations: readonly string[]): string[] {
  return locations
    .map((location) => ({ location, rtt: estimateRttMs(from, location) }))
    .sort((a, b) => a.rtt - b.rtt)
    .map(({ location }) => location);
}

function greatCircleKm([latA, lonA]: readonly [number, number], [latB, lonB]: readonly [number, number]): number {
  const rad = Math.PI / 180;
  const dLat = (latB - latA) * rad;
  const dLon = (lonB - lonA) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(latA * rad) * Math.cos(latB * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
