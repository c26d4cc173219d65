import { PROBLEMS, ProblemError } from '@sets/contract';
import { expect, it } from 'vitest';
import { getProfile } from '../src/index.ts';
import { found, makeExercise, makeWorkout, noPost, notFound } from './make-answer.ts';
import { failure, small, squats, start, turns, video } from './start-extraction.ts';

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
  expect(usage.cost_usd).toBeCloseTo(((2000 * 0.3 + 200 * 2.5) * 1.1) / 1e6, 9);
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
  run.clock.advance(1_499);
  await turns();
  expect(run.models.calls.map((call) => call.name)).toEqual(['text']);
  (await run.models.next('text')).answer(small());
  expect((await run.result).basis).toBe('text');
  expect(run.models.calls).toHaveLength(1);
  await turns();
  expect(run.clock.pendingTimers).toBe(0);
});

it('reads the video when that moment has passed, and drops it when the text is complete after all', async () => {
  const run = start();
  run.media.resolve([video]);
  await turns();
  run.clock.advance(1_500);
  const reading = await run.models.next('media');
  (await run.models.next('text')).answer(small());
  expect((await run.result).basis).toBe('text');
  expect(reading.options.signal.aborted).toBe(true);
});

it('waits for no text that states no number', async () => {
  const run = start({ post: { ...noPost, caption: 'my favourite leg day' } });
  run.media.resolve([video]);
  const reading = await run.models.next('media');
  expect(run.clock.pendingTimers).toBe(0);
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

it.each(['media_unsupported', 'media_too_large', 'content_private'] as const)(
  'makes do with what the text gave when the media is lost for good: %s',
  async (code) => {
    const { models, media, result } = start();
    media.reject(new ProblemError(code));
    (await models.next('text')).answer(small(squats(null)));
    const { basis, warnings } = await result;
    expect(basis).toBe('text');
    expect(warnings).toMatchObject([
      { code: 'media_not_read', message: expect.stringContaining(PROBLEMS[code].title) },
    ]);
  },
);

it('does not make do with it while the media may still come', async () => {
  const { models, media, result } = start();
  media.reject(new ProblemError('media_unavailable'));
  (await models.next('text')).answer(small(squats(null)));
  expect(await failure(result)).toBe('media_unavailable');
});

it('makes do with it when nobody will ask for the media again', async () => {
  const { models, media, result } = start({ isRetried: () => false });
  media.reject(new ProblemError('media_unavailable'));
  (await models.next('text')).answer(small(squats(null)));
  expect(await result).toMatchObject({ basis: 'text', warnings: [{ code: 'media_not_read' }] });
});

it('passes on what the models threw, and survives a failed text', async () => {
  const run = start();
  (await run.models.next('text')).fail(new ProblemError('model_rate_limited'));
  run.media.resolve([video]);
  (await run.models.next('media')).fail(new ProblemError('model_unavailable', { retryAfterS: 7 }));
  expect(await failure(run.result)).toBe('model_unavailable');
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
