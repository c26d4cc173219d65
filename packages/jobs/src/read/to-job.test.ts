import { jobSchema, sourceSchema } from '@sets/contract';
import { describe, expect, it } from 'vitest';
import { submission } from '../../test/support/jobs-harness.ts';
import { value } from '../../test/support/values.ts';
import { DEFAULT_JOB_POLICY } from '../policy.ts';
import { newJob } from '../submit/new-job.ts';
import { valueId } from '../views/view-id.ts';
import { toJob, toJobFromValue } from './to-job.ts';

const created = Date.UTC(2026, 10, 23);
const queued = newJob(
  submission('1', { metadata: { a: 'b' } }),
  { id: 'job-1', refreshes: false },
  { nowMs: created, policy: DEFAULT_JOB_POLICY },
);

describe('the Job body', () => {
  it('is what the contract says, alive and ended', () => {
    const alive = toJob(queued, { servedFrom: 'new', metadata: null });
    expect(jobSchema.parse(alive)).toMatchObject({ done: false, language: 'es', links: { result: null } });
    expect(alive.poll_after_ms).toBeGreaterThan(0);
    const ended = { ...queued, status: 'succeeded' as const, finished_at: created + 1_000, result: { title: 'x' } };
    const done = toJob(ended, { servedFrom: 'joined', metadata: null });
    expect(jobSchema.parse(done)).toMatchObject({ done: true, poll_after_ms: 0, served_from: 'joined' });
    expect(done.links).toEqual({
      self: '/v1/jobs/job-1',
      events: '/v1/jobs/job-1/events',
      cancel: null,
      result: `/v1/results/${queued.key}`,
    });
    expect(alive.links).toMatchObject({ cancel: '/v1/jobs/job-1/cancel', result: null });
  });

  it("has its members in the contract's order, however the store kept them", () => {
    const source = Object.fromEntries(Object.entries(queued.source).toReversed()) as typeof queued.source;
    const made = toJob({ ...queued, source }, { servedFrom: 'new', metadata: null });
    const known = toJobFromValue(
      queued.key,
      value({ source }),
      { language: 'es', profile: 'workout' },
      { servedFrom: 'cache', metadata: null },
    );
    for (const job of [made, known]) {
      expect(Object.keys(job)).toEqual(Object.keys(jobSchema.shape));
      expect(Object.keys(job.source)).toEqual(Object.keys(sourceSchema.shape));
      expect(Object.keys(job.links)).toEqual(Object.keys(jobSchema.shape.links.shape));
    }
  });

  it("shows a caller's own metadata and link, never the first caller's", () => {
    const job = toJob(queued, { servedFrom: 'joined', metadata: null, submittedUrl: 'https://vm.tiktok.com/x' });
    expect(job.metadata).toBeNull();
    expect(job.source.submitted_url).toBe('https://vm.tiktok.com/x');
  });

  it('is the same from a stored value, ready or negative', () => {
    const { key } = queued;
    const request = { profile: 'workout', language: null };
    const options = { servedFrom: 'stale', metadata: { a: 'b' } } as const;
    const ready = toJobFromValue(key, value(), request, options);
    expect(jobSchema.parse(ready)).toMatchObject({
      status: 'succeeded',
      id: valueId(key, value()),
      served_from: 'stale',
    });
    const error = { code: 'content_private', message: 'private', retryable: false } as const;
    const negative = toJobFromValue(key, value({ kind: 'negative', result: null, error }), request, options);
    expect(jobSchema.parse(negative)).toMatchObject({ status: 'failed', error, links: { result: null } });
  });
});
