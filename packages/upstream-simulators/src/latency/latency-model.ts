import { seededRandom } from '@sets/clock';
import { drawLognormal, type Lognormal } from '../draws.ts';
import type { Workload } from '../workload/workload.ts';

/** `none` answers at once, `workload` follows the pinned numbers, `fast` is a twentieth of them without errors. */
export type LatencyMode = 'none' | 'fast' | 'workload';

export const MODE_SCALE: Readonly<Record<LatencyMode, number>> = { none: 0, fast: 1 / 20, workload: 1 };

export type LatencyKind =
  | 'short_link_redirect'
  | 'scraper'
  | 'cdn_first_byte'
  | 'gemini_small_video'
  | 'gemini_small_images'
  | 'gemini_small_text'
  | 'gemini_large_video';

export interface LatencyDraw {
  /** Milliseconds, stragglers included, round trips and new connections not. */
  readonly ms: number;
  /** Whether this call is one of the share that fails on its own. */
  readonly fails: boolean;
}

export interface LatencyModel {
  /**
   * The draw for one call. It depends on the seed and these words alone: `key` names the piece of work, `occurrence`
   * counts calls with the same words, so a benchmark can compute the ideal from the same draws.
   */
  draw(kind: LatencyKind, location: string, key: string, occurrence: number): LatencyDraw;
  /** Round trip in ms between a caller's region and a location; 0 when either is unknown. */
  roundTripMs(from: string | null, location: string): number;
  /** What a call on a fresh connection pays on top, in ms. */
  readonly newConnectionMs: number;
  /** Calls in flight of one model at a location beyond which Gemini answers 429. */
  concurrencyLimit(location: string): number;
  /** Bytes per millisecond of the CDN; Infinity when not throttled. */
  readonly cdnBytesPerMs: number;
}

/** Where the workload sets no limit of concurrency: as much as its smallest. */
const OTHER_LOCATIONS_LIMIT = 20;

export function createLatencyModel(workload: Workload, mode: LatencyMode, seed: number): LatencyModel {
  const scale = MODE_SCALE[mode];
  const upstreams = workload.upstreams_ms;
  const { order, rtt_ms } = workload.regions;
  const distances: Readonly<Record<string, readonly number[]>> = workload.gemini_locations.rtt_ms_from_regions;
  const limits: Readonly<Record<string, number>> = workload.gemini_locations.concurrency_before_429;
  return {
    newConnectionMs: upstreams.new_tls_connection * scale,
    // 1 Mbit/s is 125 bytes per millisecond.
    cdnBytesPerMs: mode === 'none' ? Number.POSITIVE_INFINITY : (upstreams.cdn_mbit_per_s * 125) / scale,
    concurrencyLimit: (location) =>
      mode === 'none' ? Number.POSITIVE_INFINITY : (limits[location] ?? OTHER_LOCATIONS_LIMIT),
    draw(kind, location, key, occurrence) {
      const random = seededRandom(`${seed}|${kind}|${location}|${key}|${occurrence}`);
      const numbers: Lognormal & { readonly error_rate?: number } = upstreams[kind];
      const base = drawLognormal(random, numbers);
      const straggles = random() < upstreams.stragglers.share;
      const unlucky = random() < (numbers.error_rate ?? 0);
      return {
        ms: base * (straggles ? upstreams.stragglers.times : 1) * scale,
        fails: unlucky && mode === 'workload',
      };
    },
    roundTripMs(from, location) {
      if (from === null) {
        return 0;
      }
      const index = order.indexOf(from);
      const between = rtt_ms[order.indexOf(location)]?.[index];
      return (distances[location]?.[index] ?? between ?? 0) * scale;
    },
  };
}
