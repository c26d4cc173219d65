import { ApiError } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { classifyGenAiError } from './classify-failure.ts';
import { ReplyFailure } from './reply-failure.ts';

const google = (code: number, status: string, message = 'words', details: unknown[] = []) =>
  JSON.stringify({ error: { code, message, status, details } });
const faultOf = (status: number, body: string) => classifyGenAiError(new ApiError({ status, message: body })).fault;

describe('a reply in the form of Google’s errors', () => {
  it.each([
    [400, 'INVALID_ARGUMENT', 'request'],
    [401, 'UNAUTHENTICATED', 'credential'],
    [403, 'PERMISSION_DENIED', 'credential'],
    [408, 'DEADLINE_EXCEEDED', 'endpoint'],
    [413, 'INVALID_ARGUMENT', 'request'],
    [422, 'FAILED_PRECONDITION', 'request'],
    [429, 'RESOURCE_EXHAUSTED', 'rate_limited'],
    [499, 'CANCELLED', 'endpoint'],
    [500, 'INTERNAL', 'endpoint'],
    [502, 'UNAVAILABLE', 'endpoint'],
    [503, 'UNAVAILABLE', 'endpoint'],
    [504, 'DEADLINE_EXCEEDED', 'endpoint'],
  ])('%i %s is said of the %s', (status, word, fault) => {
    expect(faultOf(status, google(status, word))).toBe(fault);
    expect(faultOf(status, `[${google(status, word)}]`)).toBe(fault);
  });

  it('tells a model that is not served from something that the request named', () => {
    const vertex =
      'Publisher Model `projects/p/locations/us-east1/publishers/google/models/gemini-3.5-flash-lite` was not found or your project does not have access to it.';
    const key =
      'models/gemini-2.5-flash is not found for API version v1beta, or is not supported for generateContent. Call ListModels.';
    expect(faultOf(404, google(404, 'NOT_FOUND', vertex))).toBe('not_served');
    expect(faultOf(404, google(404, 'NOT_FOUND', key))).toBe('not_served');
    expect(faultOf(404, google(404, 'NOT_FOUND', 'Requested entity was not found.'))).toBe('request');
  });

  it('knows an invalid API key, which is a 400', () => {
    const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' };
    expect(faultOf(400, google(400, 'INVALID_ARGUMENT', 'API key not valid.', [info]))).toBe('credential');
  });
});

describe('anything unreadable', () => {
  const bodies = [
    ['HTML', '<html><title>400 Bad Request</title></html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['half a document', '{"error":{"code":400,"mess'],
    ['text', 'Bad Request'],
    ['somebody else’s JSON', '{"error":"bad request"}'],
    ['HTML as the SDK wraps it', google(400, 'Bad Request', '<html>…')],
    ['the words of another status', google(404, 'NOT_FOUND')],
  ] as const;
  it.each(bodies)('is the endpoint’s fault: %s', (_, body) => {
    for (const status of [200, 400, 401, 403, 413, 422, 500, 503]) {
      expect(faultOf(status, body)).toBe('endpoint');
    }
  });

  it.each(bodies)('does not hide a 429: %s', (_, body) => {
    expect(faultOf(429, body)).toBe('rate_limited');
  });
});

describe('hints', () => {
  const info = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.074824224s' };

  it.each([429, 503])('are read from the body of a %i, and one put on the error wins', (status) => {
    const error = new ApiError({ status, message: google(status, 'RESOURCE_EXHAUSTED', 'later', [info]) });
    expect(classifyGenAiError(error).retryAfterMs).toBeCloseTo(34_074.8, 0);
    expect(classifyGenAiError(Object.assign(error, { retryAfterMs: 7 })).retryAfterMs).toBe(7);
  });

  it('survive an unreadable body when they came in a header', () => {
    const error = Object.assign(new SyntaxError('Unexpected token <'), {
      status: 503,
      body: '<html>',
      retryAfterMs: 9,
    });
    expect(classifyGenAiError(error)).toEqual({ fault: 'endpoint', retryAfterMs: 9 });
  });
});

describe('everything else', () => {
  it.each([
    ['a reset', new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) })],
    ['an untrusted certificate', Object.assign(new Error(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })],
    ['an abort that was not ours', new DOMException('aborted', 'AbortError')],
    ['what the SDK throws for HTML under a JSON content type', new SyntaxError('Unexpected token <')],
    ['a text', 'text'],
    ['nothing', undefined],
    ['null', null],
  ])('is the endpoint’s fault: %s', (_, error) => {
    expect(classifyGenAiError(error)).toEqual({ fault: 'endpoint', retryAfterMs: null });
  });

  it('takes the word of a caller that judged the reply, and not just any word', () => {
    expect(classifyGenAiError(new ReplyFailure('request', 'blocked')).fault).toBe('request');
    expect(classifyGenAiError(Object.assign(new Error(), { fault: 'credential' })).fault).toBe('credential');
    expect(classifyGenAiError(Object.assign(new Error(), { fault: 'toString' })).fault).toBe('endpoint');
  });
});
