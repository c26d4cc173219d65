import { z } from 'zod';
import { UpstreamError } from '../server/exchange.ts';
import { geminiError } from './errors.ts';

/** Google's JSON parser takes both camelCase (the SDK) and snake_case (hand-written clients). */
const partSchema = z
  .looseObject({
    text: z.string().optional(),
    inlineData: z.looseObject({ mimeType: z.string().optional(), data: z.string() }).optional(),
    inline_data: z.looseObject({ mime_type: z.string().optional(), data: z.string() }).optional(),
    fileData: z.looseObject({ mimeType: z.string().optional(), fileUri: z.string() }).optional(),
    videoMetadata: z.looseObject({ startOffset: z.string().optional(), endOffset: z.string().optional() }).optional(),
  })
  .transform((part) => ({
    text: part.text ?? null,
    inline:
      part.inlineData ??
      (part.inline_data && { mimeType: part.inline_data.mime_type, data: part.inline_data.data }) ??
      null,
    file: part.fileData ?? null,
    clip: part.videoMetadata ?? null,
  }));

const requestSchema = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string().optional(), parts: z.array(partSchema).min(1) })).min(1),
  systemInstruction: z.looseObject({ parts: z.array(z.looseObject({ text: z.string().optional() })) }).optional(),
  generationConfig: z
    .looseObject({
      responseMimeType: z.string().optional(),
      responseJsonSchema: z.record(z.string(), z.unknown()).optional(),
      responseSchema: z.record(z.string(), z.unknown()).optional(),
      maxOutputTokens: z.number().optional(),
      mediaResolution: z.string().optional(),
      thinkingConfig: z
        .looseObject({ thinkingLevel: z.string().optional(), thinkingBudget: z.number().optional() })
        .optional(),
      presencePenalty: z.number().optional(),
      frequencyPenalty: z.number().optional(),
    })
    .optional(),
});

export interface MediaInput {
  readonly mimeType: string;
  /** Inline bytes; null for a link. */
  readonly bytes: Buffer | null;
  readonly uri: string | null;
  /** Seconds asked for by `videoMetadata`. */
  readonly clip: { readonly startS: number; readonly endS: number | null };
}

export interface GeminiRequest {
  /** The text parts of the user's turns, in order. */
  readonly texts: readonly string[];
  readonly media: readonly MediaInput[];
  readonly systemText: string;
  /** The JSON Schema that the answer shall follow; null for plain text. */
  readonly responseSchema: Readonly<Record<string, unknown>> | null;
  readonly maxOutputTokens: number | null;
  /** As sent; null where the request leaves it to the model. */
  readonly thinking: { readonly level: string | null; readonly budget: number | null };
  readonly hasPenalties: boolean;
  /** Whether frames cost four times as much. */
  readonly highResolution: boolean;
}

/** Google refuses bodies above 20 MiB. */
export const MAX_REQUEST_BYTES = 20 * 1024 * 1024;

const invalid = (message: string): UpstreamError => new UpstreamError(400, geminiError(400, { message }));

function seconds(offset: string | undefined): number | null {
  const match = /^(\d+(?:\.\d+)?)s$/.exec(offset ?? '');
  return match === null ? null : Number(match[1]);
}

/** Reads a `generateContent` body and refuses what the real service refuses. */
export function readGeminiRequest(body: Buffer): GeminiRequest {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('Invalid JSON payload received. Unexpected end of string.');
  }
  const parsed = requestSchema.safeParse(json);
  if (!parsed.success) {
    throw invalid(`Invalid JSON payload received. ${parsed.error.issues[0]?.path.join('.')}`);
  }
  const { contents, generationConfig, systemInstruction } = parsed.data;
  if (contents.at(-1)?.role === 'model') {
    throw invalid('Please ensure that multiturn requests end with a user role or a function response.');
  }
  const parts = contents.filter((content) => content.role !== 'model').flatMap((content) => content.parts);
  const media = parts.flatMap((part): MediaInput[] => {
    if (part.inline === null && part.file === null) {
      return [];
    }
    const mimeType = part.inline?.mimeType ?? part.file?.mimeType;
    if (!mimeType) {
      throw invalid('mimeType parameter is not set.');
    }
    return [
      {
        mimeType,
        bytes: part.inline === null ? null : Buffer.from(part.inline.data, 'base64'),
        uri: part.file?.fileUri ?? null,
        clip: { startS: seconds(part.clip?.startOffset) ?? 0, endS: seconds(part.clip?.endOffset) },
      },
    ];
  });
  return {
    texts: parts.flatMap((part) => (part.text === null ? [] : [part.text])),
    media,
    systemText: (systemInstruction?.parts ?? []).map((part) => part.text ?? '').join('\n'),
    responseSchema: generationConfig?.responseJsonSchema ?? generationConfig?.responseSchema ?? null,
    maxOutputTokens: generationConfig?.maxOutputTokens ?? null,
    thinking: {
      level: generationConfig?.thinkingConfig?.thinkingLevel ?? null,
      budget: generationConfig?.thinkingConfig?.thinkingBudget ?? null,
    },
    hasPenalties: (generationConfig?.presencePenalty ?? generationConfig?.frequencyPenalty) !== undefined,
    highResolution: generationConfig?.mediaResolution === 'MEDIA_RESOLUTION_HIGH',
  };
}
