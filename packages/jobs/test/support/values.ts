import type { ResultValue } from '../../src/documents/result-document.ts';

export const value = (more: Partial<ResultValue> = {}): ResultValue => ({
  kind: 'ready',
  job_id: 'job-1',
  result: { title: 'Leg day' },
  error: null,
  warnings: [],
  source: {
    platform: 'tiktok',
    content_id: '1',
    kind: 'video',
    canonical_url: 'https://www.tiktok.com/@a/video/1',
    submitted_url: 'https://www.tiktok.com/@a/video/1',
    author: null,
    title: null,
    duration_s: null,
    thumbnail_url: null,
  },
  evidence: null,
  usage: null,
  timings_ms: {},
  attempt: 1,
  accepted_at: 1_000,
  created_at: 1_000,
  fresh_until: 100_000,
  expires_at: 200_000,
  ...more,
});
