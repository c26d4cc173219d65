import { ProblemError, type Usage } from '@sets/contract';
import { expect, it } from 'vitest';
import { createExtractor, type ExtractInput, type Generated, getProfile, type MediaPart } from '../src/index.ts';
import { createFakeGenerate } from './fake-generate.ts';
import { found, generated, makeAnswer, makeExercise, makeSet, makeWorkout, noPost, notFound } from './make-answer.ts';

const video: MediaPart = { kind: 'inline', mimeType: 'video/mp4', data: Buffer.from('video') };
const squats = (reps: number | null, source: string | null = 'caption') =>
  found(
    makeWorkout({
      exercises: [makeExercise({ sets: reps === null ? [] : [makeSet({ reps })], numbers_seen_in: source })],
    }),
  );
const small = (answer = squats(12)): Generated => generated(answer);
const large = (answer = squats(12, 'on_screen')): Generated =>
  generated(answer, { model: 'gemini-3.8-flash', location: 'us' });

/** An extraction whose every outside step is in the test's hands. */
function start(fields: Partial<ExtractInput> = {}, deps: Record<string, unknown> = {}) {
  const models = createFakeGenerate();
  const media = Promise.withResolvers<readonly MediaPart[]>();
  media.promise.catch(() => undefined);
  const mediaSignals: AbortSignal[] = [];
  const timers: { callback: () => void; ms: number }[] = [];
  const previews: Record<string, unknown>[] = [];
  const usages: Usage[] = [];
  const stop = new AbortController();
  const extractor = createExtractor({
    generate: models.generate,
    clock: {
      now: () => Date.parse('2026-11-23'),
      monotonic: () => 0,
      schedule(callback, ms) {
        const timer = { callback, ms };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
    },
    logger: { info: () => undefined, warn: () => undefined },
    ...deps,
  });
  const result = extractor.extract({
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
  return { models, media, mediaSignals, timers, previews, usages, stop, result };
}

const code = (error: unknown): unknown => (error instanceof ProblemError ? error.code : error);
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'no failure', code);
const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

it('takes the text for the result when it states every number, and stops the download', async () => {
  const run = start();
  (await run.models.next('text')).answer(small());
  const { result, basis, usage, evidence } = await run.result;
  expect(basis).toBe('text');
  expect(result).toMatchObject({ title: 'Leg day' });
  expect(evidence.level).toBe('complete');
  expect(usage).toMatchObject({ model: 'gemini-3.5-flash-lite', region: 'us-central1', model_calls: 1 });
  expect(run.mediaSignals[0]?.aborted).toBe(true);
  expect(run.models.calls).toHaveLength(1);
  expect(run.previews).toHaveLength(1);
});

it('shows what the text gave as a preview and reads the media for the rest', async () => {
  const run = start();
  (await run.models.next('text')).answer(small(squats(null)));
  await turns();
  expect(run.previews).toEqual([makeWorkout({ exercises: [makeExercise()] })]);
  run.media.resolve([video]);
  const call = await run.models.next('media');
  expect(call.request.media).toEqual([video]);
  expect(call.options).toMatchObject({ tier: 'small', size: 'video' });
  call.answer(small(squats(15, 'on_screen')));
  const { result, basis, usage } = await run.result;
  expect(basis).toBe('media');
  expect(result).toMatchObject({ exercises: [{ sets: [{ reps: 15 }] }] });
  expect(usage).toMatchObject({ input_tokens: 2000, output_tokens: 200, model_calls: 2 });
  expect(usage.cost_usd).toBeCloseTo(((2000 * 0.3 + 200 * 2.5) * 1.1) / 1e6);
  expect(run.usages.map((one) => one.model_calls)).toEqual([1, 2]);
});

it('does not believe the text that there is no workout: the video may show one', async () => {
  const run = start();
  (await run.models.next('text')).answer(small(notFound));
  run.media.resolve([video]);
  (await run.models.next('media')).answer(small(squats(15, 'on_screen')));
  expect((await run.result).basis).toBe('media');
  expect(run.previews).toEqual([]);
});

it('says so when neither shows a workout', async () => {
  const run = start();
  (await run.models.next('text')).answer(small(notFound));
  run.media.resolve([video]);
  (await run.models.next('media')).answer(small(notFound));
  expect(await failure(run.result)).toBe('not_a_workout');
  expect(run.models.calls).toHaveLength(2);
});

it('takes what the text gave for final when there is no media', async () => {
  const run = start();
  run.media.resolve([]);
  (await run.models.next('text')).answer(small(squats(null)));
  expect((await run.result).basis).toBe('text');
  const none = start();
  none.media.resolve([]);
  (await none.models.next('text')).answer(small(notFound));
  expect(await failure(none.result)).toBe('not_a_workout');
  expect(none.models.calls).toHaveLength(1);
});

it('takes a workout without exercises for none', async () => {
  const run = start({ post: noPost }, { cascade: false });
  run.media.resolve([video]);
  (await run.models.next('media')).answer(small(found(makeWorkout())));
  expect(await failure(run.result)).toBe('not_a_workout');
});

it('gives a text that states numbers a moment before it pays for the video', async () => {
  const run = start();
  run.media.resolve([video]);
  await turns();
  expect(run.timers.map((timer) => timer.ms)).toEqual([1500]);
  expect(run.models.calls.map((call) => call.name)).toEqual(['text']);
  (await run.models.next('text')).answer(small());
  expect((await run.result).basis).toBe('text');
  expect(run.models.calls).toHaveLength(1);
  expect(run.timers).toEqual([]);
});

it('reads the video when that moment has passed, and drops it when the text is complete after all', async () => {
  const run = start();
  run.media.resolve([video]);
  await turns();
  run.timers[0]?.callback();
  const reading = await run.models.next('media');
  (await run.models.next('text')).answer(small());
  expect((await run.result).basis).toBe('text');
  expect(reading.options.signal.aborted).toBe(true);
});

it('waits for no text that states no number', async () => {
  const run = start({ post: { ...noPost, caption: 'my favourite leg day' } });
  run.media.resolve([video]);
  const reading = await run.models.next('media');
  expect(run.timers).toEqual([]);
  reading.answer(small(squats(15, 'on_screen')));
  expect((await run.result).basis).toBe('media');
  expect(run.models.calls.find((call) => call.name === 'text')?.options.signal.aborted).toBe(true);
});

it.each([
  ['the profile is switched off', { textFirstOff: ['workout'] }, {}],
  ['the post has no words', {}, { post: noPost }],
  ['only one call is left', {}, { callsLeft: 1 }],
])('reads no text first when %s', async (_why, deps, fields) => {
  const run = start(fields, deps);
  run.media.resolve([video]);
  (await run.models.next('media')).answer(small(squats(15, 'on_screen')));
  await run.result;
  expect(run.models.calls.map((call) => call.name)).toEqual(['media']);
});

it.each([
  ['invalid', small(makeAnswer('I am sorry'))],
  ['truncated', small(makeAnswer('{"found":tr', { finishReason: 'MAX_TOKENS' }))],
  ['of little evidence', small(squats(99, 'caption'))],
])('asks the larger model once when the answer is %s', async (_what, answer) => {
  const run = start({ post: { ...noPost, caption: 'leg day' } }, { textFirstOff: ['workout'] });
  run.media.resolve([video]);
  (await run.models.next('media')).answer(answer);
  (await run.models.next('large')).answer(large());
  const { usage, result } = await run.result;
  expect(usage).toMatchObject({ model: 'gemini-3.8-flash', region: 'us', model_calls: 2, input_tokens: 2000 });
  expect(usage.cost_usd).toBeCloseTo(((1000 * 0.3 + 100 * 2.5) * 1.1 + (1000 * 0.75 + 100 * 3.75)) / 1e6);
  expect(result).toMatchObject({ exercises: [{ sets: [{ reps: 12 }] }] });
});

it('asks the larger model when the small one denies what the text has shown', async () => {
  const run = start();
  (await run.models.next('text')).answer(small(squats(null)));
  run.media.resolve([video]);
  (await run.models.next('media')).answer(small(notFound));
  (await run.models.next('large')).answer(large());
  expect((await run.result).usage.model_calls).toBe(3);
});

it.each([
  [
    'the larger model fails',
    6,
    (run: ReturnType<typeof start>) =>
      run.models.next('large').then((call) => call.fail(new ProblemError('model_unavailable'))),
  ],
  [
    'its answer is unusable',
    6,
    (run: ReturnType<typeof start>) => run.models.next('large').then((call) => call.answer(large(makeAnswer('?')))),
  ],
  ['no call is left', 1, () => Promise.resolve()],
])('keeps the weak answer when %s', async (_why, callsLeft, then) => {
  const run = start({ post: noPost, callsLeft });
  run.media.resolve([video]);
  (await run.models.next('media')).answer(small(squats(99, 'caption')));
  await then(run);
  const { result, evidence } = await run.result;
  expect(result).toMatchObject({ exercises: [{ sets: [] }] });
  expect(evidence.level).toBe('low');
});

it.each([
  ['model_blocked', makeAnswer('', { finishReason: 'SAFETY' }), ['media']],
  ['model_blocked', makeAnswer('', { finishReason: null, blockReason: 'PROHIBITED_CONTENT' }), ['media']],
  ['model_truncated', makeAnswer('{', { finishReason: 'MAX_TOKENS' }), ['media', 'large']],
  ['model_invalid_output', makeAnswer(''), ['media', 'large']],
  ['model_invalid_output', makeAnswer('[1,2]'), ['media', 'large']],
  ['model_invalid_output', makeAnswer({ found: true, result: 'x' }), ['media', 'large']],
  ['model_invalid_output', makeAnswer('{"found":', { finishReason: null }), ['media', 'large']],
])('ends with %s when no answer can be used', async (problem, answer, asked) => {
  const run = start({ post: noPost });
  run.media.resolve([video]);
  (await run.models.next('media')).answer(generated(answer));
  if (asked.includes('large')) (await run.models.next('large')).answer(generated(answer));
  expect(await failure(run.result)).toBe(problem);
  expect(run.models.calls.map((call) => call.name)).toEqual(asked);
  expect(run.usages.at(-1)?.model_calls).toBe(asked.length);
});

it('passes on what the download threw, unless the text is complete', async () => {
  const gone = start();
  gone.media.reject(new ProblemError('media_unavailable'));
  (await gone.models.next('text')).answer(small(squats(null)));
  expect(await failure(gone.result)).toBe('media_unavailable');
  const rescued = start();
  rescued.media.reject(new ProblemError('media_unavailable'));
  (await rescued.models.next('text')).answer(small());
  expect((await rescued.result).basis).toBe('text');
});

it('passes on what the models threw, and survives a failed text', async () => {
  const run = start();
  (await run.models.next('text')).fail(new ProblemError('model_rate_limited'));
  run.media.resolve([video]);
  (await run.models.next('media')).fail(new ProblemError('model_unavailable', { retryAfterS: 7 }));
  expect(await failure(run.result)).toBe('model_unavailable');
});

it('never makes more calls than the job has left', async () => {
  for (const callsLeft of [0, 1, 2, 3]) {
    const run = start({ callsLeft });
    run.media.resolve([video]);
    for (const name of ['text', 'media', 'large'])
      void run.models.next(name).then((call) => call.answer(small(makeAnswer('?'))));
    expect(await failure(run.result)).toBe(callsLeft === 0 ? 'attempts_exhausted' : 'model_invalid_output');
    expect(run.models.calls.length).toBe(callsLeft);
  }
});

it('stops everything when the job is cancelled', async () => {
  const run = start();
  await run.models.next('text');
  run.stop.abort(new Error('cancelled'));
  run.media.reject(new Error('aborted'));
  expect(await failure(run.result)).toMatchObject({ message: 'cancelled' });
  expect(run.mediaSignals[0]?.aborted).toBe(true);
  expect(run.models.calls[0]?.options.signal.aborted).toBe(true);
});

it('reads a recipe with nothing but another profile', async () => {
  const run = start({ profile: getProfile('recipe'), post: { ...noPost, caption: '250 g flour' } });
  const flour = { name: 'Flour', quantity: 250, unit: 'g', note: null, numbers_seen_in: 'caption' };
  (await run.models.next('text')).answer(small(found({ title: 'Bread', ingredients: [flour], steps: ['Mix.'] })));
  expect((await run.result).result).toMatchObject({ ingredients: [flour], steps: ['Mix.'], servings: null });
  const none = start({ profile: getProfile('recipe'), post: noPost });
  none.media.resolve([video]);
  (await none.models.next('media')).answer(small(notFound));
  expect(await failure(none.result)).toBe('nothing_to_extract');
});
