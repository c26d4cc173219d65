import type { CallSize } from '../faults/fault.ts';
import type { LatencyKind } from '../latency/latency-model.ts';
import type { GeminiRequest } from './request.ts';

export interface Target {
  /** Null for the Gemini API, which knows no projects and no locations. */
  readonly project: string | null;
  readonly location: string;
  readonly model: string;
  readonly stream: boolean;
}

const VERTEX_PATH =
  /^\/v1(?:beta1)?\/projects\/([^/]+)\/locations\/([^/]+)\/publishers\/google\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;
const API_KEY_PATH = /^\/v1(?:beta)?\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

/** Where calls with an API key are counted; that service names no location. */
const API_KEY_LOCATION = 'global';

export function parseTarget(path: string): Target | null {
  const vertex = VERTEX_PATH.exec(path);
  if (vertex !== null) {
    const [, project = '', location = '', model = '', verb] = vertex;
    return { project, location, model, stream: verb === 'streamGenerateContent' };
  }
  const [, model = '', verb] = API_KEY_PATH.exec(path) ?? [];
  if (verb === undefined) {
    return null;
  }
  return { project: null, location: API_KEY_LOCATION, model, stream: verb === 'streamGenerateContent' };
}

export function sizeOf(request: GeminiRequest): CallSize {
  if (request.media.some(({ mimeType }) => !mimeType.startsWith('image/'))) {
    return 'video';
  }
  return request.media.length > 0 ? 'images' : 'text';
}

/** The workload has one latency for everything that a large model does. */
const SMALL_MODELS = /-lite|^gemini-3\.5-/;

export const latencyKindOf = (model: string, size: CallSize): LatencyKind =>
  SMALL_MODELS.test(model) ? `gemini_small_${size}` : 'gemini_large_video';
