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
  'erase.before_commit',
  'erase.after_commit',
  'tell.before_commit',
  'tell.after_commit',
  'join.before_commit',
  'join.after_commit',
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

/**
 * `complete.before_commit:3` kills this process with SIGKILL the third time it passes that point, as a machine that
 * dies would: nothing is flushed, closed or handed back.
 *
 * @throws Error for a point that does not exist
 */
export function createCrashHook(spec: string): CrashHook {
  const [name, times = '1'] = spec.split(':');
  const point = CRASH_POINTS.find((candidate) => candidate === name);
  if (point === undefined || !/^[1-9]\d*$/.test(times)) {
    throw new Error(`"${spec}" names no crash point`);
  }
  let left = Number(times);
  return (passed) => {
    if (passed !== point) {
      return;
    }
    left -= 1;
    if (left === 0) {
      process.kill(process.pid, 'SIGKILL');
    }
  };
}
