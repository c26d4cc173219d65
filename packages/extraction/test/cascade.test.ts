import { ProblemError } from '@sets/contract';
import { expect, it } from 'vitest';
import { generated, makeAnswer, noPost, notFound } from './make-answer.ts';
import { failure, large, small, squats, start, video } from './start-extraction.ts';

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
  expect(usage.cost_usd).toBeCloseTo((1000 * 0.3 + 100 * 2.5 + 1000 * 0.75 + 100 * 3.75) * (1.1 / 1e6), 9);
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
  // A caption that states something, and no words to read first.
  const run = start({ post: { ...noPost, caption: '🔥 7' }, callsLeft });
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
  if (asked.includes('large')) {
    (await run.models.next('large')).answer(generated(answer));
  }
  expect(await failure(run.result)).toBe(problem);
  expect(run.models.calls.map((call) => call.name)).toEqual(asked);
  expect(run.usages.at(-1)?.model_calls).toBe(asked.length);
});

it('never makes more calls than the job has left', async () => {
  for (const callsLeft of [0, 1, 2, 3]) {
    const run = start({ callsLeft });
    run.media.resolve([video]);
    for (const name of ['text', 'media', 'large']) {
      void run.models.next(name).then((call) => call.answer(small(makeAnswer('?'))));
    }
    expect(await failure(run.result)).toBe(callsLeft === 0 ? 'attempts_exhausted' : 'model_invalid_output');
    expect(run.models.calls.length).toBe(callsLeft);
  }
});

it('counts no call that was never answered', async () => {
  const run = start({ callsLeft: 2 });
  (await run.models.next('text')).fail(new ProblemError('model_rate_limited'));
  run.media.resolve([video]);
  (await run.models.next('media')).answer(small(makeAnswer('?')));
  (await run.models.next('large')).answer(large());
  expect((await run.result).usage.model_calls).toBe(2);
});
