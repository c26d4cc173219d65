import { type Job, jobSchema, type ProblemBody, problemBodySchema } from '@sets/contract';

export interface SubmitAnswer {
  readonly status: number;
  readonly job: Job | null;
  readonly problem: ProblemBody | null;
}

/** The few calls that the demo needs, over plain HTTP. */
export function createApiClient(baseUrl: string) {
  return {
    async submit(body: Readonly<Record<string, unknown>>): Promise<SubmitAnswer> {
      const response = await fetch(`${baseUrl}/v1/jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const json: unknown = await response.json();
      return response.ok
        ? { status: response.status, job: jobSchema.parse(json), problem: null }
        : { status: response.status, job: null, problem: problemBodySchema.parse(json) };
    },
    async job(id: string): Promise<Job> {
      const response = await fetch(`${baseUrl}/v1/jobs/${id}`);
      return jobSchema.parse(await response.json());
    },
  };
}
