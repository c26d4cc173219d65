import { type Job, jobSchema, type ProblemBody, problemBodySchema } from '@sets/contract';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly job: Job | null;
  readonly problem: ProblemBody | null;
}

export type ApiClient = ReturnType<typeof createApiClient>;

/** The few calls that the demo and the process tests need, over plain HTTP. Answers are checked against the contract. */
export function createApiClient(baseUrl: string) {
  async function send(path: string, init: RequestInit): Promise<ApiAnswer> {
    const response = await fetch(baseUrl + path, init);
    const { status, headers } = response;
    const json: unknown = await response.json();
    return response.ok
      ? { status, headers, job: jobSchema.parse(json), problem: null }
      : { status, headers, job: null, problem: problemBodySchema.parse(json) };
  }

  return {
    submit: (body: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}) =>
      send('/v1/jobs', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    look: (id: string) => send(`/v1/jobs/${id}`, {}),
    async job(id: string): Promise<Job> {
      const { job, problem } = await this.look(id);
      if (job === null) {
        throw new Error(`GET /v1/jobs/${id} answered ${problem?.code}`);
      }
      return job;
    },
    /** Any request, for what the calls above cannot say. */
    send,
  };
}
