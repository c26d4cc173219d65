import { fitSchema } from '../caption-reader/fit-schema.ts';
import { readPost } from '../caption-reader/read-post.ts';
import type { SeenMedia } from '../posts/media-knowledge.ts';
import { readPrompt } from './read-prompt.ts';
import type { GeminiRequest } from './request.ts';

const joined = (texts: readonly (string | null)[]): string =>
  texts.filter((text) => text !== null && text !== '').join('\n\n');

/** What the simulated model says: the caption reader's findings, in the shape that the request's schema asks for. */
export function writeAnswerText(request: GeminiRequest, seen: readonly SeenMedia[]): string {
  const schema = request.responseSchema;
  if (schema === null) {
    return 'The caption reader answers with JSON only; ask for it with a response schema.';
  }
  const post = readPrompt(request.texts);
  const heard = joined(seen.map(({ speech }) => speech));
  const result =
    post &&
    readPost(
      post.profile,
      {
        caption: post.caption,
        speech: post.transcript === '' ? heard : post.transcript,
        onScreen: joined(seen.map(({ onScreen }) => onScreen)),
      },
      post,
    );
  return JSON.stringify(fitSchema({ found: result !== null, language: post?.language ?? null, result }, schema));
}
