import { workload } from '@sets/upstream-simulators';

/** The one model of the workload that four locations serve; the bars speak of four. */
export const MODEL = 'gemini-3.5-flash';

/** Round trips from us-central1, the region that calls. */
export const RTT_MS: Readonly<Record<string, number>> = { us: 10, eu: 105, global: 15, 'asia-southeast1': 205 };

/** The nearest first. */
export const LOCATIONS: readonly string[] = Object.keys(RTT_MS).sort(
  (one, other) => (RTT_MS[one] ?? 0) - (RTT_MS[other] ?? 0),
);
export const [HOME = ''] = LOCATIONS;
export const ALL_BUT_FARTHEST = LOCATIONS.slice(0, -1);

const { gemini_small_video: video, gemini_small_text: text } = workload.upstreams_ms;
export const LATENCY_MS = { video, text };
export const ERROR_RATE = video.error_rate;
export const STRAGGLERS = workload.upstreams_ms.stragglers;
