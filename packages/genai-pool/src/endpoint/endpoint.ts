/** One model at one location: a single region (`europe-west1`), a multi-region (`us`, `eu`) or `global`. */
export interface Endpoint {
  readonly model: string;
  readonly location: string;
}

export function endpointName(endpoint: Endpoint): string {
  return `${endpoint.model}@${endpoint.location}`;
}
