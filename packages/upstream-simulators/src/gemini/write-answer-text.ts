import { fitSchema } from '../caption-reader/fit-schema.ts';
import { readRecipe } from '../caption-reader/read-recipe.ts';
import { readWorkout } from '../caption-reader/read-workout.ts';
import type { SeenMedia } from '../posts/media-knowledge.ts';
import { readPrompt } from './read-prompt.ts';
import type { GeminiRequest } from './request.ts';

const joined = (texts: readonly (string | null)[]): string =>
  texts.filter((text) => text !== null && text !== '').join('\n\n');

/** Whether a schema names this property, at any depth. */
function names(schema: unknown, property: string): boolean {
  if (typeof schema !== 'object' || schema === null) {
    return false;
  }
  return Object.entries(schema).some(([key, value]) => key === property || names(value, property));
}

/** What the simulated model says: the caption reader's findings, in the shape that the request's schema asks for. */
export function writeAnswerText(request: GeminiRequest, seen: readonly SeenMedia[]): string {
  const post = readPrompt(request.texts);
  const heard = joined(seen.map(({ speech }) => speech));
  const sources = {
    caption: post.caption,
    speech: post.transcript === '' ? heard : post.transcript,
    onScreen: joined(seen.map(({ onScreen }) => onScreen)),
  };
  const schema = request.responseSchema;
  if (schema === null) {
    return 'The caption reader answers with JSON only; ask for it with a response schema.';
  }
  const result = names(schema, 'ingredients') ? readRecipe(sources, post) : readWorkout(sources, post);
  const answer = {
    found: result !== null,
    language: post.language,
    result,
    // For a schema without that envelope.
    ...result,
  };
  return JSON.stringify(fitSchema(answer, schema));
}
