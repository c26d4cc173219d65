import type { GeminiRequest, MediaInput } from './request.ts';

/** Google's figures for Gemini 3: frames at 1 fps, low and medium resolution the same. */
const TOKENS_PER_FRAME = 70;
const TOKENS_PER_FRAME_HIGH = 280;
/** Recorded Gemini 3 answers count 1,088 to 1,102 per image. */
const TOKENS_PER_IMAGE = 1092;
const CHARACTERS_PER_TOKEN = 4;
/** Assumed where neither file nor clip says how long a video is. */
const UNKNOWN_VIDEO_S = 30;

export interface PromptTokens {
  readonly total: number;
  readonly details: readonly { readonly modality: 'TEXT' | 'IMAGE' | 'VIDEO'; readonly tokenCount: number }[];
}

export const countTextTokens = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

export function countPromptTokens(
  request: GeminiRequest,
  durationOf: (media: MediaInput) => number | null,
): PromptTokens {
  let images = 0;
  let video = 0;
  for (const media of request.media) {
    if (media.mimeType.startsWith('image/')) {
      images += TOKENS_PER_IMAGE;
      continue;
    }
    const endS = Math.min(media.clip.endS ?? Number.POSITIVE_INFINITY, durationOf(media) ?? UNKNOWN_VIDEO_S);
    const frames = Math.max(1, Math.ceil(endS - media.clip.startS));
    video += frames * (request.highResolution ? TOKENS_PER_FRAME_HIGH : TOKENS_PER_FRAME);
  }
  const text = countTextTokens(request.texts.join('\n') + request.systemText);
  const details = [
    { modality: 'TEXT' as const, tokenCount: text },
    { modality: 'IMAGE' as const, tokenCount: images },
    { modality: 'VIDEO' as const, tokenCount: video },
  ].filter((detail) => detail.tokenCount > 0);
  return { total: text + images + video, details };
}
