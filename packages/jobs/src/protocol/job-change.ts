import type { JobDocument } from '../documents/job-document.ts';
import type { Ending } from './end-job.ts';
import { applyPatch, type JobPatch } from './job-patch.ts';

/** What is to become of one job, and, at its end, of what is known under its key. */
export type JobChange =
  | { readonly kind: 'patch'; readonly patch: JobPatch }
  | { readonly kind: 'end'; readonly ending: Ending };

/** The job as it is after `change` was committed at `nowMs`. */
export const applyChange = (job: JobDocument, change: JobChange, nowMs: number): JobDocument =>
  applyPatch(job, change.kind === 'end' ? change.ending.job : change.patch, nowMs);
