import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES, PROBLEMS, ProblemError, problemBodySchema, toJobError, toProblemBody } from '../src/index.ts';

describe('the catalogue', () => {
  it.each(PROBLEM_CODES)('%s has a snake_case name, an error status and one clean sentence', (code) => {
    const { status, title } = PROBLEMS[code];
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*[.]$/);
  });

  it('never asks to repeat what the caller must change', () => {
    const wrong = PROBLEM_CODES.filter(
      (code) => PROBLEMS[code].retryable && PROBLEMS[code].status < 429 && PROBLEMS[code].status !== 408,
    );
    expect(wrong).toEqual([]);
  });
});

describe('a problem', () => {
  const cause = new Error('password is hunter2');

  it.each(PROBLEM_CODES)('%s becomes a well-formed body without its cause', (code) => {
    const body = toProblemBody(new ProblemError(code, { cause }), 'r-1');
    expect(problemBodySchema.strict().parse(body)).toEqual(body);
    expect(body).toMatchObject({
      code,
      status: PROBLEMS[code].status,
      type: `/problems/${code}`,
      request_id: 'r-1',
    });
    expect(JSON.stringify([body, toJobError(new ProblemError(code, { cause }))])).not.toContain('hunter2');
  });

  it('says about this occurrence what it was told', () => {
    const problem = new ProblemError('model_unavailable', { detail: 'All regions.', retryAfterS: 7, retryable: false });
    expect(toProblemBody(problem, 'r')).toMatchObject({ detail: 'All regions.', retry_after_s: 7, retryable: false });
    expect(toJobError(problem)).toEqual({
      code: 'model_unavailable',
      message: `${PROBLEMS.model_unavailable.title} All regions.`,
      retryable: false,
      retry_after_s: 7,
    });
  });
});
