export type * from './api-types.ts';
export {
  type CallOptions,
  createClient,
  type JobOf,
  type ProfileName,
  type SetsClient,
  type SetsClientOptions,
  type Submission,
  type SubmitOptions,
} from './create-client.ts';
export type { ClientOptions } from './options.ts';
export type { Clock, Fetch, FetchInit, FetchResponse, Random } from './platform.ts';
export { type ClientProblemCode, ProblemError, problemOfJob, type SubmitProblem } from './problem-error.ts';
export { notSubmitted, type SubmittedItem } from './submit-many.ts';
export type { WaitOptions } from './wait-for-job.ts';
