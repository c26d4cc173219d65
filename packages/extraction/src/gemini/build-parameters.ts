import { type GenerateContentParameters, MediaResolution, type Part, ThinkingLevel } from '@google/genai';
import type { GenerateRequest, MediaPart } from '../generate.ts';
import { factsOf } from '../models/catalogue.ts';
import { placeholderFor } from './inline-body.ts';

/** The SDK's parameters for one request; inline media are placeholders that the body stream fills in. */
export function buildParameters(
  model: string,
  request: GenerateRequest,
  requestId: string,
  call: { readonly signal: AbortSignal; readonly fetch: typeof globalThis.fetch },
): GenerateContentParameters {
  const { parts } = request.media.reduce<{ parts: Part[]; inline: number }>(
    (sum, part) => ({
      parts: [...sum.parts, toPart(part, placeholderFor(requestId, sum.inline))],
      inline: sum.inline + (part.kind === 'inline' ? 1 : 0),
    }),
    { parts: [], inline: 0 },
  );
  const onlyVideo = request.media.length > 0 && request.media.every((part) => part.mimeType.startsWith('video/'));
  const thinking = factsOf(model)?.thinking;
  return {
    model,
    // Media before text: the order that Google recommends for a single video.
    contents: [{ role: 'user', parts: [...parts, { text: request.text }] }],
    config: {
      systemInstruction: request.system,
      responseMimeType: 'application/json',
      responseJsonSchema: request.responseJsonSchema,
      maxOutputTokens: request.maxOutputTokens,
      // Of a model that is not in the table nobody knows which levels it takes.
      ...(thinking === undefined || thinking === null
        ? {}
        : { thinkingConfig: { thinkingLevel: ThinkingLevel[thinking.set] } }),
      // 70 tokens a frame (LOW and MEDIUM alike on Gemini 3) instead of 280. One setting holds for all parts, and small
      // print on a slide is what images are read for: where there is one, everything keeps the default.
      ...(onlyVideo ? { mediaResolution: MediaResolution.MEDIA_RESOLUTION_LOW } : {}),
      abortSignal: call.signal,
      httpOptions: { fetch: call.fetch },
    },
  };
}

function toPart(part: MediaPart, placeholder: string): Part {
  if (part.kind === 'inline') {
    return { inlineData: { mimeType: part.mimeType, data: placeholder } };
  }
  const { mimeType, uri, clip } = part;
  return {
    fileData: { mimeType, fileUri: uri },
    ...(clip === undefined ? {} : { videoMetadata: { endOffset: `${clip.endS}s` } }),
  };
}
