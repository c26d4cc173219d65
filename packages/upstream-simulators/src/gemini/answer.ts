import { createHash } from 'node:crypto';
import { isoTime } from '@sets/clock';
import type { EffectKind } from '../faults/fault.ts';
import { countTextTokens, type PromptTokens } from './tokens.ts';

export interface AnswerContext {
  readonly text: string;
  readonly prompt: PromptTokens;
  readonly model: string;
  /** Vertex and the API-key service differ in small fields. */
  readonly vertex: boolean;
  readonly nowMs: number;
  readonly key: string;
  readonly maxOutputTokens: number | null;
  readonly effect: EffectKind | null;
}

const SAFETY_CATEGORIES = [
  'HARM_CATEGORY_HATE_SPEECH',
  'HARM_CATEGORY_DANGEROUS_CONTENT',
  'HARM_CATEGORY_HARASSMENT',
  'HARM_CATEGORY_SEXUALLY_EXPLICIT',
] as const;

const safetyRatings = () =>
  SAFETY_CATEGORIES.map((category, index) =>
    index === 1 ? { category, probability: 'HIGH', blocked: true } : { category, probability: 'NEGLIGIBLE' },
  );

const OFF_SCHEMA = JSON.stringify({ answer: 'Sure! Here is the workout you asked for.', exercises: 'squats' });

interface Candidate {
  readonly content?: { readonly role: 'model'; readonly parts?: readonly { readonly text: string }[] };
  readonly finishReason?: string;
  readonly safetyRatings?: readonly unknown[];
}

function candidateOf(context: AnswerContext): Candidate | null {
  const say = (text: string, finishReason?: string): Candidate => ({
    content: { role: 'model', parts: [{ text }] },
    ...(finishReason === undefined ? {} : { finishReason }),
  });
  const half = context.text.slice(0, Math.floor(context.text.length / 2));
  switch (context.effect) {
    case 'prompt_blocked':
      return null;
    case 'blocked':
      return { finishReason: 'SAFETY', safetyRatings: safetyRatings() };
    case 'recitation':
      return { content: { role: 'model' }, finishReason: 'RECITATION' };
    case 'truncated':
      return say(half, 'MAX_TOKENS');
    case 'cut_stream':
      return say(half);
    case 'off_schema':
      return say(OFF_SCHEMA, 'STOP');
    default: {
      const budget = context.maxOutputTokens;
      if (budget === null || countTextTokens(context.text) <= budget) {
        return say(context.text, 'STOP');
      }
      return say(context.text.slice(0, budget * 4), 'MAX_TOKENS');
    }
  }
}

/** The fields that every answer and every chunk of a stream carry. */
const envelope = (context: AnswerContext) => ({
  modelVersion: context.model,
  ...(context.vertex ? { createTime: isoTime(context.nowMs) } : {}),
  responseId: createHash('sha256').update(`${context.key}|${context.nowMs}`).digest('base64url').slice(0, 22),
});

function usageOf(context: AnswerContext, outputText: string) {
  const output = countTextTokens(outputText);
  return {
    promptTokenCount: context.prompt.total,
    ...(output === 0 ? {} : { candidatesTokenCount: output }),
    totalTokenCount: context.prompt.total + output,
    ...(context.vertex ? { trafficType: 'ON_DEMAND' } : { serviceTier: 'standard' }),
    promptTokensDetails: context.prompt.details,
    ...(output === 0 ? {} : { candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: output }] }),
  };
}

/** The body of `generateContent`. */
export function unaryAnswer(context: AnswerContext): unknown {
  const candidate = candidateOf(context);
  const text = candidate?.content?.parts?.[0]?.text ?? '';
  return {
    ...(candidate === null
      ? { promptFeedback: { blockReason: 'SAFETY', safetyRatings: safetyRatings() } }
      : { candidates: [context.vertex ? candidate : { ...candidate, index: 0 }] }),
    usageMetadata: usageOf(context, text),
    ...envelope(context),
  };
}

/** The chunks of `streamGenerateContent`, in order; only the last carries `finishReason` and the output's usage. */
export function streamAnswer(context: AnswerContext, pieces: number): unknown[] {
  const candidate = candidateOf(context);
  const text = candidate?.content?.parts?.[0]?.text ?? '';
  if (candidate === null || text === '') {
    return [unaryAnswer(context)];
  }
  const size = Math.ceil(text.length / pieces);
  const slices = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
  return slices.map((slice, index) => {
    const last = index === slices.length - 1;
    const content = { role: 'model' as const, parts: [{ text: slice }] };
    return {
      candidates: [
        last && candidate.finishReason !== undefined ? { content, finishReason: candidate.finishReason } : { content },
      ],
      usageMetadata: last
        ? usageOf(context, text)
        : { promptTokenCount: context.prompt.total, totalTokenCount: context.prompt.total },
      ...envelope(context),
    };
  });
}
