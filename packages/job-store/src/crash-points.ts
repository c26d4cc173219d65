/** Where a process may die. Each lies directly before or after a commit, a task's creation or an upstream call. */
export const CRASH_POINTS = [
  'submit.before_commit',
  'submit.after_commit',
  'submit.after_dispatch',
  'claim.before_commit',
  'claim.after_commit',
  'progress.before_commit',
  'progress.after_commit',
  'renew.before_commit',
  'renew.after_commit',
  'complete.before_commit',
  'complete.after_commit',
  'fail.before_commit',
  'fail.after_commit',
  'retry.before_commit',
  'retry.after_commit',
  'retry.after_dispatch',
  'hand_back.before_commit',
  'hand_back.after_commit',
  'hand_back.after_dispatch',
  'sweep.before_commit',
  'sweep.after_commit',
  'sweep.after_dispatch',
  'cancel.before_commit',
  'cancel.after_commit',
  'fetch_post.before',
  'fetch_post.after',
  'fetch_media.before',
  'fetch_media.after',
  'model_call.before',
  'model_call.after',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Called whenever the lifecycle passes a crash point; does nothing outside chaos tests. */
export type CrashHook = (point: CrashPoint) => void | Promise<void>;
