import { ProblemError } from '@sets/contract';
import type { Generate } from '@sets/extraction';
import { AllEndpointsUnavailable, type AttemptFailure, DeadlineExceeded, type OthersServed } from '@sets/genai-pool';
import { expect, it } from 'vitest';
import { toModelProblem } from './generate.ts';
import { createMostTelling } from './most-telling.ts';

const failures = (count: number, fault: AttemptFailure['fault'] = 'endpoint'): AttemptFailure[] =>
  Array.from({ length: count }, (_, n) => ({ endpoint: { model: 'm', location: `l${n}` }, fault, cause: null }));
const unserved = (othersServed: OthersServed, met = failures(3)) =>
  new AllEndpointsUnavailable('exhausted', { retryAfterMs: 1, othersServed }, met);
const [request, options] = [{}, {}] as Parameters<Generate>;

/** What an attempt ends with whose calls meet these failures, the last of them in the end. */
async function endOf(...met: unknown[]): Promise<unknown> {
  const telling = createMostTelling();
  let last: unknown;
  for (const failure of met) {
    const generate = telling.over(() => Promise.reject(toModelProblem(failure)));
    last = await generate(request, options).catch((error: unknown) => error);
  }
  const end = telling.of(last);
  return end instanceof ProblemError ? end.cause : end;
}

it.each([
  ['its words failed while those of others were read', unserved('to_earlier_calls')],
  ['its words were late while those of others were read', new DeadlineExceeded('to_earlier_calls', failures(2))],
])('takes it for the post when nobody has videos read, and %s', async (_what, words) => {
  expect(await endOf(words, unserved('none'))).toBe(words);
  // Nothing was left for the video.
  expect(await endOf(words, unserved('none', []))).toBe(words);
});

it('takes the surer of two failures for the one that counts', async () => {
  const sure = unserved('to_later_calls');
  expect(await endOf(sure, unserved('to_earlier_calls'))).toBe(sure);
  expect(await endOf(unserved('to_earlier_calls'), sure, unserved('none'))).toBe(sure);
});

it.each([
  ['the words of others failed too', unserved('none')],
  ['there is more to do than may be done', unserved('to_earlier_calls', failures(3, 'rate_limited'))],
  ['something else failed', new Error('the bucket is gone')],
])('takes it for an outage when nobody has videos read, and %s', async (_what, words) => {
  const media = unserved('none');
  expect(await endOf(words, media)).toBe(media);
});

it('leaves alone what is no failure of the models, and what says as much', async () => {
  const telling = createMostTelling();
  const fail = telling.over(() => Promise.reject(toModelProblem(unserved('to_earlier_calls'))));
  await expect(fail(request, options)).rejects.toThrow();
  const lost = new Error('the media is gone');
  expect(telling.of(lost)).toBe(lost);
  const media = toModelProblem(unserved('to_earlier_calls'));
  expect(telling.of(media)).toBe(media);
});
