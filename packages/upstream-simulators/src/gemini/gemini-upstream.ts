import { createHash } from 'node:crypto';
import type { Clock } from '@sets/clock';
import type { Effect } from '../faults/fault.ts';
import type { CallDetails } from '../faults/fault-registry.ts';
import type { LatencyModel } from '../latency/latency-model.ts';
import type { MediaKnowledge } from '../posts/media-knowledge.ts';
import type { Counters } from '../server/counters.ts';
import { type Exchange, readBody, UpstreamError } from '../server/exchange.ts';
import type { PreparedCall, UpstreamBehaviour } from '../server/serve-call.ts';
import type { IssuedTokens } from '../tokens/issued-tokens.ts';
import { type AnswerContext, streamAnswer, unaryAnswer } from './answer.ts';
import { latencyKindOf, sizeOf, type Target } from './call-target.ts';
import { checkApiKey } from './check-api-key.ts';
import { geminiError, invalidApiKey, unknownFile, unknownModel } from './errors.ts';
import { refuseRequest } from './refuse-request.ts';
import { type GeminiRequest, MAX_REQUEST_BYTES, readGeminiRequest } from './request.ts';
import { servedModel } from './served-models.ts';
import { countPromptTokens } from './tokens.ts';
import { fileNameOf, type UploadedFiles } from './uploaded-files.ts';
import { writeAnswerText } from './write-answer-text.ts';

export interface GeminiParts {
  readonly clock: Clock;
  readonly latency: LatencyModel;
  readonly counters: Counters;
  readonly media: MediaKnowledge;
  readonly files: UploadedFiles;
  /** Bearer tokens that Vertex calls must carry; null takes any call. */
  readonly tokens: IssuedTokens | null;
  /** The only API key that is accepted; any when null. */
  readonly apiKey: string | null;
}

const STREAM_PIECES = 5;

export const createGeminiUpstream =
  (parts: GeminiParts) =>
  (exchange: Exchange, target: Target): UpstreamBehaviour => {
    const { clock, latency, counters, media, files } = parts;
    const call = { upstream: 'gemini' as const, location: target.location, model: target.model, content: null };
    let body: Promise<Buffer | 'too_large'> | null = null;
    const readOnce = (): Promise<Buffer | 'too_large'> => {
      body ??= readBody(exchange.request, MAX_REQUEST_BYTES);
      return body;
    };
    let parsed: GeminiRequest | null = null;
    const parseOnce = (bytes: Buffer): GeminiRequest => {
      parsed ??= withUploads(readGeminiRequest(bytes), target, files);
      return parsed;
    };

    const details = async (): Promise<CallDetails> => {
      const bytes = await readOnce();
      if (bytes === 'too_large') {
        return { content: null, size: null };
      }
      try {
        const request = parseOnce(bytes);
        const ids = request.media.flatMap((part) => [media.describe(part)?.contentId ?? null, part.uri]);
        const content = [...ids, media.identify(request.texts)].filter((id) => id !== null).join(' ');
        return { content, size: sizeOf(request) };
      } catch (error) {
        if (error instanceof UpstreamError) {
          return { content: null, size: null };
        }
        throw error;
      }
    };

    const prepare = async (effect: Effect | null): Promise<PreparedCall> => {
      const bytes = await readOnce();
      checkCredential(exchange, target, parts);
      if (effect?.kind === 'api_key_invalid') {
        throw new UpstreamError(400, invalidApiKey());
      }
      const served = servedModel(target);
      if (served === null) {
        throw new UpstreamError(404, unknownModel(target));
      }
      if (counters.inFlight(call) > latency.concurrencyLimit(target.location)) {
        throw new UpstreamError(429, geminiError(429));
      }
      if (bytes === 'too_large') {
        throw new UpstreamError(
          400,
          geminiError(400, { message: `Request payload size exceeds the limit: ${MAX_REQUEST_BYTES} bytes.` }),
        );
      }
      const request = parseOnce(bytes);
      refuseRequest(request, target, served, media);
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
      const key = seen.find((found) => found !== null)?.contentId ?? media.identify(request.texts) ?? digest(bytes);
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
      const kind = latencyKindOf(target.model, sizeOf(request));
      return {
        kind,
        key,
        answer: target.stream ? streamed(exchange, context) : { status: 200, body: unaryAnswer(context) },
      };
    };

    return {
      call,
      details,
      prepare,
      error: (status, { retryInfoS }) => geminiError(status, { retryInfoS }),
      ownFailureStatus: 503,
    };
  };

/** Uploaded files become bytes. Vertex AI knows none. */
function withUploads(request: GeminiRequest, { project }: Target, files: UploadedFiles): GeminiRequest {
  const media = request.media.map((part) => {
    const name = project === null ? fileNameOf(part.uri ?? '') : null;
    if (name === null) {
      return part;
    }
    const file = files.find(name);
    if (file === null) {
      throw new UpstreamError(403, unknownFile(name));
    }
    if (!files.isReady(file)) {
      const message = `The File ${name} is not in an ACTIVE state and usage is not allowed.`;
      throw new UpstreamError(400, geminiError(400, { message }));
    }
    return { ...part, bytes: file.bytes };
  });
  return { ...request, media };
}

function checkCredential(exchange: Exchange, { project }: Target, { tokens, apiKey }: GeminiParts): void {
  if (project === null) {
    checkApiKey(exchange, apiKey);
  } else if (tokens?.isValid(exchange.request.headers.authorization) === false) {
    throw new UpstreamError(401, geminiError(401));
  }
}

function streamed({ response }: Exchange, context: AnswerContext): PreparedCall['answer'] {
  const chunks = streamAnswer(context, STREAM_PIECES).map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`);
  return {
    sample: Buffer.from(chunks.join('')),
    contentType: 'text/event-stream',
    write() {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const chunk of chunks) {
        response.write(chunk);
      }
      response.end();
    },
  };
}

const digest = (body: Buffer): string => createHash('sha256').update(body).digest('hex');
