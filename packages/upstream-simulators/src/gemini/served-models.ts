/** What the simulated service knows of a model. */
interface ServedModel {
  /** Vertex locations. The Gemini API, which names none, serves every model of this table. */
  readonly locations: readonly string[];
  readonly thinkingLevels: readonly string[];
  /** The older way to limit thinking. */
  readonly takesThinkingBudget: boolean;
  readonly maxOutputTokens: number;
  /** Whether penalties are a 400; other sampling parameters are ignored by every model. */
  readonly refusesPenalties: boolean;
}

const MULTI_REGIONS = ['us', 'eu', 'global'];
const FROM_LOW = ['LOW', 'MEDIUM', 'HIGH'];
const ALL_LEVELS = ['MINIMAL', ...FROM_LOW];

const lite: ServedModel = {
  locations: MULTI_REGIONS,
  thinkingLevels: ALL_LEVELS,
  takesThinkingBudget: true,
  maxOutputTokens: 65_536,
  refusesPenalties: true,
};
const newer: ServedModel = { ...lite, thinkingLevels: FROM_LOW, takesThinkingBudget: false };

/**
 * The simulator's own table, on purpose not the one that the services use: a mistake made there shall meet a refusal
 * here. From the vendor's model cards and guides and probes by third parties, July to November 2026. Everything else,
 * retired models and single regions alike, is a 404, as it is there.
 */
const SERVED: Readonly<Record<string, ServedModel>> = {
  'gemini-3.1-flash-lite': lite,
  'gemini-3.5-flash-lite': lite,
  'gemini-3.5-flash': {
    ...lite,
    locations: [...MULTI_REGIONS, 'asia-southeast1', 'asia-south1', 'asia-northeast1', 'europe-west2'],
  },
  'gemini-3.6-flash': { ...newer, takesThinkingBudget: true },
  'gemini-3.7-flash': newer,
  'gemini-3.8-flash': newer,
};

/** Every location that serves some model. */
export const SERVED_LOCATIONS: readonly string[] = [
  ...new Set(Object.values(SERVED).flatMap(({ locations }) => locations)),
];

/** Null where the model is not served. `project` is null for the Gemini API. */
export function servedModel(target: {
  readonly project: string | null;
  readonly location: string;
  readonly model: string;
}): ServedModel | null {
  const model = Object.hasOwn(SERVED, target.model) ? SERVED[target.model] : undefined;
  if (model === undefined) {
    return null;
  }
  return target.project === null || model.locations.includes(target.location) ? model : null;
}
