import { randomInt } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { isoTime } from '@sets/clock';
import {
  type Attempt,
  DEFAULT_DISPATCH_DEADLINE_MS,
  HTTP_METHODS,
  type HttpMethod,
  type HttpTarget,
  MAX_DISPATCH_DEADLINE_MS,
  MAX_SCHEDULE_AHEAD_MS,
  MAX_TASK_BYTES,
  MAX_URL_LENGTH,
  MIN_DISPATCH_DEADLINE_MS,
  NO_ATTEMPTS,
  type Task,
} from './model.ts';
import { checkTaskName } from './resource-names.ts';
import { invalidArgument, RpcError } from './rpc-error.ts';
import { fromWireTime, toWireTime, type WireAttempt, type WireTask } from './wire.ts';

export const TASKS_USER_AGENT = 'Google-Cloud-Tasks';

const METHODS_WITH_BODY: readonly HttpMethod[] = ['POST', 'PUT', 'PATCH'];

/** Ids of unnamed tasks are long numbers, as the service makes them. */
const generateTaskId = (): string => `${randomInt(1, 2 ** 40)}${String(randomInt(0, 2 ** 30)).padStart(10, '0')}`;

function readName(queue: string, wire: WireTask): string {
  if (wire.name === undefined || wire.name === '') {
    return `${queue}/tasks/${generateTaskId()}`;
  }
  const named = checkTaskName(wire.name);
  if (named.queue !== queue) {
    throw invalidArgument(
      `The queue name from request ('${queue}') must be the same as the queue name in the named task ('${named.queue}').`,
    );
  }
  return named.name;
}

function readUrl(url: string | undefined): string {
  if (url === undefined || url === '') {
    throw invalidArgument('HttpRequest.url is required.');
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw invalidArgument("HttpTarget.url must start with 'http://' or 'https://'.");
  }
  if (new URL(url).href.length > MAX_URL_LENGTH) {
    throw invalidArgument('HttpRequest.url is too long.');
  }
  return url;
}

function readTarget(wire: WireTask): HttpTarget {
  const request = wire.httpRequest;
  if (request === undefined) {
    throw new RpcError(status.UNIMPLEMENTED, 'The emulator dispatches HTTP targets only.');
  }
  if (request.oauthToken) {
    throw new RpcError(status.UNIMPLEMENTED, 'The emulator signs OIDC tokens only.');
  }
  const method = HTTP_METHODS.find((known) => known === request.httpMethod) ?? 'POST';
  const body = request.body !== undefined && request.body.byteLength > 0 ? request.body : null;
  if (body !== null && !METHODS_WITH_BODY.includes(method)) {
    throw invalidArgument('HttpRequest.body is only allowed for the HTTP methods POST, PUT and PATCH.');
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'user-agent'),
  );
  const email = request.oidcToken?.serviceAccountEmail;
  if (request.oidcToken && !email) {
    throw invalidArgument('HttpRequest.oidcToken.serviceAccountEmail is required.');
  }
  return {
    url: readUrl(request.url),
    method,
    headers: { ...headers, 'User-Agent': TASKS_USER_AGENT },
    body,
    oidc: email ? { serviceAccountEmail: email, audience: request.oidcToken?.audience || null } : null,
  };
}

function readSchedule(wire: WireTask, now: number): number {
  const asked = wire.scheduleTime === undefined ? now : fromWireTime(wire.scheduleTime);
  if (asked > now + MAX_SCHEDULE_AHEAD_MS) {
    throw invalidArgument(
      `The Task.scheduleTime, ${isoTime(asked)}, is too far in the future. Schedule time must be no more than 720h in the future.`,
    );
  }
  return Math.max(asked, now);
}

function readDeadline(wire: WireTask): number {
  const asked = wire.dispatchDeadline === undefined ? 0 : fromWireTime(wire.dispatchDeadline);
  if (asked === 0) {
    return DEFAULT_DISPATCH_DEADLINE_MS;
  }
  if (asked < MIN_DISPATCH_DEADLINE_MS || asked > MAX_DISPATCH_DEADLINE_MS) {
    throw invalidArgument('Task.dispatchDeadline must be between [15s, 30m].');
  }
  return asked;
}

function sizeOf(target: HttpTarget): number {
  const text = Object.entries(target.headers).flat().join('') + target.url;
  return Buffer.byteLength(text) + (target.body?.byteLength ?? 0);
}

/** A new task as a caller asks for it, checked and completed; `now` is the time of creation. */
export function readTask(queue: string, wire: WireTask, now: number): Task {
  const target = readTarget(wire);
  if (sizeOf(target) > MAX_TASK_BYTES) {
    throw invalidArgument('Task size too large');
  }
  return {
    name: readName(queue, wire),
    queue,
    target,
    createdAt: now,
    scheduledFor: readSchedule(wire, now),
    dispatchDeadlineMs: readDeadline(wire),
    history: NO_ATTEMPTS,
  };
}

const writeAttempt = (attempt: Attempt): WireAttempt => ({
  scheduleTime: toWireTime(attempt.scheduledFor),
  dispatchTime: toWireTime(attempt.dispatchedAt),
  ...(attempt.respondedAt === null ? {} : { responseTime: toWireTime(attempt.respondedAt) }),
  ...(attempt.status === null ? {} : { responseStatus: attempt.status }),
});

/** The BASIC view leaves the body out. */
export function writeTask(task: Task, view: string | undefined): WireTask {
  const { target, history } = task;
  const full = view === 'FULL';
  return {
    name: task.name,
    httpRequest: {
      url: target.url,
      httpMethod: target.method,
      headers: target.headers,
      ...(full && target.body !== null ? { body: target.body } : {}),
      ...(target.oidc === null
        ? {}
        : {
            oidcToken: {
              serviceAccountEmail: target.oidc.serviceAccountEmail,
              ...(target.oidc.audience === null ? {} : { audience: target.oidc.audience }),
            },
          }),
    },
    scheduleTime: toWireTime(task.scheduledFor),
    // "will be truncated to the nearest second"
    createTime: { seconds: Math.floor(task.createdAt / 1000), nanos: 0 },
    dispatchDeadline: toWireTime(task.dispatchDeadlineMs),
    dispatchCount: history.dispatchCount,
    responseCount: history.responseCount,
    ...(history.firstDispatchedAt === null
      ? {}
      : { firstAttempt: { dispatchTime: toWireTime(history.firstDispatchedAt) } }),
    ...(history.last === null ? {} : { lastAttempt: writeAttempt(history.last) }),
    view: full ? 'FULL' : 'BASIC',
  };
}
