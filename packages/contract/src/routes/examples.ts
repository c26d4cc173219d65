import type { Job, JobError } from '../job.ts';
import type { Source } from '../post.ts';
import type { StoredResult } from '../stored-result.ts';

/** One post and what became of it, as the document shows them. Tests hold them against the schemas. */
const LINK = 'https://www.tiktok.com/@mara.moves/video/7561402938475610311';
const KEY = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const REPLAY_ID = 'rp_Q0bJm1h4T7yX2sVwZ9kLpA';
export const JOB_ID = 'u3Vq0fXJm5cBzK9wT1yR2A';
export const REGION = 'europe-west1';

const source: Source = {
  platform: 'tiktok',
  content_id: '7561402938475610311',
  kind: 'video',
  canonical_url: LINK,
  submitted_url: `${LINK}?_r=1`,
  author: 'mara.moves',
  title: 'Leg day, no equipment',
  duration_s: 34,
  thumbnail_url: null,
};

const result = {
  title: 'Leg day',
  description: null,
  workout_type: 'strength',
  duration_minutes: null,
  difficulty_level: null,
  exercises: [
    {
      name: 'Squat',
      muscle_groups: ['quadriceps'],
      equipment: [],
      sets: [{ reps: 12, weight_lbs: null, duration_seconds: null, distance_miles: null, rest_seconds: 60 }],
      instructions: null,
      numbers_seen_in: 'caption',
    },
  ],
  tags: ['legs'],
  creator: 'mara.moves',
};

export const queuedJob: Job = {
  id: JOB_ID,
  status: 'queued',
  done: false,
  stage: null,
  progress: 0,
  profile: 'workout',
  language: 'en',
  preview: null,
  attempt: 1,
  queue: { ahead: 3, eta_ms: 900 },
  poll_after_ms: 1_000,
  served_from: 'new',
  source: { ...source, author: null, title: null, duration_s: null },
  result: null,
  warnings: [],
  error: null,
  usage: null,
  timings_ms: {},
  metadata: { ref: 'a-1' },
  links: {
    self: `/v1/jobs/${JOB_ID}`,
    events: `/v1/jobs/${JOB_ID}/events`,
    cancel: `/v1/jobs/${JOB_ID}/cancel`,
    result: null,
  },
  deadline_at: null,
  created_at: '2026-11-23T09:00:00.000Z',
  finished_at: null,
};

export const finishedJob: Job = {
  ...queuedJob,
  status: 'succeeded',
  done: true,
  progress: 1,
  queue: null,
  poll_after_ms: 0,
  source,
  result,
  usage: {
    model: 'gemini-3.5-flash-lite',
    region: 'eu',
    input_tokens: 2_480,
    output_tokens: 310,
    model_calls: 1,
    cost_usd: 0.00167,
  },
  timings_ms: { queued: 40, metadata: 420, text_model: 900, total: 1_480 },
  links: { ...queuedJob.links, cancel: null, result: `/v1/results/${KEY}` },
  finished_at: '2026-11-23T09:00:01.480Z',
};

export const canceledJob: Job = {
  ...queuedJob,
  status: 'canceled',
  done: true,
  queue: null,
  poll_after_ms: 0,
  error: { code: 'job_canceled', message: 'The job was canceled.', retryable: false },
  links: { ...queuedJob.links, cancel: null },
  finished_at: '2026-11-23T09:00:01.000Z',
};

export const privatePost: JobError = {
  code: 'content_private',
  message: 'That post is private or restricted.',
  retryable: false,
};

const { submitted_url: _private, ...publicSource } = source;

export const storedResult: StoredResult = {
  key: KEY,
  source: publicSource,
  result,
  warnings: [],
  created_at: '2026-11-23T09:00:01.480Z',
  fresh_until: '2026-11-30T09:00:01.480Z',
};

export const submitRequest = { url: source.submitted_url, language: 'en', metadata: { ref: 'a-1' } };
