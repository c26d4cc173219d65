import { ProblemError } from '@sets/contract';
import { defineRoutes } from '@sets/contract/routes';
import { z } from 'zod';
import { bindRoutes, currentLogContext, type Guards, type Logger, type RouteHandlers } from '../../src/index.ts';

export const NEVER_SENT = 'database password is hunter2';

const get = { method: 'GET', tag: 'meta', right: 'public', summary: 'For a test', problems: [] } as const;
const anything = { 200: { description: 'Whatever.', schema: z.unknown() } } as const;
const nothing = { 200: { description: 'Never.' } } as const;
const bodySchema = z.strictObject({ url: z.string().min(1) });

/** A table with one route of every kind, and with handlers that fail in every way. */
export const TEST_ROUTES = defineRoutes({
  submit: {
    ...{ ...get, method: 'POST', path: '/v1/jobs', right: 'task' },
    body: { schema: bodySchema, maxBytes: 1_048_576, example: { url: 'https://example.com/v' } },
    responses: { 200: { description: 'The same.', schema: bodySchema } },
  },
  look: {
    ...{ ...get, path: '/v1/jobs/{id}', malformedParams: 'job_not_found' },
    params: z.object({
      id: z
        .string()
        .regex(/^[a-z]+$/)
        .meta({ examples: ['abc'] }),
    }),
    query: z.strictObject({ x: z.string().optional() }),
    responses: anything,
  },
  push: {
    ...{ ...get, method: 'POST', path: '/push' },
    body: { schema: bodySchema, maxBytes: 100, example: { url: 'x' }, malformed: 'handled' },
    responses: { 200: { description: 'What was read.', schema: z.object({ read: z.string() }) } },
  },
  cancel: {
    ...{ ...get, method: 'POST', path: '/v1/jobs/{id}/cancel' },
    params: z.object({ id: z.string() }),
    responses: { 200: { description: 'Done.' } },
  },
  health: { ...get, path: '/health', responses: { 200: { description: 'Well.', schema: z.object({}) } } },
  log: { ...get, path: '/log', responses: anything },
  leave: { ...get, path: '/leave', responses: anything },
  events: {
    ...{ ...get, path: '/events' },
    responses: { 200: { description: 'Two.', mediaType: 'text/event-stream', schema: z.string() } },
  },
  flood: {
    ...{ ...get, path: '/flood' },
    responses: { 200: { description: 'Without end.', mediaType: 'text/event-stream', schema: z.string() } },
  },
  half: {
    ...{ ...get, path: '/half' },
    responses: { 200: { description: 'Half.', mediaType: 'text/event-stream', schema: z.string() } },
  },
  throws: { ...get, path: '/throws', responses: nothing },
  rejects: { ...get, path: '/rejects', responses: nothing },
  stored: { ...get, path: '/stored', responses: nothing },
  strings: { ...get, path: '/strings', responses: nothing },
  busy: { ...get, path: '/busy', responses: nothing },
  full: { ...get, path: '/full', responses: nothing },
  putThing: {
    ...{ ...get, method: 'PUT', path: '/v1/things/{id}' },
    params: z.object({ id: z.string() }),
    responses: nothing,
  },
  // After the route with a parameter, and yet it is found.
  replayThings: { ...get, method: 'POST', path: '/v1/things/replay', responses: nothing },
  secret: { ...get, path: '/v1/ops/secret', right: 'operate', responses: nothing },
});

const guards: Guards<typeof TEST_ROUTES> = {
  task({ header }) {
    if (header('authorization') !== 'Bearer good') {
      throw new ProblemError('unauthenticated');
    }
    return { id: 'good', kind: 'service', scopes: [] };
  },
  operate: 'closed',
};

/** Hears of a caller of `/leave`: when it has come, and when it has gone. */
export interface Visits {
  came(): void;
  left(): void;
  /** Cuts the flood. */
  readonly cut?: AbortSignal;
}

export function bindTestRoutes(logger: Logger, visits: Visits = { came() {}, left() {} }) {
  const handlers: RouteHandlers<typeof TEST_ROUTES> = {
    submit: ({ body }) => ({ status: 200, body }),
    look: ({ params, query, trace }) => ({ status: 200, body: { id: params.id, x: query.x, trace } }),
    push: ({ body }) => ({ status: 200, body: { read: body.ok ? body.value.url : body.problem.code } }),
    cancel: () => ({ status: 200 }),
    health: () => ({ status: 200, body: {} }),
    async log() {
      await new Promise(setImmediate);
      logger.info('Inside');
      return { status: 200, body: currentLogContext() };
    },
    leave: ({ signal }) =>
      new Promise((resolve) => {
        visits.came();
        signal.addEventListener('abort', () => {
          visits.left();
          resolve({ status: 200, body: null });
        });
      }),
    events: () => ({ status: 200, stream: twoEvents() }),
    flood: () => ({ status: 200, stream: flood(), ...(visits.cut === undefined ? {} : { cut: visits.cut }) }),
    half: () => ({ status: 200, stream: halfAnEvent() }),
    throws() {
      throw new Error(NEVER_SENT);
    },
    rejects: () => Promise.reject(Object.assign(new Error(NEVER_SENT), { status: 503, code: 14 })),
    stored() {
      z.object({ secret: z.string() }).parse({ secret: 42 });
      return { status: 200 };
    },
    strings: () => Promise.reject(NEVER_SENT),
    full: () => Promise.reject(new ProblemError('overloaded', { retryAfterS: 3 })),
    busy() {
      throw new ProblemError('model_unavailable', { retryAfterS: 1.2, detail: 'Soon.', cause: new Error(NEVER_SENT) });
    },
    putThing: () => ({ status: 200 }),
    replayThings: () => ({ status: 200 }),
    secret: () => ({ status: 200 }),
  };
  return bindRoutes(TEST_ROUTES, handlers, guards);
}

async function* twoEvents(): AsyncGenerator<string> {
  yield 'data: one\n\n';
  yield 'data: two\n\n';
}

/** Goes on as long as somebody takes it. */
async function* flood(): AsyncGenerator<string> {
  for (;;) {
    yield `data: ${'x'.repeat(65_536)}\n\n`;
  }
}

async function* halfAnEvent(): AsyncGenerator<string> {
  yield 'data: ha';
  throw new Error(NEVER_SENT);
}
