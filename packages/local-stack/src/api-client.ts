import { type Job, jobSchema, type ProblemBody, problemBodySchema, type SubmitJobRequest } from '@sets/contract';

type HeaderFields = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else its text. */
  readonly body: unknown;
}

export interface SendOptions {
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: HeaderFields;
  readonly signal?: AbortSignal;
}

export type ApiClient = ReturnType<typeof createApiClient>;

type Ask = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Real requests to one API process, with the headers of `always` on each; redirects are shown, not followed. A test
 * that wants to see every exchange gives an `ask` of its own, e.g. to hold it against the table of routes.
 */
export function createApiClient(baseUrl: string, always: HeaderFields = {}, ask: Ask = fetch) {
  async function send(method: string, path: string, { body, headers = {}, signal }: SendOptions = {}): Promise<Answer> {
    const response = await ask(baseUrl + path, {
      method,
      redirect: 'manual',
      headers: { ...always, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
  const withJob = (answer: Answer) => ({ ...answer, job: jobOf(answer) });
  return {
    url: baseUrl,
    send,
    get: (path: string, headers: HeaderFields = {}) => send('GET', path, { headers }),
    post: (path: string, body?: unknown, headers: HeaderFields = {}) => send('POST', path, { body, headers }),
    /** @throws {Error} when it is refused. */
    submit: async (request: SubmitJobRequest, headers: HeaderFields = {}) =>
      withJob(await send('POST', '/v1/jobs', { body: request, headers })),
    /** @throws {Error} when there is none. */
    job: async (id: string): Promise<Job> => jobOf(await send('GET', `/v1/jobs/${id}`)),
  };
}

/** The body as the Job it must be. @throws {Error} with the answer when it is none. */
export function jobOf({ status, body }: Answer): Job {
  if (status > 299) {
    throw new Error(`${status}: ${JSON.stringify(body)}`);
  }
  return jobSchema.parse(body);
}

/** The body as the problem it must be, held against what every problem says of itself. @throws {Error} otherwise. */
export function problemOf({ status, headers, body }: Answer): ProblemBody {
  const problem = problemBodySchema.parse(body);
  const told = [headers.get('content-type'), headers.get('x-request-id'), headers.get('cache-control')];
  const expected = ['application/problem+json; charset=utf-8', problem.request_id, 'no-store'];
  if (problem.status !== status || told.join() !== expected.join()) {
    throw new Error(`not a problem as promised: ${status} ${told.join()} ${JSON.stringify(problem)}`);
  }
  return problem;
}
