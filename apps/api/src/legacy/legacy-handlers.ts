import { type Job, PROBLEMS, ProblemError } from '@sets/contract';
import { DEFAULT_PROFILE, type Workout, workoutSchema } from '@sets/extraction';
import { formatTraceparent, type RouteHandlers, textOfBytes } from '@sets/service-kit';
import { type AcceptJobDeps, acceptedOf, resolveSubmission, submitResolved } from '../jobs/accept-job.ts';
import type { JobPolls } from '../jobs/job-polls.ts';
import type { JobWaiter } from '../jobs/job-waiter.ts';
import type { LEGACY_ROUTES } from './legacy-routes.ts';
import type { LegacyJob, LegacyQueued } from './legacy-schemas.ts';
import { linkFault, readLegacyRequest } from './read-legacy-request.ts';
import { toLegacyWorkout } from './to-legacy-workout.ts';

export interface LegacyHandlersDeps extends AcceptJobDeps {
  readonly waiter: JobWaiter;
  readonly polls: JobPolls;
}

/** Seconds: the apps give up after 30. */
const WAIT_S = 25;

export const legacyHandlers = (deps: LegacyHandlersDeps): RouteHandlers<typeof LEGACY_ROUTES> => ({
  async processLink({ body, caller, trace, requestId, signal }) {
    const { url, language } = readLegacyRequest(body);
    const request = { url, ...(language === undefined ? {} : { language }) };
    const submission = { request, caller, trace: formatTraceparent(trace), requestId };
    const resolved = await resolveSubmission(deps, submission).catch((error: unknown) => {
      throw error instanceof ProblemError && PROBLEMS[error.code].status < 500 ? linkFault(error, url) : error;
    });
    const accepted = acceptedOf(deps, await submitResolved(deps, resolved), resolved);
    const { job } = await deps.waiter.wait(accepted, { caller, seconds: WAIT_S, signal });
    const workout = workoutOf(job);
    return { status: 200, body: workout === null ? toQueued(job) : toLegacyWorkout(workout) };
  },

  async getLegacyStatus({ params, caller }) {
    const found = await deps.polls.look(params.job_id, caller.id);
    const job = found === null ? null : (JSON.parse(textOfBytes(found.body.bytes)) as Job);
    // What was submitted to /v1 for something else than a workout does not exist for these apps.
    if (job === null || job.profile !== DEFAULT_PROFILE) {
      throw new ProblemError('job_not_found');
    }
    return { status: 200, body: toLegacyJob(job) };
  },
});

/** A title is required there: where the workout has none, the post's own. */
function workoutOf({ status, result, source }: Job): Workout | null {
  if (status !== 'succeeded') {
    return null;
  }
  const workout = workoutSchema.parse(result);
  return { ...workout, title: workout.title ?? source.title };
}

/** A job that failed while the app waited is queued to it too: it reads why where it is sent. */
const toQueued = ({ id, status }: Job): LegacyQueued => ({
  status: status === 'running' ? 'processing' : 'queued',
  job_id: id,
  message: 'The video is being processed. Ask again at check_url.',
  check_url: `/status/${id}`,
});

function toLegacyJob(job: Job): LegacyJob {
  const workout = workoutOf(job);
  if (workout !== null) {
    return {
      status: 'completed',
      result: toLegacyWorkout(workout),
      completed_at: job.finished_at ?? job.created_at,
    };
  }
  const { created_at, attempt, error } = job;
  return { status: statusOf(job), created_at, attempts: attempt, last_error: error?.message ?? null };
}

function statusOf({ done, status }: Job): 'pending' | 'processing' | 'failed' {
  if (done) {
    return 'failed';
  }
  return status === 'running' ? 'processing' : 'pending';
}
