import { ProblemError } from '@sets/contract';
import { z } from 'zod';
import type { RawAnswer } from './generate.ts';

/**
 * What every profile's model answer looks like: `result` is the profile's own schema.
 * `found: false` means that the post holds nothing of the profile's kind; `result` is then null.
 */
export const answerSchema = <T extends z.ZodType>(resultSchema: T) =>
  z.object({
    found: z.boolean(),
    language: z.string().max(35).nullable().describe('BCP 47 tag of the language of the post.'),
    result: resultSchema.nullable(),
  });

export type AnswerFailureKind = 'blocked' | 'truncated' | 'cut' | 'empty' | 'not_json' | 'off_schema';

/** An answer that came but cannot be used. `reason` is the wire's own word or a short technical note; never shown. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly kind: AnswerFailureKind;
  readonly reason: string;

  constructor(kind: AnswerFailureKind, reason: string) {
    super(`The model's answer is ${kind}: ${reason}`);
    this.kind = kind;
    this.reason = reason;
  }

  toProblem(): ProblemError {
    if (this.kind === 'blocked') {
      return new ProblemError('model_blocked', { cause: this });
    }
    if (this.kind === 'truncated') {
      return new ProblemError('model_truncated', { cause: this });
    }
    return new ProblemError('model_invalid_output', { cause: this });
  }
}

/** Finish reasons by which a model or its filters decline; asking again changes nothing. */
const BLOCKED = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'LANGUAGE',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]);

/** Whether the model or its filters declined to answer: a word about the post, as a 400 is about the request. */
export const isRefusal = ({ blockReason, finishReason }: RawAnswer): boolean =>
  blockReason !== null || (finishReason !== null && BLOCKED.has(finishReason));

/** The JSON value of an answer that ended well. Looks at how it ended before it looks at the text. */
export function readAnswer(answer: RawAnswer): unknown {
  if (answer.blockReason !== null) {
    throw new AnswerError('blocked', answer.blockReason);
  }
  if (answer.finishReason === null) {
    throw new AnswerError('cut', 'no finish reason');
  }
  if (BLOCKED.has(answer.finishReason)) {
    throw new AnswerError('blocked', answer.finishReason);
  }
  if (answer.finishReason === 'MAX_TOKENS') {
    throw new AnswerError('truncated', answer.finishReason);
  }
  if (answer.text.trim() === '') {
    throw new AnswerError('empty', answer.finishReason);
  }
  // Left are STOP and reasons such as OTHER or MALFORMED_RESPONSE: the text itself decides.
  for (const candidate of candidates(answer.text)) {
    try {
      return unwrap(JSON.parse(candidate));
    } catch {
      // The next reading may do.
    }
  }
  throw new AnswerError('not_json', answer.finishReason);
}

/** The whole text, what stands in a code fence, and what lies between the outermost braces. */
function candidates(text: string): string[] {
  const fenced = /```[a-zA-Z]*\s*\n?([\s\S]*?)```/.exec(text)?.[1];
  const [first, last] = [text.indexOf('{'), text.lastIndexOf('}')];
  return [text, ...(fenced === undefined ? [] : [fenced]), ...(last > first ? [text.slice(first, last + 1)] : [])];
}

const unwrap = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
