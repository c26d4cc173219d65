interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Where Google's regions are, in degrees, by the cities that its list of locations names. */
const PLACES: Readonly<Record<string, readonly [latitude: number, longitude: number]>> = {
  'africa-south1': [-26.2, 28.05],
  'asia-east1': [24.05, 120.52],
  'asia-east2': [22.32, 114.17],
  'asia-northeast1': [35.68, 139.69],
  'asia-northeast2': [34.69, 135.5],
  'asia-northeast3': [37.57, 126.98],
  'asia-south1': [19.08, 72.88],
  'asia-south2': [28.61, 77.21],
  'asia-southeast1': [1.35, 103.82],
  'asia-southeast2': [-6.21, 106.85],
  'australia-southeast1': [-33.87, 151.21],
  'australia-southeast2': [-37.81, 144.96],
  'europe-central2': [52.23, 21.01],
  'europe-north1': [60.57, 27.19],
  'europe-southwest1': [40.42, -3.7],
  'europe-west1': [50.45, 3.82],
  'europe-west2': [51.51, -0.13],
  'europe-west3': [50.11, 8.68],
  'europe-west4': [53.44, 6.84],
  'europe-west6': [47.38, 8.54],
  'europe-west8': [45.46, 9.19],
  'europe-west9': [48.86, 2.35],
  'europe-west10': [52.52, 13.4],
  'europe-west12': [45.07, 7.69],
  'me-central1': [25.29, 51.53],
  'me-west1': [32.09, 34.78],
  'northamerica-northeast1': [45.5, -73.57],
  'northamerica-northeast2': [43.65, -79.38],
  'southamerica-east1': [-23.53, -46.46],
  'southamerica-west1': [-33.45, -70.67],
  'us-central1': [41.26, -95.86],
  'us-east1': [33.2, -80.01],
  'us-east4': [39.04, -77.49],
  'us-east5': [39.96, -83.0],
  'us-south1': [32.78, -96.8],
  'us-west1': [45.6, -121.18],
  'us-west2': [34.05, -118.24],
  'us-west3': [40.76, -111.89],
  'us-west4': [36.17, -115.14],
};

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

function placeOf(region: string): Place | null {
  const [latitude, longitude] = PLACES[region] ?? [];
  return latitude === undefined || longitude === undefined ? null : { latitude, longitude };
}

/** Along a great circle, as a share of the earth's girth: light in glass goes no shorter way. */
function distance(from: Place, to: Place): number {
  const half = (a: number, b: number): number => Math.sin(radians(b - a) / 2) ** 2;
  const latitudes = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude));
  return Math.asin(Math.sqrt(half(from.latitude, to.latitude) + latitudes * half(from.longitude, to.longitude)));
}

/** The regions by their distance from `region`; those at an unknown place come last, in the order in which they are given. */
export function nearestRegions(region: string, regions: readonly string[]): readonly string[] {
  const from = placeOf(region);
  const far = (name: string): number => {
    const to = placeOf(name);
    return from === null || to === null ? Number.MAX_VALUE : distance(from, to);
  };
  return regions.toSorted((a, b) => far(a) - far(b));
}
