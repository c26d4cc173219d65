import { isDenied, isInvalidArgument, isNotFound } from '../store-errors.ts';
import { type TaskRefusal, TaskRefusedError } from '../tasks/task-queues.ts';

function reasonOf(error: unknown): TaskRefusal | null {
  if (isDenied(error)) {
    return 'right';
  }
  if (isInvalidArgument(error)) {
    return 'argument';
  }
  return isNotFound(error) ? 'queue' : null;
}

/** What no retry can mend as a TaskRefusedError; all else as it came. */
export function asRefusal(error: unknown): unknown {
  const reason = reasonOf(error);
  return reason === null ? error : new TaskRefusedError(reason, error);
}
