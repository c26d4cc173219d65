import { ProblemError } from '@sets/contract';
import type { GenerateRequest } from '@sets/extraction';
import { RequestRefused } from '@sets/genai-pool';

const YOUTUBE = /^https:\/\/(?:www\.|m\.)?(?:youtube\.com|youtu\.be)\//;

/** A YouTube video is opened by the model itself, from its link. */
const opensLink = ({ media }: GenerateRequest): boolean =>
  media.some((part) => part.kind === 'uri' && YOUTUBE.test(part.uri));

/** The only sign is a sentence: the service gives private videos no code of their own. */
const SAYS_PRIVATE = /\bprivate\b/i;

const isBadRequest = (cause: unknown): cause is Error =>
  cause instanceof Error && 'status' in cause && cause.status === 400;

/**
 * A 400 for a YouTube link says something of the video rather than of the request, and mostly not what: private, live and
 * passing trouble look alike. Only where the service says so, twice, is the video private; all else may pass and is not
 * remembered. Null: it was another refusal.
 */
export function refusedLink(request: GenerateRequest, error: unknown): ProblemError | null {
  if (!(error instanceof RequestRefused) || !opensLink(request)) {
    return null;
  }
  const causes = error.failures.filter(({ fault }) => fault === 'request').map(({ cause }) => cause);
  if (causes.length === 0 || !causes.every(isBadRequest)) {
    return null;
  }
  const isPrivate = error.agreed && causes.every(({ message }) => SAYS_PRIVATE.test(message));
  return new ProblemError(isPrivate ? 'content_private' : 'media_unavailable', { cause: error });
}
