import type { HttpSender } from './http-send.ts';
import type { Task } from './model.ts';
import type { TokenIssuer } from './oidc-tokens.ts';
import type { Deliver } from './queue-runner.ts';
import { shortId } from './resource-names.ts';
import { TASKS_USER_AGENT } from './task-codec.ts';

/** Headers of the caller that the service sets itself, or that belong to one connection. */
const OVERRIDDEN = new Set([
  'host',
  'content-length',
  'user-agent',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);
const OVERRIDDEN_PREFIXES = ['x-google-', 'x-appengine-', 'x-cloudtasks-'];

function callerHeaders(task: Task): Record<string, string> {
  const kept = Object.entries(task.target.headers).filter(([name]) => {
    const lower = name.toLowerCase();
    if (lower === 'authorization') {
      return task.target.oidc === null;
    }
    return !OVERRIDDEN.has(lower) && !OVERRIDDEN_PREFIXES.some((prefix) => lower.startsWith(prefix));
  });
  return Object.fromEntries(kept);
}

/** What the service adds; the last two only from the second attempt on. */
function dispatchHeaders(task: Task): Record<string, string> {
  const { history } = task;
  const retries = history.dispatchCount - 1;
  return {
    ...callerHeaders(task),
    'User-Agent': TASKS_USER_AGENT,
    'X-CloudTasks-QueueName': shortId(task.queue),
    'X-CloudTasks-TaskName': shortId(task.name),
    'X-CloudTasks-TaskRetryCount': String(retries),
    'X-CloudTasks-TaskExecutionCount': String(history.executionCount),
    'X-CloudTasks-TaskETA': (task.scheduledFor / 1000).toFixed(6),
    ...(retries > 0
      ? {
          'X-CloudTasks-TaskPreviousResponse': String(history.previousResponse ?? 0),
          'X-CloudTasks-TaskRetryReason': '',
        }
      : {}),
  };
}

/** Sends a task's HTTP request with the service's headers and, where asked for, an OIDC token. */
export function createTaskDelivery(sender: HttpSender, tokens: TokenIssuer): Deliver {
  return async (task, signal) => {
    const { target } = task;
    const headers = dispatchHeaders(task);
    if (target.oidc !== null) {
      headers.Authorization = `Bearer ${await tokens.issue({
        serviceAccountEmail: target.oidc.serviceAccountEmail,
        audience: target.oidc.audience ?? target.url,
      })}`;
    }
    return sender.send(
      { url: target.url, method: target.method, headers, body: target.body, deadlineMs: task.dispatchDeadlineMs },
      signal,
    );
  };
}
