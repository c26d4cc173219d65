import { createManualClock } from '@sets/clock/testing';
import { ProblemError, type Usage } from '@sets/contract';
import { silentLogger } from '@sets/service-kit';
import { createExtractor, type ExtractInput, type Generated, getProfile, type MediaPart } from '../src/index.ts';
import { createFakeGenerate } from './fake-generate.ts';
import { found, generated, makeExercise, makeSet, makeWorkout, noPost } from './make-answer.ts';

export const video: MediaPart = { kind: 'inline', mimeType: 'video/mp4', data: Buffer.from('video') };
export const squats = (reps: number | null, source: string | null = 'caption') =>
  found(
    makeWorkout({
      exercises: [makeExercise({ sets: reps === null ? [] : [makeSet({ reps })], numbers_seen_in: source })],
    }),
  );
export const small = (answer = squats(12)): Generated => generated(answer);
export const large = (answer = squats(12, 'on_screen')): Generated =>
  generated(answer, { model: 'gemini-3.8-flash', location: 'us' });

/** An extraction whose every outside step is in the test's hands. */
export function start(fields: Partial<ExtractInput> = {}, deps: Record<string, unknown> = {}) {
  const models = createFakeGenerate();
  const media = Promise.withResolvers<readonly MediaPart[]>();
  media.promise.catch(() => undefined);
  const mediaSignals: AbortSignal[] = [];
  const clock = createManualClock();
  const previews: Record<string, unknown>[] = [];
  const usages: Usage[] = [];
  const stop = new AbortController();
  const extractor = createExtractor({
    clock,
    logger: silentLogger,
    ...deps,
  });
  const result = extractor.extract({
    generate: models.generate,
    profile: getProfile('workout'),
    language: null,
    post: { ...noPost, caption: '12 squats' },
    media: (signal) => {
      mediaSignals.push(signal);
      return media.promise;
    },
    signal: stop.signal,
    callsLeft: 6,
    onPreview: (preview) => previews.push(preview),
    onUsage: (usage) => usages.push(usage),
    ...fields,
  });
  result.catch(() => undefined);
  return { models, media, mediaSignals, clock, previews, usages, stop, result };
}

const code = (error: unknown): unknown => (error instanceof ProblemError ? error.code : error);
export const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'no failure', code);
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) {
    await Promise.resolve();
  }
}
