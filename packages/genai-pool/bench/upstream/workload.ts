import { workload } from '@sets/upstream-simulators';

/** The one model of the workload that four locations serve; the bars speak of four. */
export const MODEL = 'gemini-3.5-flash';

const REGION = 'us-central1';
const { served, rtt_ms_from_regions: rtts } = workload.gemini_locations;
const region = workload.regions.order.indexOf(REGION);

/** Round trips from the region that calls. */
export const RTT_MS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(rtts)
    .filter(([location]) => served[MODEL].includes(location))
    .map(([location, fromRegions]) => [location, fromRegions[region] ?? Number.NaN]),
);

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
