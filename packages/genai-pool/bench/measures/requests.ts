import { quantile } from '@sets/clock';
import type { RequestSample } from '../samples/samples.ts';

/** NaN of nothing, which meets no bar. */
export const answeredShare = (requests: readonly RequestSample[]): number =>
  requests.filter(({ answered }) => answered).length / requests.length;

/** One that was never answered took for ever: whoever gives up early must not look quick. */
export const latencyQuantileMs = (requests: readonly RequestSample[], q: number): number =>
  quantile(
    requests.map(({ answered, ms }) => (answered ? ms : Number.POSITIVE_INFINITY)),
    q,
  ) ?? Number.NaN;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
