import { type Job, jobSchema, type ProblemBody, problemBodySchema, type SubmitJobRequest } from '@sets/contract';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Real requests to one instance; redirects are shown, not followed. */
export function createApiClient(baseUrl: string, always: Readonly<Record<string, string>> = {}) {
  async function send(method: string, path: string, { body, headers = {} }: SendOptions = {}): Promise<Answer> {
    const response = await fetch(baseUrl + path, {
      method,
      redirect: 'manual',
      headers: { ...always, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
  return {
    send,
    get: (path: string, headers: Readonly<Record<string, string>> = {}) => send('GET', path, { headers }),
    post: (path: string, body?: unknown) => send('POST', path, body === undefined ? {} : { body }),
    async submit(request: SubmitJobRequest, headers: Readonly<Record<string, string>> = {}) {
      const answer = await send('POST', '/v1/jobs', { body: request, headers });
      return { ...answer, job: jobOf(answer) };
    },
  };
}
export type ApiClient = ReturnType<typeof createApiClient>;

/** The body as the Job it must be. */
export function jobOf(answer: Answer): Job {
  if (answer.status > 299) {
    throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return jobSchema.parse(answer.body);
}

/** The body as the problem it must be, checked against what every problem says of itself. */
export function problemOf(answer: Answer): ProblemBody {
  const problem = problemBodySchema.parse(answer.body);
  const told = [
    answer.headers.get('content-type'),
    answer.headers.get('x-request-id'),
    answer.headers.get('cache-control'),
  ];
  const expected = ['application/problem+json; charset=utf-8', problem.request_id, 'no-store'];
  if (problem.status !== answer.status || told.join() !== expected.join()) {
    throw new Error(`not a problem as promised: ${answer.status} ${told.join()} ${JSON.stringify(problem)}`);
  }
  return problem;
}
