/** One model at one location: a single region (`europe-west1`), a multi-region (`us`, `eu`) or `global`. */
export interface Endpoint {
  readonly model: string;
  readonly location: string;
}

export const endpointName = (endpoint: Endpoint): string => `${endpoint.model}@${endpoint.location}`;
