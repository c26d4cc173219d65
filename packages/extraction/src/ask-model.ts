import type { Generate, Generated, GenerateRequest, MediaPart } from './generate.ts';
import type { StatedNumbers } from './numbers/stated-numbers.ts';
import { type PromptPost, renderPost } from './prompt.ts';
import { type CompiledProfile, type ReadResult, readResult } from './read-result.ts';
import type { UsageMeter } from './usage-meter.ts';

/** What every question about one post has in common. */
export interface Ask {
  readonly compiled: CompiledProfile;
  readonly generate: Generate;
  readonly meter: UsageMeter;
  readonly caption: StatedNumbers;
  readonly speech: StatedNumbers | null;
  readonly post: PromptPost;
  readonly language: string | null;
  readonly onAnswer: (generated: Generated) => void;
}

type By = { readonly by: Pick<Generated, 'model' | 'location'> };
export type Found = Extract<ReadResult, { found: true }> & By;
export type NotFound = Extract<ReadResult, { found: false }> & By;

/** Room for 60 exercises with their sets; a longer answer is a loop. */
const MAX_OUTPUT_TOKENS = 16_384;

/**
 * One question, one answer.
 *
 * @throws AnswerError when the answer cannot be used
 */
export async function askModel(
  ask: Ask,
  parts: readonly MediaPart[],
  tier: 'small' | 'large',
  signal: AbortSignal,
): Promise<Found | NotFound> {
  const media = parts.length === 0 ? 'none' : parts.some(isVideo) ? 'video' : 'images';
  const request: GenerateRequest = {
    system: ask.compiled.system,
    media: parts,
    text: renderPost(ask.post, { profile: ask.compiled.profile.name, media, language: ask.language }),
    responseJsonSchema: ask.compiled.responseJsonSchema,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  };
  ask.meter.start();
  let generated: Generated;
  try {
    generated = await ask.generate(request, { tier, size: media === 'none' ? 'text' : media, signal });
  } catch (error) {
    ask.meter.refund();
    throw error;
  }
  ask.onAnswer(generated);
  const context = { caption: ask.caption, speech: ask.speech, sawMedia: media !== 'none' };
  const by = { model: generated.model, location: generated.location };
  return { ...readResult(ask.compiled, generated.answer, context), by };
}

const isVideo = (part: MediaPart): boolean => part.mimeType.startsWith('video/');
