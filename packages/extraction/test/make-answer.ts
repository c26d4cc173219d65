import type { Generated, RawAnswer } from '../src/index.ts';

export const noPost = { kind: 'video', author: null, title: null, durationS: null, caption: null, transcript: null };

export const makeSet = (fields: Record<string, unknown> = {}) => ({
  reps: null,
  weight_lbs: null,
  duration_seconds: null,
  distance_miles: null,
  rest_seconds: null,
  ...fields,
});

export const makeExercise = (fields: Record<string, unknown> = {}) => ({
  name: 'Squat',
  muscle_groups: [],
  equipment: [],
  sets: [],
  instructions: null,
  numbers_seen_in: null,
  ...fields,
});

export const makeWorkout = (fields: Record<string, unknown> = {}) => ({
  title: 'Leg day',
  description: null,
  workout_type: null,
  duration_minutes: null,
  difficulty_level: null,
  exercises: [],
  tags: [],
  creator: null,
  ...fields,
});

export const makeAnswer = (text: unknown, fields: Partial<RawAnswer> = {}): RawAnswer => ({
  text: typeof text === 'string' ? text : JSON.stringify(text),
  finishReason: 'STOP',
  blockReason: null,
  usage: { inputTokens: 1000, outputTokens: 100 },
  ...fields,
});

export const found = (result: unknown) => makeAnswer({ found: true, language: 'en', result });
export const notFound = makeAnswer({ found: false, language: 'en', result: null });

export const generated = (answer: RawAnswer, fields: Partial<Generated> = {}): Generated => ({
  answer,
  model: 'gemini-3.5-flash-lite',
  location: 'us-central1',
  attempts: 1,
  ...fields,
});
