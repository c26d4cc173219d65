import { ApiError } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { classifyGenAiError, ReplyFailure } from './classify-failure.ts';
import { parseRetryAfter, retryHintFromBody, retryHintFromHeaders } from './retry-hint.ts';

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);
const body = (status: number, details: unknown[] = []) =>
  JSON.stringify({ error: { code: status, message: 'Resource exhausted.', status: 'X', details } });
const retryInfo = (retryDelay: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });

describe('classifyGenAiError', () => {
  it.each([
    [400, 'request'],
    [401, 'credential'],
    [403, 'credential'],
    [404, 'not_found'],
    [408, 'endpoint'],
    [413, 'request'],
    [429, 'rate_limited'],
    [499, 'endpoint'],
    [500, 'endpoint'],
    [502, 'endpoint'],
    [503, 'endpoint'],
    [504, 'endpoint'],
  ])('calls an ApiError with status %i %s', (status, expected) => {
    const error = new ApiError({ status, message: body(status) });
    expect(classifyGenAiError(error)).toEqual({ class: expected, retryAfterMs: null });
  });

  it('reads RetryInfo from the body, and a hint put on the error before it', () => {
    const error = new ApiError({ status: 429, message: body(429, [retryInfo('34.074824224s')]) });
    expect(classifyGenAiError(error).retryAfterMs).toBeCloseTo(34_074.8, 0);
    expect(classifyGenAiError(Object.assign(error, { retryAfterMs: 7 })).retryAfterMs).toBe(7);
  });

  it.each([
    [
      'a reset behind fetch',
      new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }),
    ],
    ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    [
      'a body cut by the peer',
      new TypeError('terminated', { cause: Object.assign(new Error(), { code: 'UND_ERR_SOCKET' }) }),
    ],
    ['an abort that was not ours', new DOMException('aborted', 'AbortError')],
  ])('holds %s against the endpoint', (_, error) => {
    expect(classifyGenAiError(error).class).toBe('endpoint');
  });

  it('takes the word of a caller that judged the reply', () => {
    expect(classifyGenAiError(new ReplyFailure('endpoint', 'cut: no finishReason')).class).toBe('endpoint');
    expect(classifyGenAiError(new ReplyFailure('request', 'blocked')).class).toBe('request');
  });

  it.each([[new TypeError('x is not a function')], [new Error('bug')], ['text'], [undefined], [null]])(
    'never punishes an endpoint for %s',
    (error) => {
      expect(classifyGenAiError(error)).toEqual({ class: 'request', retryAfterMs: null });
    },
  );
});

describe('retry hints', () => {
  it.each([
    ['12', 12_000],
    ['0.5', 500],
    [' 3 ', 3_000],
    ['Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['', null],
    [null, null],
    ['soon', null],
    ['-5', null],
    ['2026', 2_026_000],
  ])('understands Retry-After %j', (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });

  it('prefers milliseconds', () => {
    expect(retryHintFromHeaders(new Headers({ 'retry-after': '2', 'retry-after-ms': '1500' }), NOW)).toBe(1_500);
    expect(retryHintFromHeaders(new Headers({ 'retry-after': '2' }), NOW)).toBe(2_000);
    expect(retryHintFromHeaders(new Headers(), NOW)).toBeNull();
  });

  it.each([
    ['plain', body(429, [retryInfo('5s')])],
    ['wrapped in an array, as streams do', `[${body(429, [retryInfo('5s')])}]`],
    ['nested in a message', JSON.stringify({ error: { message: body(429, [retryInfo('5s')]) } })],
    ['as seconds and nanos', body(429, [retryInfo({ seconds: '4', nanos: 1e9 })])],
  ])('finds RetryInfo %s', (_, text) => {
    expect(retryHintFromBody(text)).toBe(5_000);
  });

  it.each(['', '{', 'RetryInfo', body(429), body(429, [retryInfo('soon')]), body(429, [retryInfo(null)])])(
    'finds nothing in %j',
    (text) => {
      expect(retryHintFromBody(text)).toBeNull();
    },
  );
});
