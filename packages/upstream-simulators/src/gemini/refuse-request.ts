import type { MediaKnowledge } from '../posts/media-knowledge.ts';
import { UpstreamError } from '../server/exchange.ts';
import type { Target } from './call-target.ts';
import { geminiError } from './errors.ts';
import type { GeminiRequest, MediaInput } from './request.ts';
import type { servedModel } from './served-models.ts';

type Served = NonNullable<ReturnType<typeof servedModel>>;

/** A public link that is no YouTube video may be given once per prompt, and lead to so many bytes. */
const MAX_LINKED_BYTES = 15 * 1024 * 1024;

const invalid = (message: string, status = 400): UpstreamError =>
  new UpstreamError(status, geminiError(status, status === 400 ? { message } : {}));

/** Refuses what the real service refuses of this model, of this kind of service, or of these media. */
export function refuseRequest(request: GeminiRequest, target: Target, served: Served, media: MediaKnowledge): void {
  refuseConfig(request, served);
  const links = request.media.filter(({ uri }) => isPublicFile(uri));
  if (links.length > 1) {
    throw invalid('Only one file URL is supported per request.');
  }
  for (const part of request.media) {
    refuseMedia(part, target, media);
  }
}

function refuseConfig({ thinking, maxOutputTokens, hasPenalties }: GeminiRequest, served: Served): void {
  if (thinking.level !== null && !served.thinkingLevels.includes(thinking.level)) {
    throw invalid(`Thinking level ${thinking.level} is not supported for this model.`);
  }
  if (thinking.budget !== null && (!served.takesThinkingBudget || thinking.level !== null)) {
    throw invalid(
      thinking.level === null
        ? 'Thinking budget is not supported for this model. Please use thinking level instead.'
        : 'You can only set one of thinking budget and thinking level.',
    );
  }
  if (maxOutputTokens !== null && (maxOutputTokens < 1 || maxOutputTokens > served.maxOutputTokens)) {
    throw invalid(
      `Unable to submit request because it has a maxOutputTokens value of ${maxOutputTokens} but the supported range is from 1 (inclusive) to ${served.maxOutputTokens + 1} (exclusive). Update the value and try again.`,
    );
  }
  if (hasPenalties && served.refusesPenalties) {
    throw invalid('Penalty is not enabled for this model.');
  }
}

function refuseMedia(part: MediaInput, { project }: Target, media: MediaKnowledge): void {
  const isVertex = project !== null;
  if (part.uri?.startsWith('gs://') === true && !isVertex) {
    throw invalid('Invalid or unsupported file uri: gs:// is not supported. Please use the File API.');
  }
  if (isPublicFile(part.uri) && (media.bytesOf(part) ?? 0) > MAX_LINKED_BYTES) {
    throw invalid(`The file is larger than the limit of ${MAX_LINKED_BYTES} bytes for a file URL.`);
  }
  const durationS = media.durationS(part);
  if (durationS !== null && part.clip.startS > 0 && part.clip.startS >= durationS) {
    throw invalid('The start offset of the video is beyond its end.', isVertex ? 400 : 500);
  }
}

/** Neither a bucket's object, nor a YouTube video, nor a file that was uploaded to the Gemini API. */
const isPublicFile = (uri: string | null): boolean =>
  uri !== null && /^https?:/.test(uri) && !/youtu\.?be/.test(uri) && !/\/v1beta\/files\//.test(uri);
