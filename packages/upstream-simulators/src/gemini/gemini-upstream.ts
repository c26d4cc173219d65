import { createHash } from 'node:crypto';
import type { Clock } from '@sets/clock';
import type { Effect } from '../faults/fault.ts';
import type { LatencyKind, LatencyModel } from '../latency/latency-model.ts';
import type { MediaKnowledge } from '../posts/media-knowledge.ts';
import type { Counters } from '../server/counters.ts';
import { type Exchange, readBody, UpstreamError } from '../server/exchange.ts';
import type { PreparedCall, UpstreamBehaviour } from '../server/serve-call.ts';
import { type AnswerContext, streamAnswer, unaryAnswer } from './answer.ts';
import { geminiError, invalidApiKey, unknownModel } from './errors.ts';
import { type GeminiRequest, MAX_REQUEST_BYTES, readGeminiRequest } from './request.ts';
import { countPromptTokens } from './tokens.ts';
import { writeAnswerText } from './write-answer-text.ts';

export interface GeminiParts {
  readonly clock: Clock;
  readonly latency: LatencyModel;
  readonly counters: Counters;
  readonly media: MediaKnowledge;
}

interface Target {
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

/** Retired since October 2026; and the newest large model lives in multi-regions alone. */
function servesModel({ model, location }: Target): boolean {
  if (/^gemini-(1|2)\b/.test(model)) {
    return false;
  }
  return model !== 'gemini-3.8-flash' || ['global', 'us', 'eu'].includes(location);
}

/** The workload has one latency for everything that a large model does. */
const SMALL_MODELS = /-lite|^gemini-3\.5-/;

function latencyKindOf(model: string, request: GeminiRequest): LatencyKind {
  if (!SMALL_MODELS.test(model)) {
    return 'gemini_large_video';
  }
  if (request.media.some(({ mimeType }) => !mimeType.startsWith('image/'))) {
    return 'gemini_small_video';
  }
  return request.media.length > 0 ? 'gemini_small_images' : 'gemini_small_text';
}

const STREAM_PIECES = 5;

export const createGeminiUpstream =
  ({ clock, latency, counters, media }: GeminiParts) =>
  (exchange: Exchange, target: Target): UpstreamBehaviour => {
    const call = { upstream: 'gemini' as const, location: target.location, model: target.model, content: null };

    const prepare = async (effect: Effect | null): Promise<PreparedCall> => {
      const body = await readBody(exchange.request, MAX_REQUEST_BYTES);
      if (target.project === null && !(exchange.request.headers['x-goog-api-key'] ?? exchange.query.get('key'))) {
        throw new UpstreamError(400, invalidApiKey());
      }
      if (!servesModel(target)) {
        throw new UpstreamError(404, unknownModel(target));
      }
      if (counters.inFlight(call) > latency.concurrencyLimit) {
        throw new UpstreamError(429, geminiError(429));
      }
      if (body === 'too_large') {
        throw new UpstreamError(
          400,
          geminiError(400, { message: `Request payload size exceeds the limit: ${MAX_REQUEST_BYTES} bytes.` }),
        );
      }
      const request = readGeminiRequest(body);
      const seen = request.media.map((part) => media.describe(part));
      if (seen.some((found) => found?.gone)) {
        throw new UpstreamError(
          400,
          geminiError(400, {
            message:
              'Cannot fetch content from the provided URL. Please ensure the URL is valid and accessible by Vertex AI.',
          }),
        );
      }
      const key = seen.find((found) => found !== null)?.contentId ?? media.identify(request.texts) ?? digest(body);
      const context: AnswerContext = {
        text: writeAnswerText(
          request,
          seen.flatMap((found) => (found === null ? [] : [found])),
        ),
        prompt: countPromptTokens(request, (part) => media.durationS(part)),
        model: target.model,
        vertex: target.project !== null,
        nowMs: clock.now(),
        key,
        maxOutputTokens: request.maxOutputTokens,
        effect: effect?.kind ?? null,
      };
      const kind = latencyKindOf(target.model, request);
      if (!target.stream) {
        return { kind, key, answer: { status: 200, body: unaryAnswer(context) } };
      }
      const chunks = streamAnswer(context, STREAM_PIECES).map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`);
      return {
        kind,
        key,
        answer: {
          sample: Buffer.from(chunks.join('')),
          contentType: 'text/event-stream',
          write() {
            exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
            for (const chunk of chunks) {
              exchange.response.write(chunk);
            }
            exchange.response.end();
          },
        },
      };
    };

    return {
      call,
      prepare,
      error: (status, { retryInfoS }) => geminiError(status, { retryInfoS }),
      ownFailureStatus: 503,
    };
  };

const digest = (body: Buffer): string => createHash('sha256').update(body).digest('hex');
